"""Assignments over HTTP: the undertaking first, then each case taken on or given up, and its place drawn again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.intake import again, fault, ok, problem
from tests.support.reviewing import Reviewing, sheet


@pytest.fixture(scope="module")
def scoring(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewing]:
    with Reviewing(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring")).reviewing(10) as made:
        yield made


def test_a_panel_has_as_many_experts_as_the_programme_says(scoring: Reviewing) -> None:
    assert {len(scoring.panel(case)) for case in scoring.cases} == {5}


def test_nothing_of_a_case_is_opened_before_the_undertaking_is_signed(scoring: Reviewing) -> None:
    case = scoring.cases[0]
    expert = scoring.panel(case)[0]
    rows = ok(expert.caller.get("/v1/assignments"))["items"]
    assert {row["title"] for row in rows} == {None}
    with scoring.unchanged():
        for path in (f"/v1/cases/{case}", f"/v1/cases/{case}/sheet", f"/v1/cases/{case}/sheets", f"/v1/cases/{case}/materials/{'0' * 64}"):
            assert problem(expert.caller.get(path), "undertaking-required")["link"] == f"{scoring.review}/undertaking"
        problem(expert.caller.post(f"/v1/assignments/{case}/acceptance"), "undertaking-required")
        problem(expert.write(case, sheet(), '"0"'), "undertaking-required")
        problem(expert.submit(case, etag='"0"'), "undertaking-required")
    expert.sign()
    assert ok(expert.caller.get(f"/v1/cases/{case}"))["file"]["applicant"]
    assert all(row["title"] for row in ok(expert.caller.get("/v1/assignments"))["items"])


def test_the_undertaking_is_signed_once_in_ones_own_name(scoring: Reviewing) -> None:
    expert = scoring.panel(scoring.cases[1])[1]
    path = f"{scoring.review}/undertaking"
    words = ok(expert.caller.get(path))
    assert "保密" in words["zh"] and "2024-08" in words["en"]
    with scoring.unchanged():
        fault(expert.caller.post(path, {"text": "0" * 64, "name": "李四"}), "invalid-content", "other-text", "/text")
        fault(expert.caller.post(path, {"text": words["digest"], "name": "王五"}), "invalid-content", "other-name", "/name")
    expert.sign()
    before = len(scoring.events("undertaking.signed"))
    assert ok(expert.caller.get(path))["signed_at"]
    expert.sign()
    assert len(scoring.events("undertaking.signed")) == before


def test_who_is_no_expert_of_the_review_finds_no_undertaking(scoring: Reviewing) -> None:
    for stranger in (scoring.person("expert"), scoring.city(), scoring.agency(), scoring.applicant_of(scoring.cases[0])):
        problem(stranger.get(f"{scoring.review}/undertaking"), "not-found")
        problem(stranger.post(f"{scoring.review}/undertaking", {"text": "0" * 64, "name": "李四"}), "not-found")
        problem(stranger.get("/v1/assignments"), "not-found")
    problem(scoring.public().get("/v1/assignments"), "unauthenticated")


def test_an_expert_lists_the_own_cases_in_pages(scoring: Reviewing) -> None:
    expert = scoring.panel(scoring.cases[0])[0]
    mine = {case for case in scoring.cases if expert.id in [each.id for each in scoring.panel(case)]}
    seen, cursor = [], None
    while True:
        page = ok(expert.caller.get("/v1/assignments", limit=2, **({"cursor": cursor} if cursor else {})))
        seen += [row["application"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(mine)
    assert ok(expert.caller.get("/v1/assignments", round="2025-05"))["items"] == []


def test_a_case_of_somebody_else_is_not_there(scoring: Reviewing) -> None:
    case = scoring.cases[2]
    panel = {each.id for each in scoring.panel(case)}
    stranger = scoring.expert(next(expert for expert in scoring.experts if expert not in panel)).sign()
    with scoring.unchanged():
        for path in (f"/v1/cases/{case}", f"/v1/cases/{case}/sheet", f"/v1/cases/{case}/sheets"):
            problem(stranger.caller.get(path), "not-found")
        problem(stranger.caller.post(f"/v1/assignments/{case}/acceptance"), "not-found")
        problem(stranger.decline(case), "not-found")
        problem(stranger.write(case, sheet(), '"0"'), "not-found")
        problem(stranger.submit(case, etag='"0"'), "not-found")
    assert ok(stranger.caller.get("/v1/cases"))["items"] == []


def test_only_the_declined_place_is_drawn_again_in_the_same_commit(scoring: Reviewing) -> None:
    case = scoring.cases[3]
    panel = scoring.panel(case)
    before = {other: [each.id for each in scoring.panel(other)] for other in scoring.cases if other != case}
    reply = panel[0].decline(case, "同期出差")
    assert ok(reply)["status"] == "declined"
    after = [each.id for each in scoring.panel(case)]
    assert len(after) == 5
    assert set(after) - {each.id for each in panel} and panel[0].id not in after
    assert {other: [each.id for each in scoring.panel(other)] for other in before} == before
    assert ok(again(reply)) == ok(reply)
    (replaced,) = scoring.of_case(case, "assignment.replaced")
    (declined,) = scoring.of_case(case, "assignment.declined")
    assert (replaced["expert"], replaced["why"], replaced["reason"]) == (panel[0].id, "declined", "同期出差")
    assert (declined["expert"], declined["conflict"]) == (panel[0].id, False)
    (commit,) = [each for each in scoring.commits() if "assignment.declined" in str(each) and case in str(each)]
    kinds = sorted(event["type"].split(".", 2)[2] for part in commit["parts"] for event in part["events"])
    assert kinds == ["assignment.declined.v1", "assignment.made.v1", "assignment.replaced.v1", "draw.continued.v1"]


def test_who_declined_has_lost_sight_of_the_case_and_the_successor_finds_it(scoring: Reviewing) -> None:
    case = scoring.cases[4]
    panel = scoring.panel(case)
    panel[0].sign()
    ok(panel[0].decline(case, "曾任顾问", conflict=True))
    problem(panel[0].caller.get(f"/v1/cases/{case}"), "not-found")
    problem(panel[0].decline(case), "not-found")
    (successor,) = [each for each in scoring.panel(case) if each.id not in {one.id for one in panel}]
    successor.accept(case)
    rows = ok(successor.caller.get("/v1/assignments"))["items"]
    assert {row["status"] for row in rows if row["application"] == case} == {"accepted"}
    (replaced,) = scoring.of_case(case, "assignment.replaced")
    assert replaced["why"] == "conflict"


def test_a_place_that_nobody_can_take_is_vacant_and_shown_as_such(scoring: Reviewing) -> None:
    """Of nine experts four are left over: the fifth who declines has no successor."""
    case = scoring.cases[5]
    for _ in range(5):
        ok(scoring.panel(case)[0].decline(case))
    shown = ok(scoring.agency().get(f"/v1/cases/{case}"))
    assert (shown["vacant"], len(scoring.panel(case))) == (1, 4)
    assert scoring.of_case(case, "assignment.replaced")[-1]["successor"] is None
    for expert in scoring.panel(case):
        ok(expert.accept(case).submit(case, sheet()))
    assert scoring.status(case) == "reviewing"


def test_a_declination_needs_a_reason(scoring: Reviewing) -> None:
    case = scoring.cases[6]
    with scoring.unchanged():
        fault(scoring.panel(case)[0].decline(case, "  "), "invalid-content", "too-short", "/reason")


def test_accepting_twice_is_one_acceptance(scoring: Reviewing) -> None:
    case = scoring.cases[7]
    expert = scoring.panel(case)[0].accept(case)
    ok(expert.caller.post(f"/v1/assignments/{case}/acceptance"))
    assert len(scoring.of_case(case, "assignment.accepted")) == 1
