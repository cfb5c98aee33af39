"""A programme (征集/试点项目): one published call as data."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from pydantic import Field

from contracts.programme.authority import Authority
from contracts.programme.choices import ChoiceSet
from contracts.programme.notifications import Notifications
from contracts.programme.operator_values import OperatorValue, operator_values
from contracts.programme.rounds import Round
from contracts.programme.track import Offer, Track
from contracts.programme.word import Bilingual, Code, Positive, Prose, Word


class Programme(Word):
    """The whole file. ``clauses`` are the document's own words, by the clause that sources name."""

    programme: Code
    version: Positive
    title: Bilingual
    authority: Authority
    clauses: dict[str, Prose]
    rounds: dict[Code, Round] = Field(min_length=1)
    choices: dict[Code, ChoiceSet] = Field(default_factory=dict)
    tracks: dict[Code, Track] = Field(min_length=1)
    notifications: Notifications

    @property
    def key(self) -> tuple[str, int]:
        """Code and version: what an application is filed under."""
        return self.programme, self.version

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """Each track with the choices that its form refers to."""
        return {code: Offer(track, self.choices) for code, track in self.tracks.items()}

    def round_at(self, at: datetime) -> str | None:
        """The round that is open at this instant by the file (an operator may have moved it)."""
        return next((code for code, window in self.rounds.items() if window.is_open(at)), None)

    def round_after(self, code: str) -> str | None:
        """The next round: late filings join it."""
        codes = [*self.rounds, None]
        return codes[codes.index(code) + 1]

    def operator_values(self) -> tuple[OperatorValue, ...]:
        """Every value that the document does not state, with its path: the operator's own."""
        return tuple(operator_values(self, ()))
