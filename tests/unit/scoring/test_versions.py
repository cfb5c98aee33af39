"""Where a newer version of a programme comes while a round is open: what an application keeps, and what its round decides."""

from __future__ import annotations

from contracts.events.scoring.case import CaseDrawn, CaseReceived
from services.scoring.domain.case import Case
from tests.unit.intake.cases import CALL
from tests.unit.scoring.reviewing import CASE, EXPERTS, file, then

NEWER = CALL.model_copy(update={"version": CALL.version + 1})


def test_a_case_keeps_the_version_that_it_was_filed_under_and_is_reviewed_by_that_of_its_round() -> None:
    received = then(Case(), CaseReceived(application=CASE, review=NEWER, file=file(), filer=None))
    assert (received.filed, received.review) == (NEWER, NEWER)
    drawn = then(received, CaseDrawn(application=CASE, review=CALL, experts=tuple(EXPERTS[:5])))
    assert (drawn.filed, drawn.review) == (NEWER, CALL)
