"""The waiting list over HTTP: it moves up by itself, in rank order, through the same steps; and when the cap was raised, by command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.funding import AWARD_FEN, SECOND_ROUND, Funding, Round, round_of
from tests.support.intake import ok, problem

AWARDS, CASES = 2, 7


@pytest.fixture(scope="module")
def funding(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Funding]:
    folder: Path = tmp_path_factory.mktemp("funding")
    with Funding(namespace, mongodb_uri, "127.0.0.1:1", folder).funding() as made:
        made.open(AWARDS)
        yield made


@pytest.fixture(scope="module")
def round_(funding: Funding) -> Round:
    """Two confirmed, five wait."""
    made = funding.arrive(round_of(CASES))
    ok(funding.propose(made))
    funding.confirmable(made)
    ok(funding.city().post(f"{made.path}/confirmation"))
    return made


def test_a_raised_cap_moves_nobody_up_before_the_city_says_so(funding: Funding, round_: Round) -> None:
    with funding.unchanged():
        problem(funding.city().post(f"{round_.path}/advancement"), "conflict")
    funding.open(AWARDS + 2)
    assert funding.statuses(round_) == ["confirmed", "confirmed", *["waiting"] * 5]
    done = ok(funding.city().post(f"{round_.path}/advancement"))
    assert (done["promoted"], done["amount"], done["available"]) == (round_.cases[2:4], 2 * AWARD_FEN, 0)
    shown = ok(funding.city().get(round_.path))
    assert [(each["left"], each["why"], each["application"]) for each in shown["advances"]] == [
        (None, "cap-raised", round_.cases[2]),
        (None, "cap-raised", round_.cases[3]),
    ]


def test_who_moved_up_goes_through_the_same_steps(funding: Funding, round_: Round) -> None:
    case = round_.cases[2]
    with funding.unchanged():
        problem(funding.city().post(f"/v1/awards/{case}/confirmation"), "not-confirmable")
    funding.confirmable(round_)
    assert ok(funding.city().post(f"/v1/awards/{case}/confirmation"))["status"] == "confirmed"
    assert ok(funding.city().post(f"{round_.path}/confirmation"))["confirmed"] == [round_.cases[3]]


def test_a_revoked_award_lets_the_next_in_rank_order_move_up(funding: Funding, round_: Round) -> None:
    ok(funding.city().post(f"/v1/awards/{round_.cases[0]}/revocation", {"reason": "材料不实"}))
    assert funding.statuses(round_)[4:] == ["proposed", "waiting", "waiting"]
    assert [(line["entry"], line["application"]) for line in funding.ledger()[-2:]] == [
        ("revoked", round_.cases[0]),
        ("reserved", round_.cases[4]),
    ]


def test_money_that_was_clawed_back_is_the_funds_again_when_it_has_come(funding: Funding, round_: Round) -> None:
    case = round_.cases[1]
    funding.paid(case)
    with funding.unchanged():
        problem(funding.city().post(f"/v1/awards/{case}/revocation", {"reason": "失信"}), "wrong-status")
        problem(funding.city().post(f"/v1/awards/{case}/clawback", {"reason": "骗取资金", "due": "2024-08-01"}), "invalid-content")
        problem(funding.finance().post(f"/v1/awards/{case}/clawback", {"reason": "骗取资金", "due": "2024-12-31"}), "forbidden")
    ok(funding.city().post(f"/v1/awards/{case}/clawback", {"reason": "骗取资金", "due": "2024-12-31"}))
    assert (funding.fund()["paid"], funding.statuses(round_)[5]) == (AWARD_FEN, "waiting")
    assert ok(funding.city().post(f"/v1/awards/{case}/recovery", {"voucher": "记-2024-0417"}))["status"] == "recovered"
    assert (funding.fund()["paid"], funding.statuses(round_)[5]) == (0, "proposed")


def test_an_enterprise_whose_award_was_clawed_back_gets_none_any_more(funding: Funding, round_: Round) -> None:
    second = round_of(2, SECOND_ROUND)
    places = [(second.cases[0], round_.uscc(round_.cases[1]), "99.00"), (second.cases[1], round_.uscc(round_.cases[0]), "98.00")]
    funding.open(AWARDS + 3)
    funding.arrive(Round(SECOND_ROUND, places))
    ok(funding.propose(second))
    rows = ok(funding.city().get(second.path))["rows"]
    assert [(row["outcome"], row["why"]) for row in rows] == [("none", "clawed-back"), ("award", "within-cap")]


def test_who_waits_may_withdraw_and_is_passed_over(funding: Funding, round_: Round) -> None:
    last = round_.cases[6]
    ok(funding.enterprise(round_.uscc(last)).post(f"/v1/awards/{last}/withdrawal", {}))
    ok(funding.enterprise(round_.uscc(round_.cases[5])).post(f"/v1/awards/{round_.cases[5]}/withdrawal", {}))
    advanced = ok(funding.city().get(round_.path))["advances"][-1]
    assert (advanced["left"], advanced["why"], advanced["application"]) == (round_.cases[5], "withdrawn", None)
    assert funding.fund()["available"] == AWARD_FEN


def test_the_ledger_adds_up_after_all_of_it(funding: Funding, round_: Round) -> None:
    moves = {"reserved": 1, "released": -1, "revoked": -1, "recovered": -1, "awarded": 0, "paid": 0, "returned": 0}
    cap = held = 0
    for line in funding.ledger():
        if line["application"] is None:
            cap += line["fen"]
        else:
            held += moves[line["entry"]] * line["fen"]
        assert (line["held"], line["available"]) == (held, cap - held)
        assert 0 <= held <= cap
    assert (cap, held) == (funding.fund()["cap"], funding.fund()["held"])
    assert funding.report().findings == ()
