"""Rounds follow each other, so that every day belongs to one at most."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from contracts.programme.consistency.finding import Finding
from contracts.programme.programme import Programme


def check(programme: Programme) -> Iterator[Finding]:
    reviewed = [code for code, track in programme.tracks.items() if track.review or any(s.deadline == "review" for s in track.workflow)]
    for code, window in programme.rounds.items():
        if window.review is None and reviewed:
            yield Finding(("rounds", code), f"review is missing: track {reviewed[0]} has a review")
    for (before, earlier), (code, later) in pairwise(programme.rounds.items()):
        if later.opens <= earlier.closes:
            yield Finding(("rounds", code, "opens"), f"opens on {later.opens}, when round {before} is still open (closes {earlier.closes})")
    first = next(iter(programme.rounds.values()))
    if first.opens < programme.authority.date:
        code = next(iter(programme.rounds))
        yield Finding(("rounds", code, "opens"), f"opens on {first.opens}, before the document of {programme.authority.date}")
