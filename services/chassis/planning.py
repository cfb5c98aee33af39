"""Deciding a group of commands: who reads what, what is fresh, what was answered before. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import bson
import orjson
from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument
from pydantic import BaseModel

from contracts.refusal import Refusal, Text
from services.chassis.aggregates import Standing
from services.chassis.causes import RequestCause
from services.chassis.clock import Clock
from services.chassis.commits import Commit, Head, Part, Recorded, head_after
from services.chassis.decisions import Command, Decision, Outcome, Streams, Unread
from services.chassis.memory import Memory
from services.chassis.ordering import CausalIds
from services.chassis.settings import Commits as Limits
from services.chassis.store import CommitStore

Answered = Mapping[tuple[str, str], Commit]

_WATCHED = 1000

_DEEPEST = 160
"""Levels of an event's data; the store takes 180, of which a row may have some around it."""

UNSTORABLE = (ValueError, OverflowError, RecursionError, BSONError)
"""What encoding raises for a lone surrogate, a float, a number beyond 53 bit, NUL in a name, or nesting without end."""


@dataclass(slots=True)
class Verdict:
    """What a command came to: a commit to write (with the standings it leads to), or an outcome, or an error. Else it is still ``unread``.

    ``read`` are the streams it rests on, ``repeats`` those of the commit that a repeated request made the first time.
    """

    command: Command
    commit: Commit | None = None
    document: RawBSONDocument | None = None
    standings: dict[str, Standing] = field(default_factory=dict)
    outcome: Outcome | None = None
    error: Exception | None = None
    read: set[str] = field(default_factory=set)
    unread: frozenset[str] = frozenset()
    repeats: frozenset[str] = frozenset()

    @property
    def doubtful(self) -> set[str]:
        """The streams on which it rests and which the unique index will not check: all of them for a refusal."""
        return self.read - self.standings.keys()

    def refuse(self, error: Exception) -> None:
        """It came to this instead."""
        self.commit, self.document, self.standings, self.error = None, None, {}, error


class Planner:
    """Decides on memory where it can, and on the store where it must."""

    def __init__(self, store: CommitStore, memory: Memory, clock: Clock, limits: Limits) -> None:
        self._store = store
        self._memory = memory
        self._clock = clock
        self._limits = limits
        self._ids = CausalIds()
        self._watched: set[str] = set()

    async def plan(self, commands: Sequence[Command], *, doubt: bool) -> list[Verdict]:
        """A verdict for each command, in order, each seeing those before it. ``doubt``: some may have been answered already."""
        known: dict[str, Standing] = {}
        fresh = await self._begin({stream for command in commands for stream in command.streams}, known)
        answered: Answered | None = await self._answered(commands) if doubt else None
        while True:
            verdicts = self._decide_all(commands, known, answered or {}, presuming=not doubt)
            if unread := {stream for verdict in verdicts for stream in verdict.unread}:
                fresh |= await self._load(unread, known)
                continue
            doubtful = set().union(*(verdict.doubtful for verdict in verdicts)) - fresh
            if presumed := doubtful - known.keys():
                fresh |= await self._load(presumed, known)
                continue
            self._watch(doubtful)
            fresh |= doubtful
            if doubtful and await self._refresh(doubtful, known):
                continue
            if answered is None and _unwritten(verdicts):
                answered = await self._answered(commands)
                if answered:
                    continue
            return verdicts

    async def _begin(self, streams: set[str], known: dict[str, Standing]) -> set[str]:
        """Recall the streams, load those that are not remembered, and look at the watched ones again; which of them are fresh."""
        known |= self._memory.recall(streams)
        missing, watched = streams - known.keys(), self._watched & known.keys()
        await self._load(missing, known, watched)
        return missing | watched

    async def warm(self, streams: set[str]) -> None:
        """Bring into memory what commands that come soon will read: while others are being written, and not in their way."""
        await self._load(streams - self._memory.recall(streams).keys(), {})

    async def _load(self, streams: set[str], known: dict[str, Standing], stale: Collection[str] = ()) -> set[str]:
        """Load these streams, and bring the stale ones up to the store."""
        if streams or stale:
            loaded = await self._store.load(streams, {stream: known[stream] for stream in stale})
            self._memory.keep(loaded)
            known |= loaded
        return streams

    async def _refresh(self, streams: set[str], known: dict[str, Standing]) -> bool:
        """Bring these streams up to the store; whether anything was new."""
        before = {stream: known[stream] for stream in streams}
        if not before:
            return False
        after = await self._store.advance(before)
        self._memory.keep(after)
        known |= after
        return any(after[stream].head != standing.head for stream, standing in before.items())

    def _watch(self, streams: set[str]) -> None:
        """What decisions rest on and do not write (a round) is looked at before the next ones are made, and not afterwards."""
        if len(self._watched) > _WATCHED:
            self._watched.clear()
        self._watched |= streams

    async def _answered(self, commands: Sequence[Command]) -> Answered:
        return await self._store.repeated([command.cause for command in commands if isinstance(command.cause, RequestCause)])

    def _decide_all(self, commands: Sequence[Command], known: dict[str, Standing], answered: Answered, *, presuming: bool) -> list[Verdict]:
        now = self._clock.now()
        instant = now.replace(microsecond=now.microsecond // 1000 * 1000)
        standings = dict(known)  # what is decided here is not known yet
        verdicts = []
        for command in commands:
            verdict = self._decide(command, Streams(instant, standings, presuming=presuming), answered)
            while remembered := self._memory.recall(verdict.unread):  # at once, and not after all others were decided in vain
                known |= remembered
                standings |= remembered
                verdict = self._decide(command, Streams(instant, standings, presuming=presuming), answered)
            verdicts.append(verdict)
        return verdicts

    def _decide(self, command: Command, streams: Streams, answered: Answered) -> Verdict:
        if isinstance(command.cause, RequestCause) and (first := answered.get((command.cause.client, command.cause.key))):
            return _repeat(command, command.cause, first)
        try:
            decision = command.decide(streams)
            if not decision.changes:
                return Verdict(command, outcome=Outcome(decision.answer), read=streams.read)
            verdict = self._commit(command, decision, streams)
        except Unread as need:
            return Verdict(command, unread=need.streams, read=streams.read)
        except Exception as error:  # every failure of one command is that command's answer, and not its neighbours'
            return Verdict(command, error=error, read=streams.read)
        streams.standings.update(verdict.standings)
        return verdict

    def _commit(self, command: Command, decision: Decision, streams: Streams) -> Verdict:
        streams.expect(decision.changes)
        heads = {stream: streams.head(stream) for stream in decision.changes}
        try:
            commit = self._draft(command, decision, heads, streams.now).sealed()
            document = self._encoded(commit)
        except UNSTORABLE as error:
            raise unstorable(error) from error
        return Verdict(command, commit, document, self._after(commit, decision, streams), read=streams.read)

    def _draft(self, command: Command, decision: Decision, heads: Mapping[str, Head], now: datetime) -> Commit:
        commit_id = self._ids.next(head.commit for head in heads.values())
        numbers = iter(range(1, 1 + sum(map(len, decision.changes.values()))))
        parts = []
        for stream, payloads in decision.changes.items():
            events = tuple(Recorded(f"{commit_id}.{next(numbers)}", payload.type, payload.encoded()) for payload in payloads)
            head = heads[stream]
            parts.append(Part(stream, head.version + 1, head.sequence + len(events), events, head.digest))
        return Commit(commit_id, now, command.actor, command.cause.document(), tuple(parts), decision.answer, command.trace)

    def _after(self, commit: Commit, decision: Decision, streams: Streams) -> dict[str, Standing]:
        return {part.stream: Standing(head_after(part, commit.id), self._fold(part.stream, decision, streams)) for part in commit.parts}

    def _fold(self, stream: str, decision: Decision, streams: Streams) -> BaseModel:
        fold = self._store.aggregate(stream).fold
        standing = streams.standings[stream].state
        before, folded, state = decision.folded.get(stream, (standing, 0, standing))
        if before is not standing:  # the decision saw another state than the stream has
            folded, state = 0, standing
        for payload in decision.changes[stream][folded:]:
            state = fold(state, payload, streams.now)
        return state

    def _encoded(self, commit: Commit) -> RawBSONDocument:
        """The document's bytes, within the limits of the store and of the bus."""
        encoded = bson.encode(commit.document())
        if len(encoded) > self._limits.document_limit:
            raise _too_large(len(encoded), self._limits.document_limit)
        for data in (event.data for part in commit.parts for event in part.events):
            _require_shown(data)
            if len(data) > self._limits.event_limit:
                raise _too_large(len(data), self._limits.event_limit)
        return RawBSONDocument(encoded)


def _unwritten(verdicts: Sequence[Verdict]) -> bool:
    """Whether somebody would be told something that no commit holds: then it matters whether the same was asked before."""
    return any(verdict.error is not None or (verdict.outcome is not None and not verdict.outcome.repeated) for verdict in verdicts)


def unstorable(error: Exception) -> Refusal:
    """What the caller is told whose content the store cannot hold."""
    return Refusal("invalid-content", Text("内容中有无法保存的字符或数值", f"The content cannot be stored: {error}"))


def _repeat(command: Command, cause: RequestCause, first: Commit) -> Verdict:
    """The first answer again, or a refusal where the key stood for another request."""
    if first.cause["hash"] != cause.hash:
        return Verdict(command, error=key_reused())
    streams = frozenset(part.stream for part in first.parts)
    return Verdict(command, outcome=Outcome(first.answer, first.id, repeated=True), repeats=streams)


def key_reused() -> Refusal:
    """The idempotency key stands for another request."""
    text = Text("该幂等键已用于内容不同的请求，请换用新的键", "This key was used for a request with other content; use a new key")
    return Refusal("idempotency-key-reused", text)


def _require_shown(data: bytes) -> None:
    """What an event says goes into rows of views, which are documents: ValueError where the store could not take one that holds it."""
    if b"\\u0000" in data or data.count(b"[") + data.count(b"{") > _DEEPEST:
        value = orjson.loads(data)
        bson.encode(value)
        if _depth(value) > _DEEPEST:
            raise ValueError(f"nested deeper than {_DEEPEST} levels")


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


def _too_large(size: int, limit: int) -> Refusal:
    return Refusal("body-too-large", Text(f"内容过大：{size} 字节，上限 {limit} 字节", f"Too large: {size} bytes, at most {limit}"))
