"""What a table is read as: the tracks that its rows may be of, each with its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.events.intake.content import Call
from contracts.programme.track import Offer
from services.intake.imports.layout import Layout


@dataclass(frozen=True, slots=True)
class Expected:
    """One track: the call that its rows answer, its columns and choices. ``home``: the region where rows lie that do not say where;
    ``labels``: what stands before the blocks of a table of several tracks (their titles)."""

    call: Call
    offer: Offer
    layout: Layout
    home: str | None = None
    labels: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.offer.track.title.zh


Tracks = Mapping[str, Expected]
"""The tracks of a table by their codes: that for which it is sent in, or all of the programme where none is named."""
