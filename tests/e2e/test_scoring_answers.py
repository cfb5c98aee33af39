"""The examples in scoring's description are what it really answers: the same words, with values of the same kinds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.events.scoring import EVENTS
from services.scoring.api.words import ANSWERS
from tests.e2e.test_answers import differences
from tests.support.files import pdf
from tests.support.intake import CITY, ok
from tests.support.reviewing import BEGINNING, Panelist, sheet
from tests.support.scoring import Running, entry

Answers = dict[str, Any]


@pytest.fixture(scope="module")
def scoring(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = Running(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring"))
    made.begin(BEGINNING)
    with made.serving(ready=False):
        yield made


@pytest.fixture(scope="module")
def given(scoring: Running) -> Answers:
    """An answer for each model, on the way of one review: one case is disputed, one gives up a sheet, one is withdrawn."""
    said: Answers = {}
    _experts(scoring, said)
    _until_the_draw(scoring, said)
    _disputed(scoring, said)
    _changed(scoring)
    ok(scoring.applicant_of(scoring.cases[2]).post(f"/v1/cases/{scoring.cases[2]}/withdrawal", {"reason": "项目计划调整"}))
    _shown(scoring, said)
    _outcome(scoring, said)
    return said


def _experts(scoring: Running, said: Answers) -> None:
    city, (expert, *_) = scoring.city(), scoring.register(12)
    table = json.dumps(entry(30)).encode()
    said["Imported"] = ok(city.upload("/v1/experts/import", ("专家名册.jsonl", table), region=CITY))
    said["ExpertRow"] = ok(city.get("/v1/experts"))["items"][0]
    said["ExpertDone"] = ok(city.post(f"/v1/experts/{expert}/suspension", {"reason": "连续两次无故未完成评审"}))
    ok(city.post(f"/v1/experts/{expert}/reinstatement", {"reason": "情况说明属实"}))
    shown = city.get(f"/v1/experts/{expert}")
    body = scoring.registered[expert] | {"expires": "2027-12-31"}
    ok(city.put(f"/v1/experts/{expert}", body, shown.headers["etag"], expert))
    said["ExpertShown"] = ok(city.get(f"/v1/experts/{expert}"))


def _until_the_draw(scoring: Running, said: Answers) -> None:
    scoring.arrive(3)
    *pool, late, last = scoring.experts
    scoring.open()
    ok(scoring.post(scoring.agency(), "commitment"))
    ok(scoring.post(scoring.agency(), "pool", {"experts": pool[:4]}))
    ok(scoring.post(scoring.agency(), "pool/extension", {"experts": [*pool[4:], late]}))
    said["ReviewDone"] = ok(scoring.post(scoring.agency(), "draw"))
    said["Commitment"] = ok(scoring.public().get(f"{scoring.review}/commitment"))
    ok(scoring.post(scoring.city(), "extension", {"due": "2024-08-30", "reason": "加评案例较多"}))
    leaving = scoring.panel(scoring.cases[1])[0]
    said["UndertakingShown"] = ok(leaving.caller.get(f"{scoring.review}/undertaking"))
    digest = said["UndertakingShown"]["digest"]
    said["Signed"] = ok(leaving.caller.post(f"{scoring.review}/undertaking", {"text": digest, "name": "李四"}))
    said["AssignmentShown"] = ok(leaving.caller.get("/v1/assignments"))["items"][0]
    said["Done"] = ok(leaving.decline(scoring.cases[1], "曾任该企业顾问", conflict=True))
    ok(scoring.post(scoring.agency(), "pool/extension", {"experts": [last]}))


def _disputed(scoring: Running, said: Answers) -> None:
    """One case whose sheets do not come together; meanwhile who misses sheets is reminded."""
    case = scoring.cases[0]
    first, *others = scoring.panel(case)
    said["DraftShown"] = ok(first.accept(case).write(case, {"marks": {"empowerment": {"score": 55}}}))
    said["Submitted"] = ok(first.submit(case, sheet(55)))
    for mine in ok(first.caller.get("/v1/assignments", limit=200))["items"]:
        if mine["status"] == "assigned":
            ok(first.accept(mine["application"]).submit(mine["application"], sheet(80)))
    scoring.fire(datetime.fromisoformat(scoring.shown()["due"]) - timedelta(days=3))
    for expert in others:
        ok(expert.accept(case).submit(case, sheet(85)))
    (extra,) = [each for each in scoring.panel(case) if each.id not in {one.id for one in (first, *others)}]
    ok(extra.accept(case).submit(case, sheet(84)))
    said["Minutes"] = ok(scoring.agency().upload(f"/v1/cases/{case}/minutes", ("合议记录.pdf", pdf())))
    present = [expert.id for expert in scoring.panel(case)[:4]]
    body = sheet(82) | {"opinion": "经合议，成效数据口径一致", "present": present, "minutes": said["Minutes"]["sha256"]}
    ok(scoring.agency().post(f"/v1/cases/{case}/joint-opinion", body))


def _changed(scoring: Running) -> None:
    """One case with a sheet that is given back, and one that is taken out."""
    case = scoring.cases[1]
    panel = scoring.panel(case)
    for expert in panel:
        _submit(scoring, expert, case)
    ok(scoring.city().post(f"/v1/cases/{case}/sheets/{panel[0].id}/reopening", {"reason": "理由与评分不符"}))
    ok(panel[0].submit(case, sheet(78)))
    ok(scoring.agency().post(f"/v1/cases/{case}/sheets/{panel[1].id}/exclusion", {"reason": "与被带动企业存在投资关系"}))
    for expert in scoring.panel(case):
        _submit(scoring, expert, case)


def _submit(scoring: Running, expert: Panelist, case: str) -> None:
    there = {event["expert"] for event in scoring.of_case(case, "sheet.submitted")}
    if expert.id not in there:
        ok(expert.accept(case).submit(case, sheet(80)))


def _shown(scoring: Running, said: Answers) -> None:
    city = scoring.city()
    said["CaseShown"] = ok(city.get(f"/v1/cases/{scoring.cases[0]}"))
    said["CaseRow"] = ok(city.get("/v1/cases"))["items"][0]
    said["SheetShown"] = city.get(f"/v1/cases/{scoring.cases[0]}/sheets").json()[0]
    said["CaseProgress"] = ok(city.get(f"{scoring.review}/progress/cases"))["items"][0]
    said["ExpertProgress"] = ok(city.get(f"{scoring.review}/progress/experts"))["items"][0]


def _outcome(scoring: Running, said: Answers) -> None:
    ok(scoring.post(scoring.agency(), "ranking", {"note": "一件经合议"}))
    ok(scoring.agency().upload(f"{scoring.review}/closing", ("评审报告.pdf", pdf())))
    said["ReviewShown"] = scoring.shown()
    said["ReviewRow"] = ok(scoring.city().get("/v1/reviews"))["items"][0]
    said["table"] = ok(scoring.city().get(f"{scoring.review}/tables/ranking"))


@pytest.mark.parametrize("name", ANSWERS)
def test_an_example_has_the_shape_of_the_answer(given: Answers, name: str) -> None:
    assert differences(ANSWERS[name], given[name], name) == []


def test_every_answer_has_an_example(given: Answers) -> None:
    assert given.keys() == ANSWERS.keys()


@pytest.mark.usefixtures("given")
def test_a_review_makes_use_of_every_event(scoring: Running) -> None:
    assert {event["type"] for event in scoring.events()} == {event.type for event in EVENTS}
