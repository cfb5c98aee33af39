"""The group commit: commands that wait while a write is in flight are decided and written together, in one ordered bulk insert.

Within a process, commands that touch one stream are decided one after the other on the state in memory; between processes the unique index
on (stream, version) decides, and the loser decides again on fresh state. A caller is answered when its own commit is durable and the views
show it. A refusal is given on fresh state only, and writes nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bson.errors import BSONError
from pymongo.errors import BulkWriteError, PyMongoError

from contracts.refusal import Refusal, Text
from services.chassis import logs, metrics
from services.chassis.aggregates import Standing
from services.chassis.batching import Batcher, gathered
from services.chassis.causes import RequestCause
from services.chassis.clock import Clock
from services.chassis.decisions import Command, Outcome
from services.chassis.memory import Memory
from services.chassis.planning import Planner, Verdict, key_reused, unstorable
from services.chassis.settings import Commits as Limits
from services.chassis.store import CommitStore
from services.chassis.views import Rows, Views
from services.chassis.waiting import Waiting, merged

log = logs.get(__name__)

Prepare = Callable[[], Awaitable[None]]
"""Makes the indexes, without which nothing may be written."""

_PAUSE = 0.05
_VIEW_WRITES = 4

_PATIENCE = 1.5
"""How much longer than a command is decided its caller waits, so that the reason is told where there is one."""

_DUPLICATE_KEY = 11000
_NOT_STORABLE = {15, 22, 10334}
"""What the server says of a document that it will never take: nested too deeply, not BSON, too large."""


@dataclass(eq=False)
class GroupCommit:
    """One process's way to its commits: one bulk insert in flight, everybody else waits for the next.

    ``prepare`` is awaited before the first write.
    """

    service: str
    store: CommitStore
    views: Views
    clock: Clock
    limits: Limits
    prepare: Prepare
    _prepared: bool = False
    _queue: deque[Waiting] = field(default_factory=deque)
    _group: list[Waiting] = field(default_factory=list)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None
    _after: set[asyncio.Task[None]] = field(default_factory=set)
    _view_writes: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_VIEW_WRITES))

    def __post_init__(self) -> None:
        self._memory = Memory(self.limits.memory)
        self._planner = Planner(self.store, self._memory, self.clock, self.limits)
        self._warmed = Batcher[set[str], None](self._warm_all)

    async def execute(self, command: Command) -> Outcome:
        """Decide the command and write what was decided.

        Raises the Refusal of a rule, or pymongo's error where the store stays away. A caller that stops waiting changes nothing. Who
        waits much longer than commands are decided (the store hangs) is refused as ``unavailable``, and may ask again under the same key.
        """
        answer = self._enqueue(command)
        try:
            async with asyncio.timeout(self.limits.decide_within * _PATIENCE):
                return await answer
        except TimeoutError:
            raise _no_answer() from None

    async def execute_all(self, commands: Sequence[Command]) -> list[Outcome | BaseException]:
        """The same for many at a time, decided in this order; for each its outcome, or what it raised."""
        with suppress(Exception):  # whatever it is, the commands find out themselves, each what concerns it
            async with asyncio.timeout(self.limits.decide_within):
                await self._warmed.ask({stream for command in commands for stream in command.streams})
        answers = [self._enqueue(command) for command in commands]
        late = (await asyncio.wait(answers, timeout=self.limits.decide_within * _PATIENCE))[1] if answers else ()
        for answer in late:
            answer.set_exception(_no_answer())
        return await asyncio.gather(*answers, return_exceptions=True)

    async def _warm_all(self, asked: Sequence[set[str]]) -> Sequence[None]:
        """Bring into memory what several will read: one question to the store for all."""
        await self._planner.warm(set().union(*asked))
        return [None] * len(asked)

    def _enqueue(self, command: Command) -> asyncio.Future[Outcome]:
        loop = asyncio.get_running_loop()
        if self._task is None:
            self._task = loop.create_task(self._run(), name=f"{self.service}-group-commit")
        waiting = Waiting(command, loop.create_future(), loop.time() + self.limits.decide_within)
        self._queue.append(waiting)
        self._wake.set()
        return waiting.answer

    async def version(self, stream: str) -> int:
        """The version at which a stream stands in the store."""
        return (await self.store.load([stream]))[stream].head.version

    async def answered(self, cause: RequestCause) -> dict[str, Any] | None:
        """What the same request was answered before; None: it is new. A Refusal where its key stood for another request."""
        first = (await self.store.repeated([cause])).get((cause.client, cause.key))
        if first is None:
            return None
        if first.cause["hash"] != cause.hash:
            raise key_reused()
        return first.answer

    async def close(self) -> None:
        """Finish what is under way."""
        await asyncio.gather(*(waiting.answer for waiting in [*self._queue, *self._group]), return_exceptions=True)
        await asyncio.gather(*self._after)
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            await gathered(self._queue)
            group, later = merged(self._queue.popleft() for _ in range(min(len(self._queue), self.limits.group_size)))
            self._queue.extendleft(reversed(later))
            if not self._queue:
                self._wake.clear()
            self._group = group
            try:
                await self._settle(group)
            except Exception as error:  # the next group must not wait for ever behind a fault of ours
                log.exception("group.failed", service=self.service)
                for waiting in group:
                    waiting.settle(error)

    async def _settle(self, group: list[Waiting], *, doubt: bool = False) -> None:
        """Decide and write until everybody has an answer or has waited long enough."""
        while group:
            try:
                verdicts = await self._plan(group, doubt)
                writing = asyncio.ensure_future(self._write(verdicts))
                await asyncio.sleep(0)  # it is on its way now, and there is time until the store answers
                rows = self._rows(verdicts)
                done = await writing
                trouble: Exception | None = None if done == len(group) else _contention()
            except PyMongoError as error:
                verdicts, rows, done, trouble = [], None, 0, error
                self._memory.forget(stream for waiting in group for stream in waiting.command.streams)
                await asyncio.sleep(_PAUSE)
            except Exception as error:
                await self._settle_each(group, error, doubt)
                return
            self._answer(group[:done], verdicts[:done], rows if done == len(verdicts) else None)
            group = self._still_waiting(group[done:], trouble)
            doubt = True

    async def _plan(self, group: Sequence[Waiting], doubt: bool) -> list[Verdict]:
        if not self._prepared:
            await self.prepare()
            self._prepared = True
        return await self._planner.plan([waiting.command for waiting in group], doubt=doubt)

    async def _settle_each(self, group: Sequence[Waiting], error: Exception, doubt: bool) -> None:
        """One command of the group cannot even be decided (the store refuses its stream's name, its stream is broken): the others can."""
        if len(group) > 1:
            for waiting in group:
                await self._settle([waiting], doubt=doubt)
            return
        log.error("group.command_failed", service=self.service, exc_info=error)
        group[0].settle(unstorable(error) if isinstance(error, UnicodeError | BSONError) else error)

    async def _write(self, verdicts: Sequence[Verdict]) -> int:
        """Insert the commits in order; how many verdicts stand: all, or those before the first that lost."""
        planned = [(position, verdict) for position, verdict in enumerate(verdicts) if verdict.document is not None]
        if not planned:
            return len(verdicts)
        try:
            with metrics.COMMIT_SECONDS.labels(self.service).time():
                await self.store.append([verdict.document for _, verdict in planned if verdict.document is not None])
            metrics.COMMIT_GROUP_SIZE.labels(self.service).observe(len(planned))
            standing = len(verdicts)
        except PyMongoError as error:
            stopped = self._stopped_by(error, [verdict for _, verdict in planned])
            if stopped is None:
                self._forget(verdicts)
                raise
            standing = planned[stopped][0] + (planned[stopped][1].error is not None)
        self._forget(verdicts[standing:])
        self._memory.keep(_latest(verdicts[:standing]))
        return standing

    def _stopped_by(self, error: PyMongoError, planned: Sequence[Verdict]) -> int | None:
        """Which commit another writer excluded, or the store will never take (that is its verdict then).

        None: a write of uncertain fate, which counts as none at all.
        """
        failures = error.details.get("writeErrors", []) if isinstance(error, BulkWriteError) else []
        if not failures or (isinstance(error, BulkWriteError) and error.details.get("writeConcernErrors")):
            return None
        stopped, code = int(failures[0]["index"]), failures[0]["code"]
        if code in _NOT_STORABLE:
            planned[stopped].refuse(unstorable(error))
        elif "parts.stream" in failures[0].get("keyPattern", {}):
            metrics.CONFLICTS.labels(self.service).inc()
        return stopped if code in {*_NOT_STORABLE, _DUPLICATE_KEY} else None

    def _forget(self, verdicts: Iterable[Verdict]) -> None:
        self._memory.forget(stream for verdict in verdicts for stream in verdict.read | verdict.standings.keys())

    def _rows(self, verdicts: Sequence[Verdict]) -> Rows | None:
        """The rows that show what was decided, where all of it stands; None where one cannot be made: who writes it finds out why."""
        with suppress(Exception):
            return self.views.rows(_latest(verdicts))
        return None

    def _answer(self, group: Sequence[Waiting], verdicts: Sequence[Verdict], rows: Rows | None) -> None:
        """Refusals at once; the others when the views show what they did, while the next group is being written."""
        accepted: list[tuple[Waiting, Outcome]] = []
        for waiting, verdict in zip(group, verdicts, strict=True):
            if verdict.error is not None:
                waiting.settle(verdict.error)
            elif verdict.commit is not None:
                accepted.append((waiting, Outcome(verdict.commit.answer, verdict.commit.id)))
            elif verdict.outcome is not None:
                accepted.append((waiting, verdict.outcome))
        if accepted:
            task = asyncio.create_task(self._show(accepted, verdicts, rows))
            self._after.add(task)
            task.add_done_callback(self._after.discard)

    async def _show(self, accepted: Sequence[tuple[Waiting, Outcome]], verdicts: Sequence[Verdict], rows: Rows | None) -> None:
        try:
            async with self._view_writes:
                await self._write_views(verdicts, rows)
        except Exception as error:
            # The commits are durable, which is what was promised; the relay writes the views again before it lets go of them.
            log.warning("group.views_behind", service=self.service, exc_info=error)
        for waiting, outcome in accepted:
            if outcome.repeated:
                metrics.DUPLICATES.labels(self.service, "request").inc()
            waiting.settle(outcome)

    async def _write_views(self, verdicts: Sequence[Verdict], rows: Rows | None) -> None:
        latest = _latest(verdicts)
        repeated = {stream for verdict in verdicts for stream in verdict.repeats} - latest.keys()
        if repeated:
            latest |= await self.store.load(repeated)
            rows = None
        lasting = bool(repeated) or any(self.views.shows(stream) for stream in _unpublished(verdicts))
        await self.views.put(self.views.rows(latest) if rows is None else rows, lasting=lasting)
        for stream, standing in latest.items():
            await self.store.keep_snapshot(stream, standing, self.limits.snapshot_every)

    def _still_waiting(self, group: Sequence[Waiting], trouble: Exception | None) -> list[Waiting]:
        """Those who may try again; the others are told what stood in the way."""
        now = asyncio.get_running_loop().time()
        for waiting in group:
            if waiting.until <= now and trouble is not None:
                waiting.settle(trouble)
        return [waiting for waiting in group if waiting.until > now]


def _latest(verdicts: Iterable[Verdict]) -> dict[str, Standing]:
    """Where the streams stand after the last of the verdicts on each."""
    latest: dict[str, Standing] = {}
    for verdict in verdicts:
        latest |= verdict.standings
    return latest


def _unpublished(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The streams that were only taken note of: the relay does not see them."""
    for verdict in verdicts:
        if verdict.commit is not None and not verdict.commit.pending:
            yield from verdict.standings


def _contention() -> Refusal:
    return Refusal("unavailable", Text("同时处理的请求过多，请稍后重试", "Too many writers at once; please try again"))


def _no_answer() -> Refusal:
    return Refusal(
        "unavailable", Text("存储暂无响应，请稍后用同一幂等键重试", "The store does not answer; please try again under the same key")
    )
