"""The proposal over HTTP: ranking × passing line × cap × once ever, the reason of each place, ties across the line, what-if."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.events.scoring.ranking import Tie
from tests.support.funding import (
    AWARD_FEN,
    FUND,
    SECOND_ROUND,
    Funding,
    Round,
    accepted,
    ranking,
    round_of,
    withdrawn,
)
from tests.support.intake import OTHER_COUNTY, ok, problem
from tests.unit.contracts import complete

AWARDS = 2
TOTALS = {0: "90.00", 1: "85.50", 2: "85.50", 3: "70.00", 4: "59.99"}
"""Places 2 and 3 tie across the cut line; the last is below the passing line."""


@pytest.fixture(scope="module")
def funding(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Funding]:
    folder: Path = tmp_path_factory.mktemp("funding")
    with Funding(namespace, mongodb_uri, "127.0.0.1:1", folder).funding() as made:
        made.open(AWARDS)
        yield made


@pytest.fixture(scope="module")
def made(funding: Funding) -> Round:
    """A proposal with a tie across the line."""
    round_ = round_of(5, totals=TOTALS)
    tie = Tie(total="85.50", cases=tuple(round_.cases[1:3]), broken_by=("effect",))
    funding.arrive(round_, ties=[tie])
    with funding.unchanged():
        before = ok(funding.city().get(f"{round_.path}/what-if"))
    done = ok(funding.propose(round_))
    assert (
        (done["awards"], done["waiting"], done["amount"])
        == (before["awards"], before["waiting"], before["amount"])
        == (2, 2, 2 * AWARD_FEN)
    )
    assert done["yuan"] == {"amount": "1,000,000元", "available": "1,000,000元"}
    return round_


def test_every_place_has_its_outcome_and_its_reason(funding: Funding, made: Round) -> None:
    shown = ok(funding.city().get(made.path))
    assert [row["application"] for row in shown["rows"]] == made.cases
    assert [row["outcome"] for row in shown["rows"]] == ["award", "award", "waiting", "waiting", "none"]
    assert [row["position"] for row in shown["rows"]] == [None, None, 1, 2, None]
    assert [row["why"] for row in shown["rows"]] == ["within-cap", "within-cap", "cap-used", "cap-used", "below-line"]
    assert [row["status"] for row in shown["rows"]] == funding.statuses(made) == ["proposed", "proposed", "waiting", "waiting", "declined"]
    assert "59.99" in shown["rows"][4]["reason"]
    assert all(row["applicant"] and row["title"] for row in shown["rows"])


def test_a_tie_across_the_cut_line_is_shown_with_what_settled_it(funding: Funding, made: Round) -> None:
    cut = ok(funding.city().get(made.path))["cut"]
    assert (cut["total"], cut["cases"], cut["broken_by"]) == ("85.50", made.cases[1:3], ["effect"])


def test_the_sums_of_the_awards_are_reserved_in_the_same_commit(funding: Funding, made: Round) -> None:
    reserved = [line for line in funding.ledger() if line["entry"] == "reserved" and line["application"] in made.cases]
    assert [line["application"] for line in reserved] == made.cases[:2]
    assert len({line["version"] for line in reserved}) == 1


def test_a_proposal_is_made_once(funding: Funding, made: Round) -> None:
    with funding.unchanged():
        problem(funding.propose(made), "conflict")


def test_what_if_shows_another_cap_or_line_and_changes_nothing(funding: Funding, made: Round) -> None:
    city, path = funding.city(), f"{made.path}/what-if"
    with funding.unchanged():
        wider = ok(city.get(path, cap=3 * AWARD_FEN))
        assert [row["outcome"] for row in wider["rows"]] == ["award", "award", "award", "waiting", "none"]
        assert wider["cut"] is None
        assert ok(city.get(path, line="59.99"))["waiting"] == 3
        assert [row["why"] for row in ok(city.get(path, line="86"))["rows"]][1:] == ["below-line"] * 4
        assert ok(city.get(path, cap=0))["awards"] == 0
        assert ok(city.get(path, cap=AWARD_FEN - 1))["awards"] == 0
        same = ok(city.get(path))
        assert (same["awards"], same["waiting"], same["passing"]) == (2, 2, "60")
        problem(city.get(path, cap=-1), "malformed-request")
        problem(city.get(path, line="100.5"), "malformed-request")
        problem(city.get(path, lines="60"), "malformed-request")


def test_only_the_city_makes_it_and_only_offices_of_the_region_read_it(funding: Funding, made: Round) -> None:
    with funding.unchanged():
        for caller in (funding.approver(), funding.finance(), funding.overseer()):
            problem(funding.propose(made, caller), "forbidden")
            ok(caller.get(made.path))
        outside = (
            funding.county(),
            funding.enterprise(made.places[0][1]),
            funding.firm(),
            funding.person("city", regions=["3301"]),
            funding.public(),
        )
        for caller in outside:
            problem(caller.get(made.path), "unauthenticated" if "authorization" not in caller.http.headers else "not-found")
        for caller in outside[:-1]:
            problem(funding.propose(made, caller), "not-found")
            problem(caller.get(f"{made.path}/what-if"), "not-found")
            assert ok(caller.get("/v1/proposals"))["items"] == []
    assert [row["id"] for row in ok(funding.overseer().get("/v1/proposals", round=made.code))["items"]] == [
        made.path.removeprefix("/v1/proposals/")
    ]


def test_an_enterprise_sees_its_own_award_and_nothing_of_others(funding: Funding, made: Round) -> None:
    own, other = made.places[0], made.places[1]
    enterprise = funding.enterprise(own[1])
    shown = funding.award(own[0], enterprise)
    assert (shown["status"], shown["rank"], shown["total"], shown["fen"], shown["yuan"]) == ("proposed", 1, "90.00", AWARD_FEN, "500,000元")
    assert [row["id"] for row in ok(enterprise.get("/v1/awards"))["items"]] == [own[0]]
    problem(enterprise.get(f"/v1/awards/{other[0]}"), "not-found")
    assert other[1] not in str(shown)
    assert other[0] not in str(shown)


def test_a_county_sees_the_awards_of_its_region_without_accounts(funding: Funding, made: Round) -> None:
    listed = ok(funding.county().get("/v1/awards", round=made.code))["items"]
    assert {row["id"] for row in listed} == set(made.cases)
    assert funding.award(made.cases[0], funding.county())["account"] is None
    assert funding.award(made.cases[0], funding.finance())["account"]["number"]
    problem(funding.county(OTHER_COUNTY).get(f"/v1/awards/{made.cases[0]}"), "not-found")


def test_in_a_second_round_a_winner_is_refused_in_whatever_case_its_code_is_written(funding: Funding, made: Round) -> None:
    winner, waiting = made.places[0], made.places[2]
    round_ = round_of(2, SECOND_ROUND)
    again = [(round_.cases[0], winner[1], "99.00"), (round_.cases[1], waiting[1], "98.00")]
    spelt = [accepted(again[0][0], f" {winner[1].lower()} ", SECOND_ROUND), accepted(again[1][0], waiting[1], SECOND_ROUND)]
    assert spelt[0].content.applicant.uscc == winner[1]
    funding.hear([*spelt, ranking(again, SECOND_ROUND)])
    funding.open(AWARDS + 2)
    ok(funding.propose(Round(SECOND_ROUND, again)))
    rows = ok(funding.city().get(round_.path))["rows"]
    assert [(row["outcome"], row["why"]) for row in rows] == [("none", "held-before"), ("award", "within-cap")]
    assert funding.award(again[0][0])["status"] == "declined"


def test_an_enterprise_with_an_award_elsewhere_is_passed_over_when_the_waiting_list_moves_up(funding: Funding, made: Round) -> None:
    """Who waits in the first round has been proposed in the second meanwhile: the next one moves up."""
    done = ok(funding.city().post(f"{made.path}/advancement"))
    assert done["promoted"] == [made.cases[3]]
    assert funding.award(made.cases[2])["why"] == "held-before"
    with funding.unchanged():
        problem(funding.city().post(f"{made.path}/advancement"), "conflict")
        problem(funding.approver().post(f"{made.path}/advancement"), "forbidden")


def test_a_ranking_that_comes_before_its_applications_waits_for_the_last_of_them(funding: Funding, made: Round) -> None:
    round_ = round_of(3, "2024-09")
    funding.hear([ranking(round_.places, round_.code)])
    shown = ok(funding.city().get(round_.path))
    assert (shown["cases"], shown["made"], shown["rows"]) == (3, False, [])
    for number in range(3):
        with funding.unchanged():
            found = problem(funding.propose(round_), "conflict")
            assert f"{3 - number} " in found["detail_zh"]
            problem(funding.city().get(f"{round_.path}/what-if"), "conflict")
        key, uscc, _ = round_.places[2 - number]
        funding.hear([accepted(key, uscc, round_.code)])
    assert ok(funding.propose(round_))["waiting"] == 3


def test_applications_that_come_before_their_ranking_are_known_and_wait_for_it(funding: Funding, made: Round) -> None:
    round_ = round_of(2, "2024-10")
    funding.hear([accepted(key, uscc, round_.code) for key, uscc, _ in round_.places])
    assert funding.statuses(round_) == ["candidate", "candidate"]
    with funding.unchanged():
        problem(funding.propose(round_), "not-found")
    funding.hear([ranking(round_.places, round_.code)])
    assert ok(funding.propose(round_))["waiting"] == 2


@pytest.mark.parametrize("order", ["accepted first", "withdrawn first"])
def test_a_case_that_was_withdrawn_from_the_review_is_no_candidate_whichever_news_comes_first(
    funding: Funding, made: Round, order: str
) -> None:
    round_ = round_of(1, "2024-11")
    key, uscc, _ = round_.places[0]
    news = [accepted(key, uscc, round_.code), withdrawn(key, round_.code)]
    for one in news if order == "accepted first" else reversed(news):
        funding.hear([one])
    shown = funding.award(key, funding.enterprise(uscc))
    assert (shown["status"], shown["rank"]) == ("withdrawn", None)
    with funding.unchanged():
        problem(funding.enterprise(uscc).post(f"/v1/awards/{key}/withdrawal", {}), "wrong-status")


def test_a_round_without_a_ranking_or_a_programme_has_no_proposal(funding: Funding, made: Round) -> None:
    with funding.unchanged():
        unknown = {"programme": "no-such", "round": "2024-08", "track": "chain-case"}
        problem(funding.city().post("/v1/proposals", unknown), "not-found")
        problem(funding.city().get("/v1/proposals/no-such/2024-08/chain-case"), "not-found")
        problem(funding.city().get(f"/v1/awards/{complete.uscc(1)}"), "malformed-request")
        problem(funding.city().get("/v1/awards/01J3Z5D4Q8N2V7X9K1M6R0T4WB"), "not-found")
    assert funding.fund()["id"] == FUND.removeprefix("/v1/funds/")
