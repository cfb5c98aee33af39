"""How an award comes to stand and how it ends: confirmed, withdrawn, revoked before it was paid, clawed back after."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from contracts.events.funding.award import AwardClawedBack
from services.funding.domain.award import Award, Status
from services.funding.domain.ending import Demand, claw_back, confirm, recover, revoke, withdraw
from services.funding.domain.payment import order, returned
from tests.unit.funding.awards import (
    BY,
    CITY,
    ENDS,
    FINANCE,
    ID,
    LATER,
    NOW,
    OWNER,
    TRACK,
    confirmed,
    declined,
    noticed,
    ordered,
    paid,
    proposed,
    then,
)
from tests.unit.intake.cases import refused

ELSEWHERE = "https://scoring.example.cn/v1/cases/1"


def test_an_award_is_confirmed_from_the_instant_on_at_which_its_notice_ends() -> None:
    before = refused("not-confirmable", lambda: confirm(noticed(), TRACK, ENDS - timedelta(milliseconds=1), BY))
    assert "2024-08-28" in before.text.zh
    assert before.source
    assert confirm(noticed(), TRACK, ENDS, BY).fen == 50_000_000


def test_everything_that_is_missing_is_said_at_once() -> None:
    bare = Award(id="x", status=Status.PROPOSED)
    said = refused("not-confirmable", lambda: confirm(bare, TRACK, LATER, BY)).text.zh
    assert all(word in said for word in ("政府决策", "专项审计", "公示"))
    refused("not-confirmable", lambda: confirm(proposed(), TRACK, LATER, BY))


@pytest.mark.parametrize("state", [declined(noticed()), confirmed(), paid()])
def test_what_fell_or_stands_is_not_confirmed(state: Award) -> None:
    refused("wrong-status", lambda: confirm(state, TRACK, LATER, BY))


def test_an_applicant_withdraws_until_the_decision_in_the_service_that_holds_it() -> None:
    candidate = Award(id=ID, status=Status.CANDIDATE, call=proposed().call)
    assert refused("held-elsewhere", lambda: withdraw(candidate, ELSEWHERE, None, OWNER)).link == ELSEWHERE
    assert withdraw(candidate, None, "项目调整", OWNER).reason == "项目调整"
    undecided = proposed().model_copy(update={"decision": None})
    assert withdraw(undecided, None, None, OWNER).application == undecided.id
    refused("wrong-status", lambda: withdraw(proposed(), None, None, OWNER))
    refused("wrong-status", lambda: withdraw(declined(undecided), None, None, OWNER))


def test_an_award_is_revoked_before_it_is_paid_and_clawed_back_after() -> None:
    for state in (confirmed(), ordered()):
        assert revoke(state, "失信", BY).fen == state.fen
        refused("wrong-status", partial(claw_back, state, Demand("失信", LATER), NOW, BY))
    assert then(confirmed(), revoke(confirmed(), "失信", BY)).status is Status.REVOKED
    refused("wrong-status", lambda: revoke(paid(), "失信", BY))
    refused("wrong-status", lambda: revoke(noticed(), "失信", BY))


def test_an_award_that_is_revoked_with_an_order_out_holds_its_sum_until_it_is_known_what_became_of_that() -> None:
    revoking = then(ordered(), revoke(ordered(), "失信", BY))
    assert (revoking.status, revoking.holds) == (Status.REVOKING, True)
    refused("wrong-status", lambda: revoke(revoking, "失信", BY))
    refused("wrong-status", lambda: order(revoking, TRACK, CITY, BY))
    stopped = returned(revoking, 1, "已止付", FINANCE)
    assert stopped is not None
    ended = then(revoking, stopped)
    assert (ended.status, ended.holds, ended.why) == (Status.REVOKED, False, "revoked")
    assert returned(ended, 1, "已止付", FINANCE) is None


def test_money_is_returned_by_a_day_to_come_and_once() -> None:
    refused("invalid-content", lambda: claw_back(paid(), Demand("失信", LATER), LATER, BY))
    demanded = claw_back(paid(), Demand("失信", LATER + timedelta(days=30)), LATER, BY)
    assert isinstance(demanded, AwardClawedBack)
    state = then(paid(), demanded)
    refused("wrong-status", lambda: claw_back(state, Demand("失信", LATER + timedelta(days=30)), LATER, BY))
    after = then(state, recover(state, "记-9", BY))
    assert after.status is Status.RECOVERED
    refused("wrong-status", lambda: recover(after, "记-9", BY))
    refused("wrong-status", lambda: recover(paid(), "记-9", BY))
