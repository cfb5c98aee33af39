"""Notifications: events that exist, and no variable that the event lacks."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.programme.consistency.finding import Finding, Path, unknown
from contracts.programme.notifications import VARIABLES, Message
from contracts.programme.programme import Programme


def check(programme: Programme) -> Iterator[Finding]:
    for event, audiences in programme.notifications.texts.items():
        path = ("notifications", "texts", event)
        if event not in VARIABLES:
            yield unknown(path, "event", event, VARIABLES)
            continue
        for role, notification in audiences.items():
            for language in ("zh", "en"):
                yield from _message((*path, role.value, language), getattr(notification, language), VARIABLES[event])


def _message(path: Path, message: Message, allowed: frozenset[str]) -> Iterator[Finding]:
    try:
        used = set(message.variables())
    except ValueError as error:
        yield Finding(path, f"braces do not match: {error}")
        return
    yield from (unknown(path, "variable", name, allowed) for name in sorted(used - allowed))
