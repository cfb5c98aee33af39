"""Materials of a draft: what a file really is, whether the programme wants it, and where it is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, BinaryIO

from contracts.events.intake.content import Material
from contracts.form import CONTENT_CODE, MaterialFacts, check_file
from contracts.identifiers import UsccError, parse_uscc
from contracts.programme.materials import Material as Kind
from contracts.programme.track import Offer
from contracts.programme.workflow import StepName
from contracts.refusal import Fault, Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.files import chunks_of
from services.chassis.identity import Principal
from services.chassis.inspection import FileFacts, Wanted, inspect
from services.intake import access
from services.intake.domain.application import Application, known
from services.intake.domain.filing import require_fileable
from services.intake.domain.pictures import require_printable
from services.intake.domain.scan_code import code_of_scan
from services.intake.drafts import Draft, DraftMaterial
from services.intake.handlers.applications import ensure_draft
from services.intake.intake import Intake
from services.intake.streams import APPLICATION


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: its kind, its name, the row of the table it stands for, the code that was given with a scan."""

    kind: str
    name: str
    file: BinaryIO
    row: str | None = None
    form_code: str | None = None


async def attach(intake: Intake, asked: Asked, application: str, upload: Upload) -> dict[str, Any]:
    """Add a file to a draft. A Refusal where the file is not what it has to be; the draft is as it was then."""
    state = await _own(intake, asked.caller, application)
    if (first := await intake.answered(asked)) is not None:
        return first
    offer = _offer(intake, state)
    kind = _kind(offer, upload.kind)
    facts = await inspect(upload.file, Wanted({each.media_type for each in kind.types}), intake.settings.upload)
    material = _material(kind, upload, facts, await _code(intake, kind, upload))
    _require_fitting(kind, material.facts)
    draft = await ensure_draft(intake, state.id)
    _require_room(kind, draft, material)
    _require_printable(intake, offer, draft, material)
    await intake.files.put(chunks_of(upload.file), intake.settings.upload.limit)
    await intake.drafts.attach(state.id, material, state.submission)
    return await _remember(intake, asked, state.id, material.shown)


async def _remember(intake: Intake, asked: Asked, application: str, shown: dict[str, Any]) -> dict[str, Any]:
    """Take note of the upload, so that the same request again has the same answer, whatever has become of the draft."""
    stream = APPLICATION.stream(application)

    def decide(streams: Streams) -> Decision:
        streams.state(APPLICATION, application)
        return Decision(shown).on(stream)

    return await intake.decide(asked, "attach", decide, stream)


async def detach(intake: Intake, caller: Principal, application: str, material: str) -> Draft:
    """Take a file off a draft; the file itself stays in the store."""
    state, _ = await editable(intake, caller, application)
    await ensure_draft(intake, state.id)
    return await intake.drafts.detach(state.id, material, state.submission)


async def editable(intake: Intake, caller: Principal, application: str) -> tuple[Application, Offer]:
    """An application whose draft the caller may edit now."""
    state = await _own(intake, caller, application)
    return state, _offer(intake, state)


async def _own(intake: Intake, caller: Principal, application: str) -> Application:
    state = await intake.application(application)
    access.require_step(caller, state, intake.track_of(state), StepName.SUBMISSION)
    return state


def _offer(intake: Intake, state: Application) -> Offer:
    call = known(state.call)
    require_fileable(state, intake.programmes.of(call))
    return intake.programmes.offer(call)


def _kind(offer: Offer, code: str) -> Kind:
    kind = offer.track.materials.get(code)
    if kind is None:
        allowed = "、".join(offer.track.materials)
        text = Text(f"没有材料 {code[:40]}，可上传：{allowed}", f"There is no material {code[:40]}; there are: {allowed}")
        raise Refusal("invalid-content", text, (Fault("unknown-material", "/kind", text, allowed),))
    return kind


async def _code(intake: Intake, kind: Kind, upload: Upload) -> str | None:
    """The code on a scan of the form, read from it where it can be; of another file what was given."""
    given = upload.form_code.strip().upper() if upload.form_code else None
    if not kind.prints:
        return given
    return code_of_scan(given, await intake.reader.texts(upload.file, CONTENT_CODE))


def _material(kind: Kind, upload: Upload, facts: FileFacts, code: str | None) -> DraftMaterial:
    row = _row(kind, upload.row)
    identity = hashlib.sha256(f"{upload.kind}\n{row}\n{facts.sha256}\n{code}".encode()).hexdigest()
    file = Material(kind=upload.kind, name=upload.name, media_type=facts.media_type, size=facts.size, sha256=facts.sha256, for_uscc=row)
    return DraftMaterial(id=identity[:26], file=file, width=facts.width, height=facts.height, pages=facts.pages, form_code=code)


def _row(kind: Kind, row: str | None) -> str | None:
    """The row that a proof stands for, in the one spelling of a USCC; none for a kind that is not per row."""
    if kind.per is None:
        return None
    try:
        return parse_uscc(row or "")
    except UsccError as error:
        text = Text(f"请注明所证明企业的统一社会信用代码：{error.zh}", f"Name the enterprise by its USCC: {error}")
        raise Refusal("invalid-content", text, (Fault("invalid-uscc", "/row", text, source=kind.clause("per")),)) from error


def _require_fitting(kind: Kind, facts: MaterialFacts) -> None:
    faults = check_file(kind, facts, "/file")
    if faults:
        raise Refusal("invalid-content", faults[0].text, tuple(faults), source=faults[0].source)


def _require_room(kind: Kind, draft: Draft, material: DraftMaterial) -> None:
    """One file more than the programme allows is refused when it comes, not only when the draft is filed."""
    same = [other for other in draft.materials if (other.file.kind, other.file.for_uscc) == (material.file.kind, material.file.for_uscc)]
    most = kind.count.most
    if most is None or len(same) < most or any(other.id == material.id for other in same):
        return
    zh = f"“{kind.title.zh}”最多 {most} 个文件，已有 {len(same)} 个"
    text = Text(zh, f"{kind.title.en}: at most {most} files, there are {len(same)}")
    fault = Fault("too-many-files", "/file", text, most, len(same) + 1, kind.clause("count"))
    raise Refusal("invalid-content", text, (fault,), source=kind.clause("count"))


def _require_printable(intake: Intake, offer: Offer, draft: Draft, material: DraftMaterial) -> None:
    limits = intake.settings.documents
    others = [other.file for other in draft.materials if other.id != material.id]
    require_printable(offer, [*others, material.file], (limits.pictures, limits.picture_bytes), "/file")
