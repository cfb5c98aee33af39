"""The ministry's call of 2021 over HTTP: quotas under concurrency, reporting authorities, priority, and providers who file directly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.support.calls import Call, Case, file_list, running
from tests.support.intake import Caller, Installation, ok, problem
from tests.unit.intake.documents.tables import cells_of

COUNTS = {"track": "sme-case", "counts": {"giants": 116}, "document": "冀工信企业函〔2021〕300号"}


@pytest.fixture(scope="module")
def call(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    intake = Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("call"))
    with running(intake, {"miit-2021-255": "2021"}, datetime(2021, 9, 10, 1, tzinfo=UTC)) as calls:
        yield calls["miit-2021-255"]


def giant(call: Call, region: str = "130102", size: str = "giant") -> Case:
    return call.enterprise("sme-case", region, size=size).filed()


def confirmed(cases: list[Case], region: str) -> list[httpx.Response]:
    """All confirmed by one officer each at the same time, every other one at another process."""
    intake, first = cases[0].of.intake, cases[0].of.intake.url
    beside = Installation(intake.namespace, intake.mongodb_uri, intake.kafka_bootstrap, intake.folder)
    with beside.serving(ready=False) as second:
        officers = [case.of.bureau(region) for case in cases]
        for number, officer in enumerate(officers):
            officer.http.base_url = httpx.URL((first, second.url)[number % 2])
        return _at_once(cases, officers)


def _at_once(cases: list[Case], officers: list[Caller]) -> list[httpx.Response]:
    with ThreadPoolExecutor(len(cases)) as pool:
        return list(pool.map(lambda pair: pair[0].confirm(pair[1]), zip(cases, officers, strict=True)))


def test_before_the_giants_are_declared_nobody_is_recommended(call: Call) -> None:
    case = giant(call, "140105").prepared(call.bureau("14"))
    found = problem(case.confirm(call.bureau("14")), "count-undeclared")
    assert "小巨人" in found["detail_zh"]
    assert "5% 向下取整" in found["source"]


def test_32_clients_at_once_never_pass_the_quota_and_each_refusal_says_where_it_comes_from(call: Call) -> None:
    officer = call.bureau("13")
    ok(officer.post(f"{call.list('13')}/counts", COUNTS))
    giants = [giant(call).prepared(officer) for _ in range(24)]
    others = [giant(call, size="other").prepared(officer) for _ in range(8)]
    answers = confirmed([*giants, *others], "13")
    assert Counter(reply.status_code for reply in answers[:24]) == {httpx.codes.CREATED: 5, httpx.codes.CONFLICT: 19}
    assert Counter(reply.status_code for reply in answers[24:]) == {httpx.codes.CREATED: 1, httpx.codes.CONFLICT: 7}
    for reply, case in zip(answers, [*giants, *others], strict=True):
        if reply.is_error:
            found = problem(reply, "quota-exhausted")
            assert ("名额 5 个" if case.form["size"] == "giant" else "名额 1 个") in found["detail_zh"]
    refused = problem(next(reply for reply in answers[:24] if reply.is_error), "quota-exhausted")
    for part in ("专精特新“小巨人”企业", "116 家", "max(1, floor(0.05 * giants))", "已用 5 个"):
        assert part in refused["detail_zh"]
    assert refused["source"].startswith("二（二）")
    assert len(ok(officer.get(call.list("13")))["rows"]) == 6


def test_counts_may_not_sink_below_what_is_recommended(call: Call) -> None:
    found = problem(call.bureau("13").post(f"{call.list('13')}/counts", COUNTS | {"counts": {"giants": 99}}), "conflict")
    assert "名额为 4 个" in found["detail_zh"]
    ok(call.bureau("13").post(f"{call.list('13')}/counts", COUNTS | {"counts": {"giants": 100}}))


def test_one_priority_sequence_over_giants_and_the_other_is_printed(call: Call) -> None:
    officer = call.bureau("13")
    before = [row["application"] for row in ok(officer.get(call.list("13")))["rows"] if row["track"] == "sme-case"]
    ranked = {"track": "sme-case", "applications": before[::-1]}
    problem(officer.post(f"{call.list('13')}/order", ranked | {"applications": before[1:]}), "invalid-content")
    ok(officer.post(f"{call.list('13')}/order", ranked))
    rows = [row for row in ok(officer.get(call.list("13")))["rows"] if row["track"] == "sme-case"]
    assert [row["application"] for row in rows] == before[::-1]
    table = ok(officer.get(f"{call.list('13')}/table", track="sme-case"))
    assert table["heading"] == "河北省报送案例汇总表"
    assert [row["sequence"] for row in table["blocks"][0]["rows"]] == list(range(1, 7))


def test_the_table_of_a_province_has_its_three_tracks_and_each_alone(call: Call) -> None:
    officer = call.bureau("13")
    whole = ok(officer.get(f"{call.list('13')}/table"))
    assert [block["track"] for block in whole["blocks"]] == ["local-mode", "sme-case", "scenario-solution"]
    [alone] = ok(officer.get(f"{call.list('13')}/table", track="sme-case"))["blocks"]
    assert alone == whole["blocks"][1]
    rows = cells_of(officer.get(f"{call.list('13')}/table.xlsx").content, "xlsx")
    assert rows == cells_of(officer.get(f"{call.list('13')}/table.docx").content, "docx")
    assert {row[0] for row in rows} == {block["title"] for block in whole["blocks"]}
    assert officer.get(f"{call.list('13')}/table.pdf", track="sme-case").content.startswith(b"%PDF-")


def test_a_city_with_a_separate_plan_and_the_corps_file_outside_their_province(call: Call) -> None:
    for region, authority, role in (("210202", "2102", "city"), ("659001", "6590", "city"), ("210102", "21", "province")):
        officer = call.bureau(authority, role)
        ok(officer.post(f"{call.list(authority)}/counts", COUNTS | {"counts": {"giants": 3}}))
        assert giant(call, region).recommend(authority, role).status_code == httpx.codes.CREATED
        problem(giant(call, region).recommend(authority, role), "quota-exhausted")
    dalian = giant(call, "210202", "other")
    for stranger in (call.bureau("21"), call.bureau("2101", "city")):
        assert stranger.post(f"{dalian.path}/recommendation", {}).status_code in (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND)
        assert file_refused(call, stranger, "2102")
    table = ok(call.bureau("2102", "city").get(f"{call.list('2102')}/table", track="sme-case"))
    assert table["heading"] == "大连市报送案例汇总表"
    assert (
        ok(call.bureau("6590", "city").get(f"{call.list('6590')}/table", track="sme-case"))["heading"] == "新疆生产建设兵团报送案例汇总表"
    )


def file_refused(call: Call, caller: Caller, whose: str) -> bool:
    path = f"{call.list(whose)}/counts"
    return caller.post(path, COUNTS).status_code in (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND)


def test_a_province_files_at_most_three_modes_of_what_has_no_uscc(call: Call) -> None:
    for number, (kind, region) in enumerate([("region", "1301"), ("cluster", "130102"), ("park", "130109"), ("region", "13")]):
        officer = call.bureau("13")
        case = call.subject("local-mode", officer, region, f"示例{number}", subject=kind).filed()
        assert officer.get(case.path).json()["content"]["applicant"]["kind"] == kind
        reply = case.recommend("13")
        if number < 3:
            ok(reply)
        else:
            assert "名额 3 个" in problem(reply, "quota-exhausted")["detail_zh"]


def test_nobody_files_for_another_bureaus_subjects(call: Call) -> None:
    for caller in (call.bureau("21"), call.bureau("1301", "city"), call.intake.person("enterprise", organisation="91130102MA0000001X")):
        case = call.subject("local-mode", caller, "130102", "示例园区")
        assert case.begun.status_code == httpx.codes.FORBIDDEN, case.begun.text
    liaoning = call.subject("local-mode", call.bureau("21"), "210202", "大连示例园区")
    assert problem(liaoning.begun, "forbidden")["detail_zh"].startswith("此操作须由 辽宁省大连市（2102）")


def test_a_mode_that_names_another_province_when_it_is_filed_is_refused(call: Call) -> None:
    case = call.subject("local-mode", call.bureau("13"), "130102", "示例园区").write(region="440105")
    assert case.attach_required().submit().status_code == httpx.codes.FORBIDDEN


def test_a_provider_files_two_directly_which_does_not_use_up_the_provinces(call: Call) -> None:
    first = call.enterprise("scenario-solution", role="provider", way="direct", solution="甲方案").filed()
    again = {"uscc": first.uscc, "name": first.form["name"], "role": "provider"}
    same_solution = call.enterprise("scenario-solution", way="province", solution="“甲” 方案", **again).write().attach_required()
    taken = problem(same_solution.submit(), "entry-taken")
    assert "同一方案" in taken["source"]
    second = call.enterprise("scenario-solution", way="direct", solution="乙方案", **again).filed()
    third = call.enterprise("scenario-solution", way="direct", solution="丙方案", **again).write().attach_required()
    refused = problem(third.submit(), "quota-exhausted")
    assert "服务商直接报送" in refused["detail_zh"]
    assert "每家服务商报送案例数不超过 2 个" in refused["source"]
    problem(second.caller.post(f"{second.path}/recommendation", {}), "forbidden")
    for solution in ("丁方案", "戊方案"):
        ok(call.enterprise("scenario-solution", way="province", solution=solution, **again).filed().recommend("13"))
    province = call.enterprise("scenario-solution", way="province", solution="己方案", **again).filed().recommend("13")
    assert "推荐应用场景解决方案案例数不超过 2 个" in problem(province, "quota-exhausted")["source"]


def test_a_provider_seals_and_files_its_own_list_with_the_ministry(call: Call) -> None:
    case = call.enterprise("scenario-solution", role="provider", way="direct", solution="庚方案").filed()
    whose = str(case.uscc)
    table = ok(case.caller.get(f"{call.list(whose)}/table"))
    assert table["heading"] == "服务商报送案例汇总表"
    assert [column["heading"] for column in table["blocks"][0]["columns"]][3] == "应用场景"
    assert table["blocks"][0]["rows"][0]["scenarios"] == "协同研发设计"
    assert call.bureau("13").get(call.list(whose)).status_code == httpx.codes.NOT_FOUND
    assert ok(file_list(call, case.caller, whose))["status"] == "filed"
    assert ok(call.ministry().get(call.list(whose)))["rows"][0]["application"] == case.id
    ok(call.ministry().post(f"{call.list(whose)}/receipt", {"on": "2021-09-10", "copies": 1}))


def test_what_is_withdrawn_gives_its_place_back(call: Call) -> None:
    case = call.enterprise("scenario-solution", role="provider", way="direct", solution="辛方案").filed()
    ok(case.caller.post(f"{case.path}/withdrawal", {"reason": None}))
    assert ok(case.caller.get(call.list(str(case.uscc))))["rows"] == []
    again = call.enterprise("scenario-solution", role="provider", way="direct", solution="辛方案", uscc=case.uscc, name=case.form["name"])
    again.filed()


def test_the_form_shows_its_warning_where_it_is_filled(call: Call) -> None:
    schema = ok(call.intake.public().get("/v1/programmes/miit-2021-255/tracks/local-mode/form"))
    assert "请勿简单报送相关工作总结" in schema["description"]


def test_the_25th_of_october_is_the_last_day(call: Call, tmp_path: Path) -> None:
    case = giant(call)
    late = call.enterprise("sme-case", size="giant").write()
    call.intake.move_clock(datetime(2021, 10, 25, 15, 59, 59, tzinfo=UTC))
    ok(call.enterprise("sme-case", size="giant").write().submit())
    assert ok(file_list(call, call.bureau("13"), "13"))["status"] == "filed"
    call.intake.move_clock(datetime(2021, 10, 25, 16, 0, tzinfo=UTC))
    assert "2021-10-25" in problem(late.submit(), "round-not-open")["detail_zh"]
    ok(case.caller.get(case.path))
    assert ok(call.ministry().post(f"/v1/rounds/{call.code}/{call.round}/closing"))["status"] == "closed"
