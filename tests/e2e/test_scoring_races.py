"""Two processes of scoring's API at one review: whoever is quicker, there is one draw and one ranking, and none who may not be in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from ulid import ULID

from services.scoring.domain.draw_file import verify as verify_draw
from services.scoring.domain.ranking_file import verify as verify_ranking
from tests.support.intake import Caller, ok, problem
from tests.support.reviewing import BEGINNING, at
from tests.support.scoring import Running

Act = Callable[[Caller], httpx.Response]


@pytest.fixture(scope="module")
def platform(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    """Scoring, and the address of its second process."""
    made = Running(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring"))
    made.begin(BEGINNING)
    with made.serving(ready=False), made.elsewhere() as other:
        yield made, other


@pytest.fixture
def scoring(platform: tuple[Running, str]) -> Running:
    platform[0].round = f"r-{ULID()}".lower()[:20]
    return platform[0]


@pytest.fixture
def other(platform: tuple[Running, str]) -> str:
    return platform[1]


def together(first: tuple[Caller, Act], second: tuple[Caller, Act]) -> list[httpx.Response]:
    with ThreadPoolExecutor(2) as pool:
        return [each.result() for each in [pool.submit(act, caller) for caller, act in (first, second)]]


def of_review(scoring: Running, kind: str) -> list[dict[str, object]]:
    return [event["data"] for event in scoring.events(kind) if event["data"]["review"]["round"] == scoring.round]


@pytest.mark.parametrize("same", [False, True], ids=["with two keys", "with one key"])
def test_a_draw_asked_for_at_two_processes_is_made_once(scoring: Running, other: str, same: bool) -> None:
    scoring.arrive(6)
    scoring.pooled(scoring.register(8))
    keys = (scoring.round, scoring.round if same else f"{scoring.round}-2")
    agency, path = scoring.agency(), f"{scoring.review}/draw"
    replies = together((agency, lambda who: who.post(path, key=keys[0])), (at(agency, other), lambda who: who.post(path, key=keys[1])))
    done = [reply.json() for reply in replies if reply.is_success]
    if same:
        assert done[0] == done[1]
    else:
        (refused,) = [reply for reply in replies if not reply.is_success]
        problem(refused, "wrong-status")
    assert len(of_review(scoring, "draw.published")) == 1
    assert len(of_review(scoring, "case.drawn")) == 6
    assert verify_draw(scoring.public().get(path).content) == ()


def test_an_expert_who_is_suspended_during_the_draw_is_on_no_case_after_it(scoring: Running, other: str) -> None:
    scoring.arrive(6)
    experts = scoring.register(9)
    scoring.pooled(experts)
    suspension = f"/v1/experts/{experts[0]}/suspension"
    replies = together(
        (scoring.agency(), lambda who: who.post(f"{scoring.review}/draw")),
        (at(scoring.city(), other), lambda who: who.post(suspension, {"reason": "失联"})),
    )
    assert [ok(reply)["status"] for reply in replies] == ["drawn", "suspended"]
    panels = scoring.panels()
    assert experts[0] not in {expert for panel in panels.values() for expert in panel}
    assert {len(panel) for panel in panels.values()} == {5}
    assert verify_draw(scoring.public().get(f"{scoring.review}/draw").content) == ()


def test_a_case_that_is_withdrawn_during_the_draw_is_drawn_or_not_and_the_others_are(scoring: Running, other: str) -> None:
    scoring.arrive(4)
    scoring.pooled(scoring.register(7))
    case = scoring.cases[1]
    replies = together(
        (scoring.agency(), lambda who: who.post(f"{scoring.review}/draw")),
        (at(scoring.applicant_of(case), other), lambda who: who.post(f"/v1/cases/{case}/withdrawal", {})),
    )
    assert [ok(reply)["status"] for reply in replies] == ["drawn", "withdrawn"]
    assert {each: len(panel) for each, panel in scoring.panels().items() if each != case} == dict.fromkeys(
        (each for each in scoring.cases if each != case), 5
    )
    assert scoring.status(case) == "withdrawn"


@pytest.mark.parametrize("same", [False, True], ids=["with two keys", "with one key"])
def test_a_ranking_asked_for_at_two_processes_is_published_once(scoring: Running, other: str, same: bool) -> None:
    scoring.drawn(2, 6)
    for case in scoring.cases:
        scoring.scored(case)
    keys = (scoring.round, scoring.round if same else f"{scoring.round}-2")
    agency, path = scoring.agency(), f"{scoring.review}/ranking"
    replies = together(
        (agency, lambda who: who.post(path, {}, key=keys[0])), (at(agency, other), lambda who: who.post(path, {}, key=keys[1]))
    )
    done = [reply.json() for reply in replies if reply.is_success]
    if same:
        assert done[0] == done[1]
    else:
        (refused,) = [reply for reply in replies if not reply.is_success]
        problem(refused, "wrong-status")
    assert len(of_review(scoring, "ranking.published")) == 1
    assert verify_ranking(scoring.public().get(path).content) == ()


def test_a_sheet_that_is_given_back_during_the_ranking_is_in_it_or_keeps_it_waiting(scoring: Running, other: str) -> None:
    scoring.drawn(2, 6)
    for case in scoring.cases:
        scoring.scored(case)
    case = scoring.cases[0]
    reopening = f"/v1/cases/{case}/sheets/{scoring.panels()[case][0]}/reopening"
    ranked, reopened = together(
        (scoring.agency(), lambda who: who.post(f"{scoring.review}/ranking", {})),
        (at(scoring.city(), other), lambda who: who.post(reopening, {"reason": "理由与评分不符"})),
    )
    assert ranked.is_success != reopened.is_success
    if ranked.is_success:
        problem(reopened, "wrong-status")
        assert scoring.status(case) == "scored"
    else:
        problem(ranked, "cases-unscored")
        assert scoring.status(case) == "reviewing"


def test_two_who_give_up_places_of_one_case_at_two_processes_are_each_replaced(scoring: Running, other: str) -> None:
    scoring.drawn(3, 9)
    case = scoring.cases[0]
    before = scoring.panel(case)
    first, second = before[0].sign(), before[1].sign().at(other)
    with ThreadPoolExecutor(2) as pool:
        for reply in pool.map(lambda expert: expert.decline(case), (first, second)):
            ok(reply)
    after = scoring.panels()[case]
    assert len(set(after)) == 5
    assert not {first.id, second.id} & set(after)
    assert verify_draw(scoring.public().get(f"{scoring.review}/draw").content) == ()
