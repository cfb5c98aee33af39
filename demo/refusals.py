"""What the platform refused, and whether it was refused for what it is."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from demo.desk import Refused


class DemoFailure(Exception):
    """The platform did something else than it should; the message says what."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong on purpose. ``slug`` is the problem type that it has to meet, ``code`` that of a fault in it."""

    what: str
    slug: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line of the table of refusals. ``source`` is the clause of the document that the platform quoted."""

    wrong: Wrong
    who: str
    status: int
    detail: str
    source: str


class Refusals:
    """All that was refused, in the order in which it was tried."""

    def __init__(self) -> None:
        self.seen: list[Refusal] = []
        self._tried: set[Wrong] = set()

    def first(self, wrong: Wrong) -> bool:
        """Whether nobody has asked this of it before: one of many who work side by side tries it."""
        new = wrong not in self._tried
        self._tried.add(wrong)
        return new

    async def expect(self, who: str, wrong: Wrong, attempt: Awaitable[object]) -> None:
        """Try it. DemoFailure where it is let through, or refused for something else."""
        try:
            await attempt
        except Refused as refused:
            self.seen.append(_checked(who, wrong, refused))
        else:
            raise DemoFailure(f"{who}: {wrong.what} was let through")


def _checked(who: str, wrong: Wrong, refused: Refused) -> Refusal:
    fault = next((fault for fault in refused.faults if wrong.code in (None, fault["code"])), {})
    if refused.slug != wrong.slug or (wrong.code and not fault):
        raise DemoFailure(f"{who}: {wrong.what} should meet {wrong.slug} {wrong.code or ''}, and met {refused}")
    problem = refused.problem
    detail = fault.get("detail") or problem.get("detail")
    source = fault.get("source") or problem.get("source") or ""
    return Refusal(wrong, who, problem["status"], str(detail), str(source))
