"""The review over HTTP: opened by the city, run by its agency, extended, seen by who may see it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from ulid import ULID

from tests.support.intake import fault, ok, problem
from tests.support.reviewing import AGENCY, BEGINNING, sheet
from tests.support.scoring import Running, accepted, closed
from tests.support.servers import drop_databases


@pytest.fixture(scope="module")
def platform(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = Running(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring"))
    made.begin(BEGINNING)
    with made.serving(ready=False):
        yield made


@pytest.fixture
def own(mongodb_uri: str, tmp_path: Path) -> Iterator[Running]:
    """A platform whose time a test may move."""
    made = Running(f"t{os.getpid() % 100_000}-reminders", mongodb_uri, "127.0.0.1:1", tmp_path)
    made.begin(BEGINNING)
    with made.serving(ready=False):
        yield made
    drop_databases(mongodb_uri, made.namespace)


@pytest.fixture
def scoring(platform: Running) -> Running:
    """Each test has a review of its own: of a round that no other test has."""
    platform.round = f"r-{ULID()}".lower()[:20]
    return platform


def test_a_review_waits_for_its_round_and_for_all_cases(scoring: Running) -> None:
    here, late = str(ULID()), str(ULID())
    scoring.hear([accepted(here, 0, round_=scoring.round)])
    problem(scoring.city().get(scoring.review), "not-found")  # nobody knows yet whose review it is
    scoring.hear([closed([here, late], round_=scoring.round)])
    assert (scoring.shown()["status"], scoring.shown()["counts"]["arrived"]) == ("convened", 1)
    refused = problem(scoring.post(scoring.city(), "opening", {"agency": AGENCY.model_dump()}), "wrong-status")
    assert late in refused["detail_zh"]
    scoring.hear([accepted(late, 1, round_=scoring.round)])
    assert scoring.open()["status"] == "opened"


def test_the_due_date_is_the_programmes_period_in_working_days(scoring: Running) -> None:
    scoring.arrive(1)
    scoring.open()
    assert scoring.shown()["due"] == "2024-08-22T16:00:00.000Z"  # 15 working days after 2024-08-01, that day included


def test_the_city_may_name_another_day_but_none_that_is_past(scoring: Running) -> None:
    scoring.arrive(1)
    body = {"agency": AGENCY.model_dump(), "due": "2024-07-30"}
    fault(scoring.post(scoring.city(), "opening", body), "invalid-content", "too-early", "/due")
    scoring.open("2024-08-09")
    assert scoring.shown()["due"] == "2024-08-09T16:00:00.000Z"


def test_a_review_is_extended_with_a_reason_to_a_later_day(scoring: Running) -> None:
    scoring.arrive(1)
    scoring.open("2024-08-09")
    fault(scoring.post(scoring.city(), "extension", {"due": "2024-08-09", "reason": "x"}), "invalid-content", "too-early", "/due")
    problem(scoring.post(scoring.agency(), "extension", {"due": "2024-08-12", "reason": "x"}), "forbidden")
    ok(scoring.post(scoring.city(), "extension", {"due": "2024-08-12", "reason": "加评较多"}))
    assert scoring.shown()["due"] == "2024-08-12T16:00:00.000Z"


def test_experts_with_cases_are_told_of_the_new_day(scoring: Running) -> None:
    scoring.drawn(2, 6)
    ok(scoring.post(scoring.city(), "extension", {"due": "2024-09-13", "reason": "加评较多"}))
    told = [event["data"] for event in scoring.events("assignment.extended") if event["data"]["review"]["round"] == scoring.round]
    assert {each["expert"] for each in told} == {expert for panel in scoring.panels().values() for expert in panel}
    assert {each["remind"] for each in told} == {"2024-09-10T16:00:00.000Z"}


def test_a_bureau_above_watches_and_does_not_act_for_the_city(scoring: Running) -> None:
    scoring.arrive(1)
    province = scoring.person("province", regions=["13"])
    with scoring.unchanged():
        problem(scoring.post(province, "opening", {"agency": AGENCY.model_dump()}), "forbidden")
    scoring.open()
    assert ok(province.get(scoring.review))["status"] == "opened"


def test_a_review_opens_once(scoring: Running) -> None:
    scoring.arrive(1)
    scoring.open()
    problem(scoring.post(scoring.city(), "opening", {"agency": AGENCY.model_dump()}), "wrong-status")


def test_the_same_request_again_has_the_same_answer(scoring: Running) -> None:
    scoring.arrive(1)
    city, body = scoring.city(), {"agency": AGENCY.model_dump()}
    assert ok(scoring.post(city, "opening", body, key=scoring.round)) == ok(scoring.post(city, "opening", body, key=scoring.round))


def test_a_review_without_cases_is_not_opened(scoring: Running) -> None:
    scoring.hear([closed([], round_=scoring.round)])
    problem(scoring.post(scoring.city(), "opening", {"agency": AGENCY.model_dump()}), "wrong-status")


def test_only_the_bureau_its_agency_and_who_watches_see_a_review(scoring: Running) -> None:
    scoring.arrive(1)
    problem(scoring.agency().get(scoring.review), "not-found")
    scoring.open()
    for caller in (scoring.city(), scoring.agency(), scoring.overseer(), scoring.person("province", regions=["13"])):
        assert ok(caller.get(scoring.review))["agency"] == AGENCY.model_dump()
        assert [row["id"] for row in ok(caller.get("/v1/reviews", round=scoring.round))["items"]] == [scoring.shown()["id"]]
    for caller in (scoring.other_agency(), scoring.person("city", regions=["1302"]), scoring.county(), scoring.person("expert")):
        problem(caller.get(scoring.review), "not-found")
        assert not ok(caller.get("/v1/reviews", round=scoring.round))["items"]


@pytest.mark.parametrize("path", ["opening", "extension", "commitment", "pool", "draw", "pool/extension", "draw/vacancies", "ranking"])
def test_who_sees_a_review_and_may_not_act_is_told_who_may(scoring: Running, path: str) -> None:
    scoring.arrive(1)
    scoring.open()
    body = {
        "opening": {"agency": AGENCY.model_dump()},
        "extension": {"due": "2024-09-12", "reason": "x"},
        "pool": {},
        "pool/extension": {"experts": [str(ULID())]},
        "ranking": {},
    }.get(path)
    with scoring.unchanged():
        problem(scoring.post(scoring.overseer(), path, body), "forbidden")
        problem(scoring.post(scoring.other_agency(), path, body), "not-found")


def test_progress_is_shown_by_case_and_by_expert(scoring: Running) -> None:
    scoring.drawn(3, 6)
    case = scoring.cases[0]
    scoring.scored(case)
    cases = {each["application"]: each for each in ok(scoring.agency().get(f"{scoring.review}/progress/cases"))["items"]}
    assert (cases[case]["status"], cases[case]["submitted"], cases[case]["places"]) == ("scored", 5, 5)
    assert cases[scoring.cases[1]]["submitted"] == 0
    experts = ok(scoring.agency().get(f"{scoring.review}/progress/experts"))["items"]
    assert sum(each["submitted"] for each in experts) == 5
    assert {each["expert"]: each["signed"] for each in experts if each["submitted"]} == dict.fromkeys(scoring.panels()[case], True)
    assert scoring.shown()["counts"]["scored"] == 1
    problem(scoring.other_agency().get(f"{scoring.review}/progress/cases"), "not-found")


def test_who_misses_sheets_is_reminded_once_so_many_days_before(own: Running) -> None:
    own.drawn(1, 6)
    first, *others = own.panel(own.cases[0])
    ok(first.accept(own.cases[0]).submit(own.cases[0], sheet()))
    due = datetime.fromisoformat(own.shown()["due"])
    assert own.fire(due - timedelta(days=3, seconds=1)) == 0
    assert own.fire(due - timedelta(days=3) + timedelta(seconds=1)) == 5
    reminded = {event["data"]["expert"]: event["data"]["cases"] for event in own.events("assignment.reminded")}
    assert reminded == {other.id: 1 for other in others}
    assert own.fire(due) == 0
