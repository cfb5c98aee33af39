"""After the ranking nothing changes in scoring any more; before it, whoever is quicker, the two never contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.support.intake import ok, problem
from tests.support.reviewing import Reviewing, at, sheet
from tests.support.servers import drop_databases


@pytest.fixture
def scoring(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewing]:
    """Two cases, all sheets in but one."""
    with Reviewing(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring")).reviewing(2) as made:
        made.scored(made.cases[0], 70, 75, 80, 85, 90)
        yield made
    drop_databases(mongodb_uri, namespace)


def rank(scoring: Reviewing) -> httpx.Response:
    return scoring.agency().post(f"{scoring.review}/ranking", {})


def placed(scoring: Reviewing) -> list[str]:
    return [place["application"] for event in scoring.events("ranking.published") for place in event["data"]["places"]]


def test_after_the_ranking_scores_are_final_and_everybody_sees_what_the_programme_lets_them(scoring: Reviewing) -> None:
    first, second = scoring.cases
    with scoring.unchanged():
        problem(rank(scoring), "cases-unscored")
    panel = scoring.scored(second)
    ok(rank(scoring))
    owner, office = scoring.applicant_of(first), (scoring.city(), scoring.agency())
    with scoring.unchanged():
        refused = problem(owner.post(f"/v1/cases/{first}/withdrawal", {"reason": "不再参加"}), "held-elsewhere")
        assert refused["link"] == f"{scoring.settings.links.funding}/v1/awards/{first}"
        problem(office[0].post(f"/v1/cases/{second}/sheets/{panel[0].id}/reopening", {"reason": "x"}), "wrong-status")
        for caller in office:
            problem(caller.post(f"/v1/cases/{second}/sheets/{panel[0].id}/exclusion", {"reason": "x"}), "wrong-status")
        problem(panel[0].decline(second), "wrong-status")
        problem(panel[0].write(second, sheet(90)), "wrong-status")
        problem(panel[0].submit(second), "wrong-status")
    shown = ok(owner.get(f"/v1/cases/{first}"))
    assert (shown["status"], shown["total"], shown["score"]["criteria"], shown["score"]["spread"]) == ("scored", "80.00", None, None)
    problem(owner.get(f"/v1/cases/{first}/sheets"), "not-found")
    assert {each["name"] for each in panel[0].sheets(second)} == {"李四"}


def test_a_withdrawal_and_a_ranking_in_two_processes_never_contradict_each_other(scoring: Reviewing) -> None:
    first, second = scoring.cases
    scoring.scored(second)
    owner, agency = scoring.applicant_of(first), scoring.agency()
    with scoring.elsewhere() as other, ThreadPoolExecutor(2) as pool:
        withdrawn = pool.submit(owner.post, f"/v1/cases/{first}/withdrawal", {})
        ranked = pool.submit(at(agency, other).post, f"{scoring.review}/ranking", {})
    ok(ranked.result())
    if withdrawn.result().is_success:
        assert placed(scoring) == [second]
    else:
        problem(withdrawn.result(), "held-elsewhere")
        assert sorted(placed(scoring)) == sorted(scoring.cases)
