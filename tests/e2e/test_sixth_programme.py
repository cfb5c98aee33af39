"""A sixth programme, made up, of a county, and added by one file: its words as intake reads them, also beside a second version."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from contracts.programme import parse_programme
from tests.support.calls import Call, Case, file_list
from tests.support.intake import Installation, fault, ok, problem
from tests.support.shelf import MADE_UP, shelf
from tests.support.word import template, text_of

FIRST = MADE_UP.read_bytes()
SECOND = FIRST.replace(b"version: 1", b"version: 2", 1).replace(b"is: case-title, limit: 40", b"is: case-title, limit: 8", 1)
COUNTY, CITY = "440105", "4401"
LONG = "十二个字以内的生产线名称"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="module")
def call(mongodb_uri: str, namespace: str, folder: Path) -> Iterator[Call]:
    intake = Installation(namespace, mongodb_uri, "127.0.0.1:1", folder, extra=shelf(folder, FIRST))
    intake.begin(datetime(2026, 2, 1, 1, tzinfo=UTC))
    with intake.serving(ready=False):
        made = Call(intake, "made-up-2026", "2026", parse_programme(FIRST, "v1.yaml"))
        ok(intake.person("county", regions=[COUNTY]).post("/v1/rounds/made-up-2026/2026/opening"))
        yield made


def line(call: Call, title: str, region: str = COUNTY) -> Case:
    return call.enterprise("line", region, title=title, before=300, after=200, methods=["motor", {"other": "照明"}]).write()


def test_a_value_is_computed_and_a_zero_denominator_names_its_cell(call: Call) -> None:
    case = line(call, "零号线").write(before=0).attach_required()
    assert "改造前用电量" in fault(case.submit(), "invalid-content", "zero-denominator", "/form/before")["detail_zh"]
    ok(case.write(before=300).submit())
    assert ok(case.caller.get(case.path))["content"]["form"]["saved"] == "33.3"


def test_the_same_line_is_filed_once_whoever_files_it(call: Call) -> None:
    line(call, "唯一线").attach_required().filed()
    found = problem(line(call, "唯一 线。").attach_required().submit(), "entry-taken")
    assert "每条生产线只报一次" in found["source"]


def test_a_declared_check_is_recorded_with_who_confirmed_it_and_may_come_by_itself(call: Call) -> None:
    case = line(call, "自报线").filed()
    first, second = call.bureau(COUNTY, "county"), call.bureau(COUNTY, "county")
    ok(first.post(f"{case.path}/checks", {"clauses": [{"clause": "metered", "met": True}]}))
    problem(first.post(f"{case.path}/recommendation", {"table_brief": "好"}), "wrong-status")
    ok(second.post(f"{case.path}/checks", {"clauses": [{"clause": "metered", "met": True}, {"clause": "safe", "met": True}]}))
    confirmed = ok(first.get(case.path))["confirmed"]
    assert set(confirmed) == {"metered", "safe"}
    assert confirmed["safe"]["at"].startswith("2026-02-01")
    ok(first.post(f"{case.path}/recommendation", {"table_brief": "好"}))


def test_it_runs_from_the_draft_to_the_citys_acceptance(call: Call) -> None:
    county = call.bureau(COUNTY, "county")
    counts = {"track": "line", "counts": {"factories": 21}, "document": "统计公报"}
    ok(county.post(f"{call.list(COUNTY)}/counts", counts))
    cases = [line(call, f"{number}号线").filed() for number in "甲乙丙丁"]
    replies = [case.recommend(COUNTY, "county") for case in cases]
    assert [reply.status_code for reply in replies] == [201, 201, 201, 409]
    assert "名额 3 个（规上工厂数量 21 家，max(2, ceil(factories / 10))），已用 3 个" in problem(replies[3], "quota-exhausted")["detail_zh"]
    table = ok(county.get(f"{call.list(COUNTY)}/table"))
    assert table["heading"] == "海珠区示范线汇总表"
    row = {"sequence": 1, "title": "甲号线", "methods": "电机改造、其他：照明", "saved": "33.3%", "remark": "示例"}
    assert table["blocks"][0]["rows"][0] == row
    ranked = [cases[2].id, cases[0].id, cases[1].id]
    ok(county.post(f"{call.list(COUNTY)}/order", {"track": "line", "applications": ranked}))
    paper = {"on": "2026-02-01", "copies": 1}
    assert "汇总表尚未报送" in problem(county.post(f"{cases[0].path}/receipt", paper), "wrong-status")["detail_zh"]
    assert ok(file_list(call, county, COUNTY))["status"] == "filed"
    ok(county.post(f"{cases[0].path}/receipt", paper))
    assert fault(county.post(f"{call.list(COUNTY)}/receipt", paper), "invalid-content", "too-few", "/copies")["limit"] == 2
    ok(county.post(f"{call.list(COUNTY)}/receipt", paper | {"copies": 2}))
    assert ok(county.post(f"{cases[0].path}/acceptance"))["status"] == "accepted"
    problem(county.post(f"{call.list(COUNTY)}/order", {"track": "line", "applications": ranked}), "wrong-status")


def test_its_documents_are_laid_out_by_the_platforms_templates_until_it_has_some_of_its_own(call: Call, folder: Path) -> None:
    case = line(call, "打印线").filed()
    county = call.bureau(COUNTY, "county")
    ok(county.post(f"{call.list(COUNTY)}/counts", {"track": "line", "counts": {"factories": 21}, "document": "统计公报"}))
    for kind in ("pdf", "docx"):
        assert county.get(f"{case.path}/form.{kind}").is_success
        assert county.get(f"{call.list(COUNTY)}/table.{kind}").is_success
    assert {"生产线名称", "打印线"} <= {line.partition("、")[2] or line for line in text_of(county.get(f"{case.path}/form.docx").content)}
    own = folder / "contracts" / "programmes" / call.code / "templates"
    own.mkdir()
    (own / "form.docx").write_bytes(template("本市版式：{{ fields.title.text }}"))
    assert text_of(county.get(f"{case.path}/form.docx").content) == ["本市版式：打印线"]
    (own / "form.docx").write_bytes(template("{{ fields.titel.text }}"))
    (own / "summary-table.typ").write_text("#sheet", encoding="utf-8")
    assert "titel" in problem(county.get(f"{case.path}/form.docx"), "unusable-template")["detail_zh"]
    assert "summary-table.typ:1" in problem(county.get(f"{call.list(COUNTY)}/table.pdf"), "unusable-template")["detail_en"]
    shutil.rmtree(own)


def test_a_city_does_not_take_the_step_of_its_county(call: Call) -> None:
    case = line(call, "越级线").filed()
    city = call.intake.person("county", regions=[CITY])
    found = problem(city.post(f"{case.path}/checks", {"clauses": [{"clause": "metered", "met": True}]}), "forbidden")
    assert COUNTY in found["detail_zh"]


def test_a_second_version_applies_to_new_applications_and_running_ones_stay_on_theirs(call: Call, folder: Path) -> None:
    intake = call.intake
    running = line(call, LONG)
    shelf(folder, SECOND)
    with Installation(intake.namespace, intake.mongodb_uri, intake.kafka_bootstrap, intake.folder, intake.extra).serving(
        ready=False
    ) as api:
        running.caller.http.base_url = httpx.URL(api.url)
        later = Call(intake, call.code, call.round, parse_programme(SECOND, "v2.yaml"))
        before, intake.url = intake.url, api.url
        new = line(later, LONG)
        assert fault(new.attach_required().submit(), "invalid-content", "too-long", "/form/title")["limit"] == 8
        ok(running.attach_required().submit())
        shown = ok(running.caller.get(running.path)), ok(new.write(title="短名").caller.get(new.path))
        assert [one["call"]["version"] for one in shown] == [1, 2]
        ok(new.submit())
        intake.url = before
