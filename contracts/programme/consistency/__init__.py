"""What one entry of a programme file says of another must be true: references resolve, limits fit, weights add up.

Each check yields the path of the faulty entry and the reason, so that all that is wrong is said at once, each with its line.
"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.programme.consistency import form, materials, notifications, outcome, review, rounds, sources, steps, workflow
from contracts.programme.consistency.finding import Finding
from contracts.programme.programme import Programme

__all__ = ["Finding", "findings"]

_OF_TRACK = (form.check, materials.check, workflow.check, steps.check, review.check, outcome.check)
_OF_PROGRAMME = (sources.check, rounds.check, notifications.check)


def findings(programme: Programme) -> Iterator[Finding]:
    """Everything inconsistent in the programme."""
    for check in _OF_PROGRAMME:
        yield from check(programme)
    for code in programme.tracks:
        for check_track in _OF_TRACK:
            yield from check_track(programme, code)
