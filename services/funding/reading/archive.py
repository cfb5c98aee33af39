"""What an archive is made of, and the file that is made of it: of any award as it stands, finished or not."""

from __future__ import annotations

import tempfile
from asyncio import to_thread
from typing import BinaryIO, cast

from contracts.events.funding.dossier import DossierOpened
from contracts.refusal import Fault, Refusal, Text
from services.chassis.decisions import Streams
from services.chassis.picture_fault import PictureFault
from services.chassis.templates import usable
from services.forms.filing import Attached, Filing
from services.forms.form import form_pdf
from services.forms.template_files import form_template
from services.funding.documents.archive import Archived, Written, archive_files, archive_manifest, named_by, shown_in
from services.funding.documents.archive_page import archive_html
from services.funding.documents.archive_zip import ArchiveZip
from services.funding.documents.form_page import is_pictured
from services.funding.domain.award import Award, known
from services.funding.funding import Funding, fund_stream, proposal_key
from services.funding.reading.record import record
from services.funding.streams import DOSSIER, PROPOSAL


async def written(funding: Funding, award: Award) -> BinaryIO:
    """The archive of an award, on the disk until it is closed; made when it is its turn, for its form is made in memory."""
    async with funding.press:
        given = await _gathered(funding, award)
        made = cast(BinaryIO, await to_thread(tempfile.TemporaryFile))
        try:
            await _write(funding, given, ArchiveZip(made, given.record.at))
        except BaseException:
            made.close()
            raise
    return made


async def _gathered(funding: Funding, award: Award) -> Archived:
    """All that belongs to an award that came with an application."""
    store, call = funding.chassis.store, known(award.call)
    track, key = funding.track_of(award), proposal_key(call)
    around = Streams(funding.clock.now(), await store.load([PROPOSAL.stream(*key), DOSSIER.stream(award.id)]))
    proposal, dossier = around.state(PROPOSAL, *key), around.state(DOSSIER, award.id).opened
    return Archived(
        programme=funding.programmes.of(call),
        offer=funding.programmes.offer(call),
        award=award,
        dossier=dossier,
        form=await _form(funding, dossier) if dossier else None,
        ranked=proposal.ranked,
        released=await funding.files.read(proposal.ranked.ranking) if proposal.ranked else None,
        decision=named_by(award, proposal.decisions),
        notice=shown_in(award, proposal.notices),
        record=await record(store, award, fund_stream(track.fund, call) if track.fund else None),
    )


async def _form(funding: Funding, dossier: DossierOpened) -> bytes:
    """The form as it was accepted, in the version that it was filed under, on paper."""
    programme, offer = funding.programmes.of(dossier.call), funding.programmes.offer(dossier.call)
    content = dossier.content.value
    shown = [await funding.files.read(one.sha256) if is_pictured(offer, one) else None for one in content.materials]
    files = tuple(Attached(one.kind, one.name, picture) for one, picture in zip(content.materials, shown, strict=True))
    filing = Filing(programme, offer, content.form, files, dossier.submitted_at)
    with usable(form_template(programme.programme, dossier.call.track, "typ")) as template:
        try:
            return await to_thread(form_pdf, filing, content.code, template)
        except PictureFault as fault:
            _, file = filing.pictured(fault.name)
            text = Text(f"图片“{file.name}”无法排入申报书", f"The picture {file.name!r} cannot be printed")
            raise Refusal("invalid-content", text, (Fault("unprintable-picture", "", text, actual=file.name),)) from fault


async def _write(funding: Funding, given: Archived, archive: ArchiveZip) -> None:
    files = archive_files(given)
    archive.write("index.html", "首页：概况、目录和核对方法", archive_html(given, files))
    for file in files:
        if isinstance(file, Written):
            archive.write(file.name, file.title, file.content)
        else:
            await archive.copy(file.name, file.title, await funding.files.open(file.sha256))
    archive.close(archive_manifest(given))
