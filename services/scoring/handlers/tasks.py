"""One thing that somebody does with a review."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from contracts.canonical import instant
from contracts.events.event import Event
from contracts.events.parties import Officer
from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decision, Streams, seen
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.scoring.domain.review import Review
from services.scoring.scoring import Moved, ReviewKey, Scoring
from services.scoring.streams import REVIEW
from services.scoring.views import CASES

Allowed = Callable[[Principal, Review], None]
"""Refuses where the caller may not act on the review."""

Rule = Callable[[Review, Streams], list[Event]]

_TRIES = 10


@dataclass(frozen=True, slots=True)
class ReviewTask:
    """One thing that somebody does with a review, known by programme, round and track."""

    scoring: Scoring
    asked: Asked
    key: ReviewKey

    @property
    def stream(self) -> str:
        return REVIEW.stream(*self.key)

    @property
    def name(self) -> str:
        return "/".join(self.key)

    @property
    def by(self) -> Officer:
        return Officer.of(self.asked.caller)

    async def take(self, name: str, allowed: Allowed, rule: Rule) -> dict[str, Any]:
        """Decide something that touches the review alone."""

        def decide(streams: Streams) -> Decision:
            state = streams.state(REVIEW, *self.key)
            allowed(self.asked.caller, state)
            return self.answered(Decision().on(self.stream, *rule(state, streams)), streams)

        return await self.scoring.decide(self.asked, name, decide, self.stream)

    def answered(self, decision: Decision, streams: Streams, **more: Any) -> Decision:
        """With what the caller is told: how far the review is now."""
        status = seen(streams, decision, REVIEW, *self.key).status
        decision.answer |= {"id": self.name, "status": status, "at": instant(streams.now), **more}
        return decision

    async def state(self, allowed: Allowed) -> tuple[Review, int]:
        """The review as the store has it, and its version, to prepare something on."""
        standing = (await self.scoring.standings([self.stream]))[self.stream]
        state = standing.state
        if not isinstance(state, Review):
            raise TypeError(f"{self.stream} holds a {type(state).__name__}")
        allowed(self.asked.caller, state)
        return state, standing.head.version

    async def names(self, cases: Iterable[str]) -> dict[str, str]:
        """What people know cases by: the title, with the id that tells two of one title apart."""
        rows = CASES.collection(self.scoring.database).find({"_id": {"$in": list(cases)}}, {"state.file.title": 1})
        return {row["_id"]: f"“{row['state']['file']['title']}”（{row['_id']}）" async for row in rows}


async def prepared(attempt: Callable[[], Awaitable[dict[str, Any]]], scoring: Scoring) -> dict[str, Any]:
    """What is prepared outside a decision, again where what it rests on moved meanwhile."""
    for _ in range(_TRIES):
        try:
            return await attempt()
        except Moved:
            await scoring.pause()
    text = Text("同时有人在更改该评审，请稍后重试", "Others are changing this at the same time; please try again")
    raise Refusal("unavailable", text)


def require_unmoved(streams: Streams, versions: dict[str, int]) -> None:
    """These streams stand where they stood when the decision was prepared. Moved otherwise."""
    for stream, version in versions.items():
        if streams.head(stream).version != version:
            raise Moved(stream)
