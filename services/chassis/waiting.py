"""Who waits for a group of commits: callers with their commands, and which of them ask for the same."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.chassis.causes import RequestCause
from services.chassis.decisions import Command, Outcome


@dataclass(slots=True)
class Waiting:
    """A caller and its command; ``others`` ask for the same under the same key."""

    command: Command
    answer: asyncio.Future[Outcome]
    until: float
    others: list[Waiting] = field(default_factory=list)

    def settle(self, result: Outcome | Exception) -> None:
        """Answer the caller, unless it has gone."""
        if not self.answer.done():
            if isinstance(result, Exception):
                self.answer.set_exception(result)
            else:
                self.answer.set_result(result)
        for other in self.others:
            other.settle(_same(result))


def merged(waiting: Iterable[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """The group, each request once, and who waits for the next one.

    The same asked for twice at a time is one command with two callers. A key used for something else meanwhile waits until it is
    known whether the first use binds it.
    """
    group: list[Waiting] = []
    later: list[Waiting] = []
    first: dict[tuple[str, str], Waiting] = {}
    for one in waiting:
        cause = one.command.cause
        same = first.setdefault((cause.client, cause.key), one) if isinstance(cause, RequestCause) else one
        if same is one:
            group.append(one)
        elif same.command.cause == cause:
            same.others.append(one)
        else:
            later.append(one)
    return group, later


def _same(result: Outcome | Exception) -> Outcome | Exception:
    """What a caller is told who asked for the same at the same time."""
    return Outcome(result.answer, result.commit, repeated=True) if isinstance(result, Outcome) else result
