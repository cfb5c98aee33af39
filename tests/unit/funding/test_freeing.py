"""When an award's sum is free again: whether its enterprise may be awarded another time is the programme's to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest

from contracts.events.event import Event
from contracts.events.funding.award import AuditCancelled, AuditOrdered
from contracts.events.funding.fund import Entry
from contracts.events.funding.grantee import GranteeExcluded, GranteeFreed
from contracts.events.funding.proposal import Why
from services.chassis.aggregates import Standing
from services.chassis.commits import Head
from services.chassis.decisions import Decision, Streams
from services.funding.domain.award import Award, known
from services.funding.domain.fund import Fund
from services.funding.domain.grantee import Grantee, fold
from services.funding.funding import fund_stream
from services.funding.handlers.ledger import Ledger
from services.funding.streams import AWARD, GRANTEE
from tests.unit.funding.awards import BY, FEN, FIRM, ID, NOW, OTHER_ID, TRACK, confirmed, paid, proposed, then
from tests.unit.intake.cases import CALL

Rule = Literal["eligible", "excluded"]


@dataclass(frozen=True)
class Case:
    """How an award ended, under a programme with these settings, and whether its enterprise may be awarded another time."""

    state: Award
    entry: Entry
    why: Why
    revoked: Rule
    clawed_back: Rule
    eligible: bool


CASES = {
    "revoked where that leaves it eligible": Case(confirmed(), "revoked", "revoked", "eligible", "excluded", eligible=True),
    "revoked where that excludes it": Case(confirmed(), "revoked", "revoked", "excluded", "eligible", eligible=False),
    "given back where that leaves it eligible": Case(paid(), "recovered", "clawed-back", "excluded", "eligible", eligible=True),
    "given back where that excludes it": Case(paid(), "recovered", "clawed-back", "eligible", "excluded", eligible=False),
    "withdrawn, whatever the settings": Case(proposed(), "released", "withdrawn", "excluded", "excluded", eligible=True),
    "audit failed, whatever the settings": Case(proposed(), "released", "audit-failed", "excluded", "excluded", eligible=True),
}


def grantee_after(case: Case, *, once: bool = True) -> tuple[list[type], Grantee]:
    """What is put on the enterprise's stream when the sum is free, and how it stands then."""
    rule = known(TRACK.fund).model_copy(update={"revoked": case.revoked, "clawed_back": case.clawed_back})
    track = TRACK.model_copy(update={"fund": rule, "award": TRACK.award.model_copy(update={"once": "enterprise" if once else None})})
    fund = Fund(programme=CALL.programme, cap=3 * FEN, reserved=FEN, awarded=FEN, paid=FEN)
    stream, bound = GRANTEE.stream(CALL.programme, known(case.state.uscc)), Grantee(application=ID)
    standings = {
        fund_stream(rule, CALL): Standing(Head(), fund),
        stream: Standing(Head(), bound),
        AWARD.stream(case.state.id): Standing(Head(), case.state),
    }
    decision = Decision()
    Ledger(Streams(NOW, standings), decision, track).free(case.state, case.why, case.entry, "失信")
    events, after = decision.changes.get(stream, []), bound
    for event in events:
        after = fold(after, event, NOW)
    return [type(event) for event in events], after


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_whether_an_enterprise_may_be_awarded_another_time_is_the_programmes_to_say(case: Case) -> None:
    events, after = grantee_after(case)
    assert events == [GranteeFreed if case.eligible else GranteeExcluded]
    assert after.bars(OTHER_ID) is not case.eligible
    assert after.excluded == (None if case.eligible else case.why)


def cancelled_by(state: Award) -> list[Event]:
    """What the fall of an award puts on its own stream."""
    rule, bound = known(TRACK.fund), Grantee(application=ID)
    standings = {
        fund_stream(rule, CALL): Standing(Head(), Fund(programme=CALL.programme, cap=FEN, reserved=FEN)),
        GRANTEE.stream(CALL.programme, known(state.uscc)): Standing(Head(), bound),
        AWARD.stream(state.id): Standing(Head(), state),
    }
    decision = Decision()
    Ledger(Streams(NOW, standings), decision, TRACK).free(state, "withdrawn", "released", "企业撤回申报")
    return decision.changes.get(AWARD.stream(state.id), [])


def test_a_firm_at_work_on_an_award_that_falls_need_not_go_on() -> None:
    under_way = then(proposed(), AuditOrdered(application=ID, call=CALL, region="1301", firm=FIRM, due=NOW, by=BY))
    (cancelled,) = cancelled_by(under_way)
    assert isinstance(cancelled, AuditCancelled)
    assert (cancelled.firm, cancelled.why) == (FIRM, "award-fell")
    assert cancelled_by(proposed()) == [], "its audit is done"
    assert cancelled_by(proposed().model_copy(update={"audit": None})) == []


def test_where_an_enterprise_is_awarded_often_nothing_binds_it_but_an_exclusion_holds() -> None:
    assert grantee_after(CASES["revoked where that leaves it eligible"], once=False)[0] == []
    assert grantee_after(CASES["given back where that excludes it"], once=False)[0] == [GranteeExcluded]
