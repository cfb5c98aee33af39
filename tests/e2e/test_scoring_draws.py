"""The draw over HTTP: committed, drawn, published, continued one place at a time; and verified from its file by anybody."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator

import pytest
from ulid import ULID

from services.scoring.domain.draw_file import verify
from tests.support.intake import CITY, fault, ok, problem
from tests.support.reviewing import BEGINNING
from tests.support.scoring import FIRST_USCC, Running
from tests.unit.contracts import complete


@pytest.fixture(scope="module")
def platform(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = Running(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring"))
    made.begin(BEGINNING)
    with made.serving(ready=False):
        yield made


@pytest.fixture
def scoring(platform: Running) -> Running:
    platform.round = f"r-{ULID()}".lower()[:20]
    return platform


def file_of(scoring: Running) -> bytes:
    reply = scoring.public().get(f"{scoring.review}/draw")
    assert reply.is_success, reply.text
    return reply.content


def test_a_draw_fills_every_place_once_and_shares_the_work(scoring: Running) -> None:
    done = scoring.drawn(12, 9)
    assert (done["status"], done["cases"], done["experts"]) == ("drawn", 12, 9)
    panels = scoring.panels()
    assert {len(set(panel)) for panel in panels.values()} == {5}
    loads = Counter(expert for panel in panels.values() for expert in panel)
    assert max(loads.values()) - min(loads.values()) <= 1


def test_the_seed_is_committed_before_the_pool_and_opened_with_the_draw(scoring: Running) -> None:
    scoring.arrive(2)
    experts = scoring.register(6)
    scoring.open()
    problem(scoring.public().get(f"{scoring.review}/commitment"), "not-found")
    problem(scoring.post(scoring.agency(), "pool", {"experts": experts}), "wrong-status")
    committed = ok(scoring.post(scoring.agency(), "commitment"))["commitment"]
    public = ok(scoring.public().get(f"{scoring.review}/commitment"))
    assert (public["commitment"], public["seed"]) == (committed, None)
    problem(scoring.post(scoring.agency(), "commitment"), "wrong-status")
    ok(scoring.post(scoring.agency(), "pool", {"experts": experts}))
    problem(scoring.public().get(f"{scoring.review}/draw"), "not-found")
    ok(scoring.post(scoring.agency(), "draw"))
    opened = ok(scoring.public().get(f"{scoring.review}/commitment"))
    seed = opened["seed"]
    assert opened["salt"] is None  # who the experts are is told with the result
    assert hashlib.sha256(bytes.fromhex(seed)).hexdigest() == committed


def test_no_commit_holds_the_seed_before_the_draw(scoring: Running) -> None:
    scoring.arrive(1)
    scoring.pooled(scoring.register(6))
    with scoring.store() as store:
        row = store["secrets"].find_one({"_id": f"sjz-2024-chain/{scoring.round}/chain-case"})
        assert row is not None
        held = str(list(store["commits"].find()))
    assert row["seed"] not in held
    assert row["salt"] not in held
    ok(scoring.post(scoring.agency(), "draw"))
    with scoring.store() as store:
        opened = store["secrets"].find_one({"_id": row["_id"]})
    assert opened is not None
    assert (opened["seed"], opened["salt"]) == ("", row["salt"])


def test_the_published_file_is_drawn_again_by_anybody_and_names_nobody(scoring: Running) -> None:
    scoring.drawn(5, 8)
    file = file_of(scoring)
    assert verify(file) == ()
    assert not [expert for expert in scoring.experts if expert.encode() in file]
    forged = file.replace(b'"county_most":1', b'"county_most":2')
    assert verify(forged)


def test_experts_in_conflict_are_never_drawn(scoring: Running) -> None:
    scoring.arrive(3)
    applicant = complete.uscc(FIRST_USCC)
    tied = [
        scoring.register_one(100, employer={"name": "申报单位", "uscc": applicant, "group": []}),
        scoring.register_one(101, employer={"name": "同集团", "uscc": complete.uscc(8000), "group": [applicant]}),
        scoring.register_one(102, declared=[applicant]),
    ]
    neighbour = scoring.register_one(103, regions=["130109", "130102"])  # works in the cases' county
    scoring.pooled([*tied, neighbour, *scoring.register(8)])
    ok(scoring.post(scoring.agency(), "draw"))
    panels = scoring.panels()
    assert not set(tied) & set(panels[scoring.cases[0]])
    assert neighbour not in {expert for panel in panels.values() for expert in panel}


def test_too_few_experts_are_refused_before_anything_is_drawn(scoring: Running) -> None:
    scoring.arrive(2)
    experts = scoring.register(4)
    tied = scoring.register_one(104, declared=[complete.uscc(FIRST_USCC + 1)])
    scoring.pooled([*experts, tied])
    with scoring.unchanged():
        refused = problem(scoring.post(scoring.agency(), "draw"), "draw-infeasible")
    error = refused["errors"][0]
    assert (error["pointer"], error["limit"], error["actual"]) == (f"/cases/{scoring.cases[1]}", 5, 4)
    assert "专家本人申明回避1人" in error["detail_zh"]
    assert "“第1号案例”" in error["detail_zh"]
    assert len(refused["errors"]) == 1
    assert ok(scoring.post(scoring.agency(), "pool/extension", {"experts": scoring.register(2, first=40)}))["status"] == "pooled"
    assert ok(scoring.post(scoring.agency(), "draw"))["status"] == "drawn"
    assert verify(file_of(scoring)) == ()


def test_the_pool_takes_all_of_the_region_but_no_suspended_and_no_expired_ones(scoring: Running) -> None:
    scoring.arrive(1)
    out = [scoring.register_one(110), scoring.register_one(111, expires="2024-07-31")]
    ok(scoring.city().post(f"/v1/experts/{out[0]}/suspension", {"reason": "x"}))
    scoring.register(6)
    scoring.pooled(None)
    (pooled,) = [event["data"]["pool"] for event in scoring.events("pool.closed") if event["data"]["review"]["round"] == scoring.round]
    assert not {each["expert"] for each in pooled} & set(out)
    assert len(pooled) == len(ok(scoring.city().get("/v1/experts", status="active", limit=200, region=CITY))["items"])


def test_a_suspended_expert_chosen_by_name_is_refused(scoring: Running) -> None:
    scoring.arrive(1)
    out = scoring.register_one(112)
    ok(scoring.city().post(f"/v1/experts/{out}/suspension", {"reason": "x"}))
    scoring.open()
    ok(scoring.post(scoring.agency(), "commitment"))
    reply = scoring.post(scoring.agency(), "pool", {"experts": [*scoring.register(5), out]})
    fault(reply, "invalid-content", "not-active", f"/experts/{out}")
    problem(scoring.post(scoring.agency(), "pool", {"experts": [str(ULID())]}), "invalid-content")


def test_who_is_suspended_after_the_pool_was_closed_is_not_drawn(scoring: Running) -> None:
    scoring.arrive(2)
    experts = scoring.register(7)
    scoring.pooled(experts)
    ok(scoring.city().post(f"/v1/experts/{experts[0]}/suspension", {"reason": "x"}))
    ok(scoring.post(scoring.agency(), "draw"))
    assert experts[0] not in {expert for panel in scoring.panels().values() for expert in panel}


def test_a_declined_place_alone_is_drawn_again_and_the_file_has_it(scoring: Running) -> None:
    scoring.drawn(4, 8)
    before, case = scoring.panels(), scoring.cases[0]
    leaving = before[case][0]
    ok(scoring.expert(leaving).sign().decline(case))
    after = scoring.panels()
    assert {each: panel for each, panel in after.items() if each != case} == {each: panel for each, panel in before.items() if each != case}
    assert leaving not in after[case]
    assert len(set(after[case]) - set(before[case])) == 1
    file = file_of(scoring)
    assert verify(file) == ()
    assert [ask["case"] for ask in json.loads(file)["inputs"]["asks"]] == [case]


def test_a_place_that_nobody_can_take_is_vacant_until_the_pool_is_extended(scoring: Running) -> None:
    scoring.drawn(2, 5)
    case = scoring.cases[0]
    leaving = scoring.panels()[case][0]
    ok(scoring.expert(leaving).sign().decline(case))
    assert scoring.shown()["vacant"] == {case: 1}
    assert ok(scoring.post(scoring.agency(), "draw/vacancies"))["filled"] == 0
    problem(scoring.post(scoring.agency(), "pool/extension", {"experts": [leaving]}), "conflict")
    fresh = scoring.register(2, first=60)
    assert ok(scoring.post(scoring.agency(), "pool/extension", {"experts": fresh}))["filled"] == 1
    assert scoring.shown()["vacant"] == {}
    assert len(set(scoring.panels()[case]) & set(fresh)) == 1
    assert verify(file_of(scoring)) == ()


def test_a_suspended_expert_leaves_every_case_without_a_sheet(scoring: Running) -> None:
    scoring.drawn(4, 8)
    panels = scoring.panels()
    leaving = panels[scoring.cases[0]][0]
    mine = sorted(case for case, panel in panels.items() if leaving in panel)
    done = ok(scoring.city().post(f"/v1/experts/{leaving}/suspension", {"reason": "失联"}))
    assert sorted(done["left"]) == mine
    after = scoring.panels()
    assert leaving not in {expert for panel in after.values() for expert in panel}
    assert {len(panel) for panel in after.values()} == {5}
    assert verify(file_of(scoring)) == ()


def test_an_expert_who_becomes_the_applicants_employee_leaves_its_case_alone(scoring: Running) -> None:
    scoring.drawn(4, 8)
    case = scoring.cases[2]
    leaving = scoring.panels()[case][0]
    others = {each for each, panel in scoring.panels().items() if leaving in panel} - {case}
    path = f"/v1/experts/{leaving}"
    employer = {"name": "申报单位", "uscc": complete.uscc(FIRST_USCC + 2), "group": []}
    etag = scoring.city().get(path).headers["etag"]
    done = ok(scoring.city().put(path, scoring.registered[leaving] | {"employer": employer}, etag, str(ULID())))
    assert done["left"] == [case]
    assert {each for each, panel in scoring.panels().items() if leaving in panel} == others
    assert verify(file_of(scoring)) == ()


def test_a_pseudonym_is_made_with_the_salt_that_nobody_knows_yet(scoring: Running) -> None:
    scoring.drawn(1, 6)
    with scoring.store() as store:
        row = store["secrets"].find_one({"_id": f"sjz-2024-chain/{scoring.round}/chain-case"})
    assert row is not None
    names = {hmac.digest(bytes.fromhex(row["salt"]), expert.encode(), "sha256").hex()[:16] for expert in scoring.panels()[scoring.cases[0]]}
    assert names == set(json.loads(file_of(scoring))["result"]["panels"][scoring.cases[0]])


def test_the_same_draw_again_has_the_same_answer(scoring: Running) -> None:
    scoring.arrive(2)
    scoring.pooled(scoring.register(6))
    agency = scoring.agency()
    assert ok(scoring.post(agency, "draw", key=scoring.round)) == ok(scoring.post(agency, "draw", key=scoring.round))
    problem(scoring.post(agency, "draw"), "wrong-status")
