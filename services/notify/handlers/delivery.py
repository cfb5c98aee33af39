"""What came of a try: recorded by the sender, once for each try of a notification."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Outcome, Streams, seen
from services.chassis.desk import Desk
from services.chassis.unavailable import is_away
from services.notify.channels.channel import Answer
from services.notify.domain import endpoint as endpoints
from services.notify.domain import notification as rules
from services.notify.domain.notification import Notification, Said
from services.notify.streams import DIRECTORY, ENDPOINT, NOTIFICATION

_SENDER = Actor("notify/sender")
_TOGETHER = 100  # tries in one commit


@dataclass(frozen=True, slots=True)
class Try:
    """The try ``number`` (from 1) of a notification, and what was answered to it, at ``at``."""

    notification: str
    number: int
    answer: Answer
    at: datetime


async def attempted(desk: Desk, tries: Sequence[Try]) -> list[Exception | None]:
    """Record tries, many in one commit; for each None, or why it is not recorded. A second record of the same try, and a late one, change
    nothing."""
    batches = [tries[begin : begin + _TOGETHER] for begin in range(0, len(tries), _TOGETHER)]
    outcomes = await desk.chassis.group.execute_all([_command(batch) for batch in batches])
    return [failure for batch, outcome in zip(batches, outcomes, strict=True) for failure in await _failures(desk, batch, outcome)]


async def _failures(desk: Desk, batch: Sequence[Try], outcome: Outcome | BaseException) -> list[Exception | None]:
    """One that cannot be recorded keeps back no other: each is recorded alone then."""
    failure = outcome if isinstance(outcome, Exception) else None
    if failure is None or len(batch) == 1 or is_away(failure):
        return [failure] * len(batch)
    alone = await desk.chassis.group.execute_all([_command([tried]) for tried in batch])
    return [one if isinstance(one, Exception) else None for one in alone]


def _command(tries: Sequence[Try]) -> Command:
    def decide(streams: Streams) -> Decision:
        decision = Decision()
        for tried in tries:
            _attempt(streams, decision, tried)
        return decision

    named = [f"{tried.notification}/{tried.number}" for tried in tries]
    key = named[0] if len(named) == 1 else hashlib.sha256("\n".join(named).encode()).hexdigest()
    return Command(
        RequestCause(_SENDER.subject, key, ""), _SENDER, decide, tuple(NOTIFICATION.stream(tried.notification) for tried in tries)
    )


def _attempt(streams: Streams, decision: Decision, tried: Try) -> None:
    state, answer = seen(streams, decision, NOTIFICATION, tried.notification), tried.answer
    said = Said(answer.outcome, answer.detail, answer.code, answer.retry_after)
    if events := rules.attempt(state, tried.number, said, tried.at):
        decision.on(NOTIFICATION.stream(tried.notification), *events)
        if answer.disable:
            _disable(streams, decision, state, answer.detail)


def _disable(streams: Streams, decision: Decision, state: Notification, reason: str) -> None:
    """The endpoint said that it is gone: it is told nothing more, in the commit that records the answer."""
    key = state.sent.to.endpoint if state.sent else None
    if key is None:
        return
    endpoint = seen(streams, decision, ENDPOINT, key)
    disabled, left = endpoints.disable(endpoint, reason or "gone")
    if disabled:
        decision.on(ENDPOINT.stream(key), *disabled)
        decision.on(DIRECTORY.stream(endpoint.region), *left)
