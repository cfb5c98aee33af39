"""What came of a try: recorded by the sender, once for each try of a notification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.desk import Desk
from services.notify.channels.channel import Answer
from services.notify.domain import endpoint as endpoints
from services.notify.domain import notification as rules
from services.notify.domain.notification import Notification, Said
from services.notify.streams import DIRECTORY, ENDPOINT, NOTIFICATION

_SENDER = Actor("notify/sender")


@dataclass(frozen=True, slots=True)
class Try:
    """The try ``number`` (from 1) of a notification, and what was answered to it, at ``at``."""

    notification: str
    number: int
    answer: Answer
    at: datetime


async def attempted(desk: Desk, tries: Sequence[Try]) -> list[Exception | None]:
    """Record tries; for each None, or why it is not recorded. A second record of the same try, and a late one, change nothing."""
    outcomes = await desk.chassis.group.execute_all([_command(one) for one in tries])
    return [outcome if isinstance(outcome, Exception) else None for outcome in outcomes]


def _command(tried: Try) -> Command:
    stream, answer = NOTIFICATION.stream(tried.notification), tried.answer
    said = Said(answer.outcome, answer.detail, answer.code, answer.retry_after)

    def decide(streams: Streams) -> Decision:
        state = streams.state(NOTIFICATION, tried.notification)
        decision = Decision()
        if events := rules.attempt(state, tried.number, said, tried.at):
            decision.on(stream, *events)
            if answer.disable:
                _disable(streams, decision, state, answer.detail)
        return decision

    return Command(RequestCause(_SENDER.subject, f"{tried.notification}/{tried.number}", ""), _SENDER, decide, (stream,))


def _disable(streams: Streams, decision: Decision, state: Notification, reason: str) -> None:
    """The endpoint said that it is gone: it is told nothing more, in the commit that records the answer."""
    key = state.sent.to.endpoint if state.sent else None
    if key is None:
        return
    endpoint = streams.state(ENDPOINT, key)
    disabled, left = endpoints.disable(endpoint, reason or "gone")
    if disabled:
        decision.on(ENDPOINT.stream(key), *disabled)
        decision.on(DIRECTORY.stream(endpoint.region), *left)
