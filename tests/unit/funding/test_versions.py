"""Where a newer version of a programme comes while a round is open: all awards of the round are made by that of the round."""

from __future__ import annotations

import pytest

from contracts.events.event import Event
from contracts.events.funding.award import AwardProposed, AwardWaiting, CandidateReceived
from services.funding.domain.award import Award
from tests.unit.funding.awards import FEN, ID, candidate, then
from tests.unit.intake.cases import CALL

NEWER = CALL.model_copy(update={"version": CALL.version + 1})


@pytest.mark.parametrize(
    "placed",
    [
        AwardProposed(application=ID, call=CALL, rank=1, total="90.5", fen=FEN),
        AwardWaiting(application=ID, call=CALL, rank=2, total="90.5", position=1),
    ],
    ids=["proposed", "waiting"],
)
def test_what_was_filed_under_a_newer_version_is_awarded_by_that_of_its_round(placed: Event) -> None:
    received = then(Award(), CandidateReceived(application=ID, call=NEWER, candidate=candidate()))
    assert received.call == NEWER
    assert then(received, placed).call == CALL
