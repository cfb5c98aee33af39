"""The government's decision and what follows over HTTP: two people, struck names, minutes; confirmed, withdrawn, revoked, clawed back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.funding import AWARD_FEN, BEGINNING, MINUTES, SECOND_ROUND, Funding, Round, round_of
from tests.support.intake import fault, ok, problem

AWARDS, CASES = 4, 6


@pytest.fixture(scope="module")
def funding(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Funding]:
    folder: Path = tmp_path_factory.mktemp("funding")
    with Funding(namespace, mongodb_uri, "127.0.0.1:1", folder).funding() as made:
        made.open(AWARDS)
        yield made


@pytest.fixture(scope="module")
def round_(funding: Funding) -> Round:
    """Four proposed, two wait."""
    made = funding.arrive(round_of(CASES))
    with funding.unchanged():
        problem(funding.city().post(f"{made.path}/decision", {}), "wrong-status")
    ok(funding.propose(made))
    return made


def test_what_cannot_be_decided_is_refused_with_its_place(funding: Funding, round_: Round) -> None:
    city, path = funding.city(), f"{round_.path}/decision"
    with funding.unchanged():
        above = fault(city.post(path, {"applications": round_.cases[3:5]}), "cap-exceeded", "not-proposed", "/applications/1")
        assert above["actual"] == "waiting"
        foreign = {"applications": ["01J3Z5D4Q8N2V7X9K1M6R0T4WB"]}
        fault(city.post(path, foreign), "invalid-content", "unknown", "/applications/0")
        problem(city.post(path, {"applications": []}), "invalid-content")
        problem(funding.approver().post(path, {}), "forbidden")
        problem(funding.county().post(path, {}), "not-found")
        problem(funding.approver().post(f"{path}/approval", {"minutes": MINUTES}), "wrong-status")
        problem(funding.approver().post(f"{path}/rejection", {"reason": "无"}), "wrong-status")


def test_a_decision_that_was_not_approved_is_prepared_anew(funding: Funding, round_: Round) -> None:
    path = f"{round_.path}/decision"
    prepared = ok(funding.city().post(path, {"applications": round_.cases[:2]}))
    assert (prepared["decision"], prepared["status"], prepared["names"], prepared["yuan"]) == (1, "prepared", 2, "1,000,000元")
    with funding.unchanged():
        problem(funding.city().post(path, {}), "conflict")
    assert ok(funding.approver().post(f"{path}/rejection", {"reason": "名单不全"}))["status"] == "discarded"
    assert ok(funding.city().get(round_.path))["prepared"] is None


def test_who_prepared_a_decision_cannot_approve_it(funding: Funding, round_: Round) -> None:
    both = funding.person("city", "approver", regions=["1301"])
    path = f"{round_.path}/decision"
    ok(both.post(path, {}))
    with funding.unchanged():
        problem(both.post(f"{path}/approval", {"minutes": MINUTES}), "second-person-required")
        problem(funding.city().post(f"{path}/approval", {"minutes": MINUTES}), "forbidden")


def test_an_approval_needs_its_minutes_and_names_that_were_prepared(funding: Funding, round_: Round) -> None:
    path, approver = f"{round_.path}/decision/approval", funding.approver()
    with funding.unchanged():
        missing = fault(approver.post(path, {}), "invalid-content", "missing", "/minutes")
        assert "operator" in missing["source"] or "主管部门自定" in missing["source"]
        fault(approver.post(path, {"minutes": MINUTES | {"date": "2024-08-21"}}), "invalid-content", "too-late", "/minutes/date")
        waits = {"application": round_.cases[4], "reason": "无"}
        fault(approver.post(path, {"minutes": MINUTES, "struck": [waits]}), "invalid-content", "unknown", "/struck/0/application")
        name = {"application": round_.cases[0], "reason": "无"}
        fault(approver.post(path, {"minutes": MINUTES, "struck": [name, name]}), "invalid-content", "unknown", "/struck/1/application")
        fault(
            approver.post(path, {"minutes": MINUTES, "struck": [name | {"reason": ""}]}), "invalid-content", "too-short", "/struck/0/reason"
        )


def test_who_withdraws_before_the_approval_is_not_decided_on_and_the_next_moves_up(funding: Funding, round_: Round) -> None:
    case = round_.cases[3]
    own = funding.enterprise(round_.uscc(case))
    with funding.unchanged():
        problem(funding.enterprise(round_.uscc(round_.cases[0])).post(f"/v1/awards/{case}/withdrawal", {}), "not-found")
        problem(funding.city().post(f"/v1/awards/{case}/withdrawal", {}), "forbidden")
    assert ok(own.post(f"/v1/awards/{case}/withdrawal", {"reason": "项目调整"}))["status"] == "withdrawn"
    assert funding.statuses(round_)[3:] == ["withdrawn", "proposed", "waiting"]


def test_the_approver_strikes_single_names_and_the_waiting_list_moves_up(funding: Funding, round_: Round) -> None:
    struck = {"application": round_.cases[1], "reason": "企业已迁出本市"}
    done = ok(funding.approver().post(f"{round_.path}/decision/approval", {"struck": [struck], "minutes": MINUTES}))
    assert (done["names"], done["amount"]) == (2, 2 * AWARD_FEN)
    assert funding.statuses(round_) == ["proposed", "declined", "proposed", "withdrawn", "proposed", "proposed"]
    shown = ok(funding.city().get(round_.path))
    made = shown["made_decisions"][0]
    assert (made["approved"], made["struck"], made["minutes"]) == ([round_.cases[0], round_.cases[2]], [struck], MINUTES)
    assert [(each["left"], each["why"], each["application"]) for each in shown["advances"]] == [
        (round_.cases[3], "withdrawn", round_.cases[4]),
        (round_.cases[1], "struck", round_.cases[5]),
    ]
    fund = funding.fund()
    assert (fund["reserved"], fund["available"]) == (4 * AWARD_FEN, 0)
    own = funding.award(round_.cases[1], funding.enterprise(round_.uscc(round_.cases[1])))
    assert (own["status"], own["why"], own["reason"]) == ("declined", "struck", "企业已迁出本市")


def test_nobody_withdraws_after_the_decision(funding: Funding, round_: Round) -> None:
    case = round_.cases[0]
    with funding.unchanged():
        problem(funding.enterprise(round_.uscc(case)).post(f"/v1/awards/{case}/withdrawal", {}), "wrong-status")


def test_who_moved_up_goes_through_a_decision_of_their_own(funding: Funding, round_: Round) -> None:
    done = funding.decided(round_)
    assert done["names"] == 2
    assert ok(funding.city().get(round_.path))["made_decisions"][1]["approved"] == round_.cases[4:]


def test_nothing_is_confirmed_before_notice_and_audit_allow_it(funding: Funding, round_: Round) -> None:
    case, path = round_.cases[0], f"/v1/awards/{round_.cases[0]}/confirmation"
    with funding.unchanged():
        missing = problem(funding.city().post(path), "not-confirmable")
        assert "专项审计" in missing["detail_zh"]
        assert "公示" in missing["detail_zh"]
        problem(funding.city().post(f"{round_.path}/confirmation"), "not-confirmable")
        problem(funding.finance().post(path), "forbidden")
        problem(funding.enterprise(round_.uscc(case)).post(path), "forbidden")
    funding.audited(case)
    funding.noticed([case], ends=BEGINNING + timedelta(days=5))
    with funding.unchanged():
        running = problem(funding.city().post(path), "not-confirmable")
        assert "2024-08-25" in running["detail_zh"]


def test_all_that_can_be_confirmed_is_confirmed_at_once_and_the_rest_says_why_not(funding: Funding, round_: Round) -> None:
    funding.noticed([round_.cases[0]])
    for case in round_.cases[4:]:
        funding.audited(case)
    funding.noticed(round_.cases[4:])
    done = ok(funding.city().post(f"{round_.path}/confirmation"))
    assert done["confirmed"] == [round_.cases[0], *round_.cases[4:]]
    assert list(done["left"]) == [round_.cases[2]]
    fund = funding.fund()
    assert (fund["awarded"], fund["reserved"]) == (3 * AWARD_FEN, AWARD_FEN)
    with funding.unchanged():
        problem(funding.city().post(f"/v1/awards/{round_.cases[0]}/confirmation"), "wrong-status")


def test_a_confirmed_award_is_an_event_with_its_sum(funding: Funding, round_: Round) -> None:
    confirmed = {event["data"]["application"]: event["data"] for event in funding.events("award.confirmed")}
    said = confirmed[round_.cases[0]]
    assert (said["fen"], said["uscc"], said["applicant"]) == (AWARD_FEN, round_.uscc(round_.cases[0]), "河北链动装备有限公司")


def test_a_revoked_award_returns_to_the_fund_and_leaves_the_enterprise_eligible(funding: Funding, round_: Round) -> None:
    case = round_.cases[0]
    with funding.unchanged():
        problem(funding.approver().post(f"/v1/awards/{case}/revocation", {"reason": "失信"}), "forbidden")
        problem(funding.city().post(f"/v1/awards/{case}/clawback", {"reason": "失信", "due": "2024-12-31"}), "wrong-status")
        problem(funding.city().post(f"/v1/awards/{case}/recovery", {"voucher": "记-1"}), "wrong-status")
    assert ok(funding.city().post(f"/v1/awards/{case}/revocation", {"reason": "材料不实"}))["status"] == "revoked"
    assert funding.fund()["available"] == AWARD_FEN
    second = round_of(1, SECOND_ROUND)
    funding.arrive(Round(SECOND_ROUND, [(second.cases[0], round_.uscc(case), "88.00")]))
    assert ok(funding.propose(second))["awards"] == 1


def test_the_same_request_again_has_the_same_answer_and_moves_nothing(funding: Funding, round_: Round) -> None:
    case, city = round_.cases[4], funding.city()
    first = ok(city.post(f"/v1/awards/{case}/revocation", {"reason": "自愿放弃"}, key="once"))
    with funding.unchanged():
        assert ok(city.post(f"/v1/awards/{case}/revocation", {"reason": "自愿放弃"}, key="once")) == first
        problem(city.post(f"/v1/awards/{case}/revocation", {"reason": "另一原因"}, key="once"), "idempotency-key-reused")


def test_the_hash_chains_are_whole(funding: Funding, round_: Round) -> None:
    assert funding.report().findings == ()
