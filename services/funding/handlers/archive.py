"""材料归档: when an award is finished, all that is known of it goes into one file that is kept for ever."""

from __future__ import annotations

import tempfile
from asyncio import to_thread
from contextlib import ExitStack
from typing import Any, BinaryIO, cast

from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.files import chunks_of
from services.funding.documents.archive import Dossier, archive_zip, dossier
from services.funding.domain import archive as rules
from services.funding.domain.award import known
from services.funding.funding import proposal_key
from services.funding.handlers.awards import Task, answer
from services.funding.streams import AWARD, PROPOSAL

_LARGEST = 2_000_000_000  # bytes of an archive
_IN_MEMORY = 5_000_000  # bytes of a file on its way into it


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


async def _gathered(task: Task) -> tuple[Dossier, int]:
    """The award as it stands, for a caller who may archive it, with its round's decision and notice."""
    store = task.desk.chassis.store
    streams = Streams(task.desk.clock.now(), await store.load([task.stream]))
    state = streams.state(AWARD, task.application)
    track = task.desk.track_of(state)
    task.may(state)
    rules.require_finished(state, track)
    key = proposal_key(known(state.call))
    proposal = Streams(streams.now, await store.load([PROPOSAL.stream(*key)])).state(PROPOSAL, *key)
    ranking = proposal.ranked.ranking if proposal.ranked else None
    return dossier(state, proposal.decisions, proposal.notices, ranking), streams.head(task.stream).version


async def _kept(task: Task, given: Dossier) -> str:
    """The archive in the store of files; its SHA-256."""
    with ExitStack() as open_files:
        files = {file.name: open_files.enter_context(await _fetched(task, file.sha256)) for file in given.attached}
        made = open_files.enter_context(await to_thread(archive_zip, given, files))
        stored = await task.desk.files.put(chunks_of(made), _LARGEST)
    return stored.sha256


async def _fetched(task: Task, sha256: str) -> BinaryIO:
    """A stored file, on disk where it is large."""
    spool = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 the caller closes it
    async for chunk in await task.desk.files.open(sha256):
        await to_thread(spool.write, chunk)
    spool.seek(0)
    return spool
