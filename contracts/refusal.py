"""A rule said no: the one way in which a rule of any service refuses, with words for the person who asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from contracts.problems import ProblemType, problem_type


@dataclass(frozen=True, slots=True)
class Text:
    """What a user reads, in the platform's two languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place of what was sent.

    ``pointer`` is a JSON pointer (RFC 6901) into the request, ``limit`` what the rule allows, ``actual`` what was
    found (with its unit in words), ``source`` the clause of the issuing document that the rule comes from.
    """

    code: str
    pointer: str
    text: Text
    limit: str | int | None = None
    actual: str | int | None = None
    source: str | None = None


@dataclass(slots=True, eq=False)
class Refusal(Exception):
    """A command that may not be carried out now; nothing was written.

    ``slug`` names a problem type of :mod:`contracts.problems`; ``text`` says what happened in this case; ``faults``
    has one entry per faulty field; ``source`` quotes the clause; ``link`` leads to what stands in the way or to
    the service that can carry the command out.
    """

    slug: str
    text: Text
    faults: tuple[Fault, ...] = field(default=())
    source: str | None = None
    link: str | None = None

    def __post_init__(self) -> None:
        Exception.__init__(self, f"{self.slug}: {self.text.en}")

    @property
    def type(self) -> ProblemType:
        return problem_type(self.slug)
