"""The government's decision: two people, names of the round with money reserved, struck names, minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.events.funding.proposal import DecisionPrepared, Minutes, ProposalMade, Proposed, Struck
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.programme.oversight import Decision as Rule
from services.funding.domain.award import Award, Status
from services.funding.domain.decision import Approval, approve, discard, prepare
from services.funding.domain.proposal import Proposal, fold
from tests.unit.contracts import complete
from tests.unit.intake.cases import CALL, refused

AT = datetime(2024, 8, 20, tzinfo=UTC)
TODAY = date(2024, 8, 20)
FEN = 50_000_000
FIRST, SECOND = Officer(subject="li", name="李四"), Officer(subject="wang", name="王五")
MINUTES = Minutes(number="12号", date=TODAY)
CASES = [f"01ARZ3NDEKTSV4RRFFQ69G5F{number:02}" for number in range(3)]
RULE = complete.programme().tracks["chain-case"].decision


def made(call: Call = CALL) -> Proposal:
    """Two awards; the third waits."""
    rows = tuple(
        Proposed(
            application=case,
            uscc=complete.uscc(number),
            rank=number + 1,
            total="90",
            outcome="award" if number < 2 else "waiting",
            position=None if number < 2 else 1,
            why="within-cap",
            reason="在资金总额之内",
        )
        for number, case in enumerate(CASES)
    )
    event = ProposalMade(call=call, region="1301", rows=rows, fen=FEN, awards=2, amount=2 * FEN, available=2 * FEN, cut=None, by=FIRST)
    return fold(Proposal(), event, AT)


def awards(**changes: Any) -> dict[str, Award]:
    statuses = (Status.PROPOSED, Status.PROPOSED, Status.WAITING)
    found = {
        case: Award(id=case, status=status, call=CALL, fen=FEN if status is Status.PROPOSED else 0)
        for case, status in zip(CASES, statuses, strict=True)
    }
    return {case: award.model_copy(update=changes) if case == CASES[0] else award for case, award in found.items()}


def some(*numbers: int, **changes: Any) -> dict[str, Award]:
    return {CASES[number]: awards(**changes)[CASES[number]] for number in numbers}


def prepared() -> tuple[Proposal, DecisionPrepared]:
    state = made()
    event = prepare(state, CALL, some(0, 1), FIRST)
    return fold(state, event, AT), event


def approval(*struck: str, minutes: Minutes | None = MINUTES) -> Approval:
    return Approval([Struck(application=case, reason="迁出") for case in struck], minutes, TODAY)


def test_a_decision_counts_its_names_and_their_sum() -> None:
    _, event = prepared()
    assert (event.decision, event.applications, event.amount, event.region) == (1, tuple(CASES[:2]), 2 * FEN, "1301")


def test_who_waits_has_no_money_and_is_above_the_cap() -> None:
    said = refused("cap-exceeded", lambda: prepare(made(), CALL, some(0, 2), FIRST))
    assert [fault.pointer for fault in said.faults] == ["/applications/1"]


@pytest.mark.parametrize("change", [{"decision": 1}, {"status": Status.DECLINED}, {"status": Status.CONFIRMED}])
def test_what_was_decided_or_fell_is_not_put_to_a_decision(change: dict[str, Any]) -> None:
    refused("wrong-status", lambda: prepare(made(), CALL, some(0, **change), FIRST))


def test_a_decision_has_names_of_its_own_round_and_waits_alone() -> None:
    refused("wrong-status", lambda: prepare(made(), CALL, {}, FIRST))
    refused("wrong-status", lambda: prepare(Proposal(), CALL, some(0), FIRST))
    foreign = {"01BX5ZZKBKACTAV9WEVGEMMVRZ": Award(id="01BX5ZZKBKACTAV9WEVGEMMVRZ", status=Status.PROPOSED, fen=FEN)}
    refused("invalid-content", lambda: prepare(made(), CALL, foreign, FIRST))
    refused("conflict", lambda: prepare(prepared()[0], CALL, some(0), FIRST))


def test_another_person_approves_without_the_struck_names() -> None:
    state, _ = prepared()
    said = refused("second-person-required", lambda: approve(state, awards(), approval(), RULE, FIRST))
    assert said.source
    done = approve(state, awards(), approval(CASES[0]), RULE, SECOND)
    assert (done.approved, done.amount, [one.application for one in done.struck]) == ((CASES[1],), FEN, [CASES[0]])
    assert (done.prepared_by, done.by) == (FIRST, SECOND)


def test_who_fell_since_is_neither_approved_nor_struck() -> None:
    done = approve(prepared()[0], awards(status=Status.WITHDRAWN), approval(CASES[0]), RULE, SECOND)
    assert (done.approved, done.struck) == ((CASES[1],), ())


def test_minutes_are_required_where_the_programme_says_so_and_are_not_of_tomorrow() -> None:
    state, _ = prepared()
    refused("invalid-content", lambda: approve(state, awards(), approval(minutes=None), RULE, SECOND))
    tomorrow = Minutes(number="12号", date=date(2024, 8, 21))
    refused("invalid-content", lambda: approve(state, awards(), approval(minutes=tomorrow), RULE, SECOND))
    without = Rule.model_validate(RULE.model_dump(exclude={"source"}) | {"minutes": False, "source": "operator"}) if RULE else None
    assert approve(state, awards(), approval(minutes=None), without, SECOND).minutes is None


@pytest.mark.parametrize("struck", [(CASES[2],), (CASES[0], CASES[0])])
def test_only_prepared_names_are_struck_and_each_once(struck: tuple[str, ...]) -> None:
    refused("invalid-content", lambda: approve(prepared()[0], awards(), approval(*struck), RULE, SECOND))


def test_a_discarded_decision_makes_room_for_the_next() -> None:
    state, _ = prepared()
    after = fold(state, discard(state, "名单不全", SECOND), AT)
    assert prepare(after, CALL, some(1), FIRST).decision == 2
    refused("wrong-status", lambda: discard(after, "名单不全", SECOND))
    refused("wrong-status", lambda: approve(after, awards(), approval(), RULE, SECOND))
