"""The ministry's call of 2024 over HTTP: clusters without a USCC, directions, large pictures, editable versions, declared checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.calls import Call, Case, docx, file_list, running
from tests.support.files import png
from tests.support.intake import Installation, fault, ok, problem

DECLARED = ("truth", "validity", "no-ip-dispute", "no-state-secret", "no-personal-data", "no-sensitive-data")
LARGE = png(1000, 1000) + bytes(2_000_000)
LEAST = LARGE[:2_000_000]
"""The smallest picture that may be one of 2 MB."""


@pytest.fixture(scope="module")
def call(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    intake = Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("call"))
    with running(intake, {"miit-2024-cluster": "2024"}, datetime(2024, 6, 10, 1, tzinfo=UTC)) as calls:
        yield calls["miit-2024-cluster"]


def cluster(call: Call, name: str = "示例集群", **form: object) -> Case:
    return call.subject("cluster-case", call.bureau("13"), "130123", name, **form).write()


def test_one_to_three_directions_and_another_that_is_named(call: Call) -> None:
    case = cluster(call, directions=["digital", "green", "openness", {"other": "人才"}])
    found = fault(case.submit(), "invalid-content", "option-count", "/form/directions")
    assert "最多不超过3" in found["source"]
    case.write(directions=["digital", {"other": ""}])
    fault(case.submit(), "invalid-content", "missing", "/form/directions/1/other")
    case.write(directions=[])
    assert problem(case.submit(), "invalid-content")["errors"][0]["pointer"] == "/form/directions"
    ok(case.write(directions=["digital", "green", {"other": "人才培养"}]).submit())


def test_pictures_are_large_and_flow_charts_have_an_editable_version(call: Call) -> None:
    case = cluster(call, "图集群")
    small = problem(case.attach("picture", "照片.png"), "invalid-content")
    assert small["errors"][0]["limit"] == 2_000_000
    assert "图片不小于2M" in small["source"]
    just_short = problem(case.attach("picture", "照片.png", LEAST[:-1]), "invalid-content")["errors"][0]
    assert (just_short["limit"], just_short["actual"]) == (2_000_000, 1_999_999)
    ok(case.attach("picture", "照片.png", LEAST))
    ok(case.attach("chart", "流程图.png", LARGE + b"2"))
    missing = fault(case.submit(), "invalid-content", "missing-editable", "/materials/editable")
    assert "可编辑版本" in missing["source"]
    ok(case.attach("editable", "流程图.docx", docx()))
    ok(case.submit())


def test_an_abstract_too_long_for_a_cell_is_refused_by_name_in_the_spreadsheet_alone(call: Call) -> None:
    officer, table = call.bureau("14"), f"{call.list('14')}/table"
    long = call.subject("cluster-case", officer, "140121", "长文集群").write(abstract="长" * 32_768)
    ok(long.filed().recommend("14"))
    refused = fault(officer.get(f"{table}.xlsx"), "not-acceptable", "cell-too-long", "/rows/0")
    assert (refused["limit"], refused["actual"]) == (32_767, 32_768)
    assert "案例主要内容" in refused["detail_zh"]
    for kind in ("pdf", "docx"):
        assert officer.get(f"{table}.{kind}").is_success


def test_each_declared_check_is_recorded_with_the_person_who_confirmed_it(call: Call) -> None:
    case = cluster(call, "核集群").filed()
    first, second = (call.intake.person("province", regions=["13"], subject=subject) for subject in ("zhao", "qian"))
    half, rest = DECLARED[:3], DECLARED[3:]
    ok(first.post(f"{case.path}/checks", {"clauses": [{"clause": one, "met": True} for one in half]}))
    problem(first.post(f"{case.path}/recommendation", {}), "wrong-status")
    ok(second.post(f"{case.path}/checks", {"clauses": [{"clause": one, "met": True} for one in rest]}))
    confirmed = ok(first.get(case.path))["confirmed"]
    assert {one: who["by"]["subject"].rsplit("#", 1)[-1] for one, who in confirmed.items()} == {
        **dict.fromkeys(half, "zhao"),
        **dict.fromkeys(rest, "qian"),
    }
    assert all(who["at"].startswith("2024-06-10") for who in confirmed.values())
    ok(first.post(f"{case.path}/recommendation", {}))
    ok(second.post(f"{case.path}/recommendation/confirmation"))


def test_a_declaration_that_is_denied_keeps_a_case_back(call: Call) -> None:
    case = cluster(call, "密集群").filed()
    officer = call.bureau("13")
    clauses = [{"clause": one, "met": one != "no-state-secret", "note": "涉密" if one == "no-state-secret" else None} for one in DECLARED]
    ok(officer.post(f"{case.path}/checks", {"clauses": clauses}))
    assert "不涉及国家秘密" in problem(officer.post(f"{case.path}/recommendation", {}), "wrong-status")["source"]


def test_the_number_of_cases_is_not_limited_and_the_practice_comes_with_its_policies(call: Call) -> None:
    for number in range(6):
        ok(cluster(call, f"第{number}集群").filed().recommend("13"))
    practice = call.subject("provincial-practice", call.bureau("13"), "13", "河北省").write()
    fault(practice.submit(), "invalid-content", "missing-material", "/materials/policy")
    ok(practice.attach_required().submit())
    ok(practice.recommend("13"))
    twice = call.subject("provincial-practice", call.bureau("13"), "13", "河北省").write().attach_required()
    problem(twice.submit(), "entry-taken")


def test_a_practice_is_that_of_the_reporting_authority_itself(call: Call) -> None:
    """Of the province as such, of a city with a separate plan as such, and not of a city of the province's."""
    city = call.subject("provincial-practice", call.bureau("13"), "1301", "石家庄市").write().attach_required()
    found = fault(city.submit(), "invalid-content", "unknown-region", "/form/region")
    assert "省级层面" in found["source"]
    dalian = call.bureau("2102", "city")
    ok(call.subject("provincial-practice", dalian, "2102", "大连市").write().attach_required().submit())


def test_the_table_shows_directions_and_content_and_the_ministry_receives_it(call: Call) -> None:
    province = call.bureau("13")
    table = ok(province.get(f"{call.list('13')}/table"))
    assert [column["heading"] for column in table["blocks"][0]["columns"]] == ["序号", "集群名称", "案例方向", "案例主要内容"]
    assert table["blocks"][0]["rows"][0]["directions"] == "协作共享"
    assert ok(file_list(call, province, "13"))["status"] == "filed"
    ok(call.ministry().post(f"{call.list('13')}/receipt", {"on": "2024-06-10", "copies": 1}))


def test_the_30th_of_june_is_the_last_day(call: Call) -> None:
    late = cluster(call, "迟集群")
    call.intake.move_clock(datetime(2024, 6, 30, 15, 59, 59, tzinfo=UTC))
    ok(cluster(call, "末集群").submit())
    call.intake.move_clock(datetime(2024, 6, 30, 16, 0, tzinfo=UTC))
    assert "2024-06-30" in problem(late.submit(), "round-not-open")["detail_zh"]


def test_the_ministrys_result_is_recorded_of_a_cluster_and_of_a_practice(call: Call) -> None:
    ministry, province = call.ministry(), call.bureau("13")
    ok(ministry.post(f"/v1/rounds/{call.code}/{call.round}/closing"))
    call.intake.move_clock(datetime(2024, 9, 2, 1, tzinfo=UTC))
    rows = {row["track"]: row["application"] for row in ok(province.get(call.list("13")))["rows"]}
    announced = {"document": {"number": "工信厅企业函〔2024〕300号", "date": "2024-08-30"}}
    for track, outcome in (("cluster-case", "selected"), ("provincial-practice", "not-selected")):
        path = f"/v1/applications/{rows[track]}"
        assert ok(ministry.post(f"{path}/result", announced | {"outcome": outcome}))["status"] == outcome
        assert ok(province.get(path))["result"]["document"] == announced["document"]
