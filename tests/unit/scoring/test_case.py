"""A case from its draw to its score: places that change hands, sheets that come in, the spread, the joint opinion, the withdrawal."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest

from contracts.events.scoring.case import CaseScored, ExtraReviewOrdered
from contracts.programme.track import Track
from contracts.programme.workflow import Step
from services.scoring.domain import assignment, panel, sheet, withdrawal
from services.scoring.domain.assignment import Declination, Declining, Removal
from services.scoring.domain.case import Case, Status
from services.scoring.domain.panel import Opinion
from tests.unit.intake.cases import TRACK
from tests.unit.scoring.reviewing import (
    AGENCY,
    BY,
    CASE,
    CITY,
    CONTACT,
    EXPERTS,
    FILER,
    PANEL,
    REGION,
    RULES,
    drawn,
    received,
    refused,
    replaced,
    submitted,
    then,
    writing,
)

FIVE = dict(zip(EXPERTS, (70, 75, 80, 85, 90), strict=False))
FAR = dict(zip(EXPERTS, (60, 75, 80, 85, 90), strict=False))


def declining(expert: str) -> Declining:
    return Declining(expert, CONTACT, REGION, AGENCY, BY)


def in_joint_opinion() -> Case:
    """Five sheets too far apart, an extra one, and still too far apart."""
    state = then(submitted(drawn(), FAR), replaced(None, EXPERTS[5], "spread"))
    state = then(state, *assignment.accept(state, EXPERTS[5], BY))
    return submitted(state, {EXPERTS[5]: 82})


def test_a_case_is_scored_when_the_last_sheet_of_the_panel_is_in() -> None:
    state = drawn()
    for number, (expert, score) in enumerate(FIVE.items(), 1):
        assert state.status is Status.REVIEWING
        state = submitted(state, {expert: score})
        assert state.complete is (number == 5)
    assert state.status is Status.SCORED
    assert state.score is not None
    assert (state.score.total, state.score.spread, state.score.sheets, state.score.joint) == ("80.00", "20.00", 5, False)
    assert {mean.criterion: mean.mean for mean in state.score.criteria} == dict.fromkeys(RULES.rubric.criteria, "80.00")


def test_the_order_in_which_sheets_come_in_makes_no_difference() -> None:
    totals = {
        state.score.total
        for order in list(permutations(FIVE.items()))[::17]
        if (state := submitted(drawn(), dict(order))).score is not None
    }
    assert totals == {"80.00"}


def test_a_spread_up_to_the_threshold_is_scored_and_one_beyond_it_orders_an_extra_review_once() -> None:
    assert submitted(drawn(), FIVE).status is Status.SCORED  # 90 − 70 = 20, the threshold
    state = submitted(drawn(), FAR)
    assert (state.status, state.vacant, state.complete) == (Status.REVIEWING, 1, False)
    assert state.extra is not None
    assert (state.extra.spread, state.extra.most, state.extra.extra) == ("30.00", 20, 1)
    assert PANEL.conclude(state) == []


def test_a_spread_of_a_hundredth_beyond_the_threshold_is_beyond_it() -> None:
    weights = {code: criterion.weight for code, criterion in RULES.rubric.criteria.items()}
    least = min(weights, key=lambda code: weights[code])
    state = submitted(drawn(), dict(zip(EXPERTS[:4], (70, 80, 80, 80), strict=True)))
    last = sheet.submit(state, _scale(state), EXPERTS[4], writing(90, **{least: 91}), BY)
    (event,) = PANEL.conclude(then(state, last))
    assert isinstance(event, ExtraReviewOrdered)
    assert Decimal(event.spread) == 20 + Decimal(weights[least]) / 100


def _scale(state: Case) -> sheet.Scale:
    return sheet.Scale.of(RULES.rubric, state)


def test_an_extra_sheet_that_brings_no_agreement_makes_the_panel_meet() -> None:
    state = in_joint_opinion()
    assert (state.status, state.score) == (Status.JOINT, None)
    assert PANEL.conclude(state) == []


def test_the_joint_opinion_stands_for_the_sheets() -> None:
    state = in_joint_opinion()
    opinion = Opinion(writing(77), EXPERTS[:3], None)
    state = then(state, *panel.record_opinion(state, RULES, opinion, CITY))
    (event,) = PANEL.conclude(state)
    assert isinstance(event, CaseScored)
    assert (event.total, event.joint, event.sheets, event.spread) == ("77.00", True, 6, "30.00")
    assert then(state, event).status is Status.SCORED


@pytest.mark.parametrize("present", [(), EXPERTS[:1], (EXPERTS[0], EXPERTS[0]), (EXPERTS[0], EXPERTS[9])])
def test_a_joint_opinion_needs_at_least_two_of_the_panel(present: tuple[str, ...]) -> None:
    state = in_joint_opinion()
    said = refused("invalid-content", lambda: panel.record_opinion(state, RULES, Opinion(writing(77), present, None), CITY))
    assert all(fault.pointer.startswith("/present") for fault in said.faults)


def test_a_joint_opinion_is_checked_against_the_rubric_like_a_sheet() -> None:
    said = refused(
        "invalid-content", lambda: panel.record_opinion(in_joint_opinion(), RULES, Opinion(writing(101), EXPERTS[:2], None), CITY)
    )
    assert {fault.code for fault in said.faults} == {"out-of-range"}


def test_a_panel_that_agrees_needs_no_joint_opinion() -> None:
    for state in (drawn(), submitted(drawn(), FIVE), submitted(drawn(), FAR)):
        refused("wrong-status", lambda state=state: panel.record_opinion(state, RULES, Opinion(writing(), EXPERTS[:2], None), CITY))  # type: ignore[misc]


def test_a_reopened_sheet_unmakes_the_score_until_it_is_in_again_and_both_versions_stay() -> None:
    state = submitted(drawn(), FIVE)
    state = then(state, *sheet.reopen(state, EXPERTS[0], CONTACT, "理由不充分", CITY))
    assert (state.status, state.score, state.complete) == (Status.REVIEWING, None, False)
    state = submitted(state, {EXPERTS[0]: 74})
    assert state.status is Status.SCORED
    seat = state.seat(EXPERTS[0])
    assert seat is not None
    assert [(one.version, one.total, one.reopened) for one in seat.sheets] == [(1, "70.00", "理由不充分"), (2, "74.00", None)]


def test_only_a_submitted_sheet_is_reopened() -> None:
    state = submitted(drawn(), {EXPERTS[0]: 70})
    refused("wrong-status", lambda: sheet.reopen(state, EXPERTS[1], CONTACT, "x", CITY))
    refused("not-found", lambda: sheet.reopen(state, EXPERTS[9], CONTACT, "x", CITY))
    reopened = then(state, *sheet.reopen(state, EXPERTS[0], CONTACT, "x", CITY))
    refused("wrong-status", lambda: sheet.reopen(reopened, EXPERTS[0], CONTACT, "x", CITY))


def test_an_excluded_sheet_counts_no_more_and_its_place_is_taken_by_another() -> None:
    state = submitted(drawn(), FIVE)
    state = then(state, *assignment.exclude(state, EXPERTS[4], CONTACT, Removal("conflict", "配偶任职", CITY)))
    assert (state.status, state.vacant, list(state.sheets)) == (Status.REVIEWING, 1, list(EXPERTS[:4]))
    state = then(state, replaced(EXPERTS[4], EXPERTS[5], "conflict"))
    assert (state.vacant, [seat.expert for seat in state.seats]) == (0, [*EXPERTS[:4], EXPERTS[5]])
    (left,) = state.left
    assert (left.why, left.reason, [one.total for one in left.seat.sheets]) == ("conflict", "配偶任职", ["90.00"])
    state = then(state, *assignment.accept(state, EXPERTS[5], BY))
    state = submitted(state, {EXPERTS[5]: 80})
    assert state.score is not None
    assert state.score.total == "78.33"  # 75, 80, 80: without 70 and 85


def test_a_place_that_nobody_can_take_is_vacant_and_keeps_the_case_from_being_scored() -> None:
    state = drawn()
    state = then(state, *assignment.decline(state, declining(EXPERTS[0]), Declination("出差", conflict=False)))
    state = then(state, replaced(EXPERTS[0], None, "declined"))
    assert (state.vacant, len(state.seats)) == (1, 4)
    state = submitted(state, dict.fromkeys(EXPERTS[1:5], 80))
    assert (state.complete, state.status) == (False, Status.REVIEWING)
    state = then(state, replaced(None, EXPERTS[6], "vacancy", 2))
    assert (state.vacant, state.joined) == (0, (*EXPERTS[:5], EXPERTS[6]))
    state = then(state, *assignment.accept(state, EXPERTS[6], BY))
    assert submitted(state, {EXPERTS[6]: 80}).status is Status.SCORED


def test_who_has_no_place_learns_nothing() -> None:
    state = drawn()
    for rule in (
        lambda: assignment.accept(state, EXPERTS[9], BY),
        lambda: assignment.decline(state, declining(EXPERTS[9]), Declination("x", conflict=False)),
        lambda: assignment.exclude(state, EXPERTS[9], CONTACT, Removal("conflict", "x", CITY)),
        lambda: sheet.submit(state, _scale(state), EXPERTS[9], writing(), BY),
    ):
        refused("not-found", rule)


def test_accepting_twice_is_accepting_once() -> None:
    assert assignment.accept(drawn(), EXPERTS[0], BY) == []


def test_a_declared_conflict_is_told_from_another_reason() -> None:
    state = drawn()
    for conflict, why in ((True, "conflict"), (False, "declined")):
        (event,) = assignment.decline(state, declining(EXPERTS[0]), Declination("原因", conflict=conflict))
        (left,) = then(state, event).left
        assert left.why == why


def test_a_submitted_sheet_is_not_declined_away() -> None:
    state = submitted(drawn(), {EXPERTS[0]: 70})
    refused("wrong-status", lambda: assignment.decline(state, declining(EXPERTS[0]), Declination("x", conflict=True)))


def test_a_withdrawn_case_is_out_of_everybodys_hands() -> None:
    state = submitted(drawn(), {EXPERTS[0]: 70})
    state = then(state, *withdrawal.withdraw(state, (REGION, AGENCY), "项目调整", FILER))
    assert state.status is Status.WITHDRAWN
    for rule in (
        lambda: withdrawal.withdraw(state, (REGION, AGENCY), None, FILER),
        lambda: assignment.accept(state, EXPERTS[1], BY),
        lambda: assignment.decline(state, declining(EXPERTS[1]), Declination("x", conflict=False)),
        lambda: assignment.exclude(state, EXPERTS[0], CONTACT, Removal("conflict", "x", CITY)),
        lambda: sheet.submit(state, _scale(state), EXPERTS[1], writing(), BY),
        lambda: sheet.reopen(state, EXPERTS[0], CONTACT, "x", CITY),
        lambda: panel.record_opinion(state, RULES, Opinion(writing(), EXPERTS[:2], None), CITY),
    ):
        refused("wrong-status", rule)


def test_a_case_is_withdrawn_before_its_draw_too() -> None:
    (event,) = withdrawal.withdraw(received(), (REGION, None), None, FILER)
    assert then(received(), event).status is Status.WITHDRAWN


def test_after_the_ranking_another_service_withdraws_it() -> None:
    withdrawal.require_here(False, CASE, "http://funding", TRACK)
    said = refused("held-elsewhere", lambda: withdrawal.require_here(True, CASE, "http://funding", TRACK))
    assert said.link == f"http://funding/v1/awards/{CASE}"


def test_a_programme_says_until_when_a_case_may_be_withdrawn() -> None:
    withdrawal.require_until(TRACK)
    steps = tuple(step.model_copy(update={"until": "acceptance"}) if step.step == "withdrawal" else step for step in TRACK.workflow)
    refused("wrong-status", lambda: withdrawal.require_until(with_steps(steps)))
    refused("wrong-status", lambda: withdrawal.require_until(with_steps(tuple(step for step in steps if step.step != "withdrawal"))))


def with_steps(steps: tuple[Step, ...]) -> Track:
    return Track.model_construct(**{**dict(TRACK), "workflow": steps})
