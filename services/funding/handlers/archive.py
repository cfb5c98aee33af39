"""材料归档: when an award is finished, all that is known of it goes into one file that is kept for ever."""

from __future__ import annotations

import tempfile
from typing import Any, BinaryIO, cast

from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.files import chunks_of
from services.funding.documents.archive import Finished, Written, archive_files, archive_manifest, named_by, shown_in
from services.funding.documents.archive_page import archive_html
from services.funding.documents.archive_zip import ArchiveZip
from services.funding.domain import archive as rules
from services.funding.domain.award import known
from services.funding.funding import fund_stream, proposal_key
from services.funding.handlers.awards import Task, answer
from services.funding.reading.record import record
from services.funding.streams import AWARD, DOSSIER, PROPOSAL

_LARGEST = 2_000_000_000  # bytes of an archive


async def archive(task: Task) -> dict[str, Any]:
    """Make the file. What has not changed since the last one is not archived again: the answer is the same."""
    if (first := await task.desk.answered(task.asked)) is not None:
        return first
    given, version = await _gathered(task)
    kept = await _kept(task, given)

    def decide(streams: Streams) -> Decision:
        state = streams.state(AWARD, task.application)
        task.may(state)
        if streams.head(task.stream).version != version:
            raise Refusal("conflict", Text("归档时该申报有变动，请重试", "The award changed while it was archived: try again"))
        events = rules.archive(state, task.desk.track_of(state), kept, task.officer)
        made = Decision(answer(state, [*events], streams) | {"archive": kept})
        return made.on(task.stream, *events) if events else made

    return await task.desk.decide(task.asked, "archive", decide, task.stream)


async def _gathered(task: Task) -> tuple[Finished, int]:
    """The award as it stands, for a caller who may archive it, with all that belongs to it."""
    desk, store = task.desk, task.desk.chassis.store
    streams = Streams(desk.clock.now(), await store.load([task.stream]))
    state = streams.state(AWARD, task.application)
    track = desk.track_of(state)
    task.may(state)
    rules.require_finished(state, track)
    call = known(state.call)
    key = proposal_key(call)
    around = Streams(streams.now, await store.load([PROPOSAL.stream(*key), DOSSIER.stream(task.application)]))
    proposal, dossier = around.state(PROPOSAL, *key), around.state(DOSSIER, task.application)
    gathered = Finished(
        programme=desk.programmes.of(call),
        offer=desk.programmes.offer(call),
        award=state,
        dossier=dossier.opened,
        ranked=proposal.ranked,
        released=await task.desk.files.read(proposal.ranked.ranking) if proposal.ranked else None,
        decision=named_by(state, proposal.decisions),
        notice=shown_in(state, proposal.notices),
        record=await record(store, state, fund_stream(track.fund, call) if track.fund else None),
    )
    return gathered, streams.head(task.stream).version


async def _kept(task: Task, given: Finished) -> str:
    """The archive in the store of files; its SHA-256. It is written on the disk first."""
    with tempfile.TemporaryFile() as made:
        await _write(task, given, ArchiveZip(cast(BinaryIO, made), given.record.at))
        made.seek(0)
        return (await task.desk.files.put(chunks_of(cast(BinaryIO, made)), _LARGEST)).sha256


async def _write(task: Task, given: Finished, archive: ArchiveZip) -> None:
    files = archive_files(given)
    archive.write("index.html", "首页：概况、目录和核对方法", archive_html(given, files))
    for file in files:
        if isinstance(file, Written):
            archive.write(file.name, file.title, file.content)
        else:
            await archive.copy(file.name, file.title, await task.desk.files.open(file.sha256))
    archive.close(archive_manifest(given))
