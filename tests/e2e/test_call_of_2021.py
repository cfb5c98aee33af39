"""The ministry's call of 2021 over HTTP: quotas under concurrency, reporting authorities, priority, and providers who file directly."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.support.calls import Call, Case, file_list, running
from tests.support.intake import Caller, Installation, fault, ok, problem
from tests.unit.intake.documents.tables import cells_of

COUNTS = {"track": "sme-case", "counts": {"giants": 116}, "document": "冀工信企业函〔2021〕300号"}


@pytest.fixture(scope="module")
def call(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    intake = Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("call"))
    with running(intake, {"miit-2021-255": "2021"}, datetime(2021, 9, 10, 1, tzinfo=UTC)) as calls:
        yield calls["miit-2021-255"]


def giant(call: Call, region: str = "130102", size: str = "giant") -> Case:
    return call.enterprise("sme-case", region, size=size).filed()


Ask = tuple[Caller, Callable[[Caller], httpx.Response]]
"""Who asks, and for what."""


class Careless(Installation):
    """The same platform, with the variant that reads the list first and writes later."""

    def start(self, role: str, **more: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"careless-{role}.log").open("ab") as log:
            command = [sys.executable, "-m", "tests.support.careless_lists", role]
            return subprocess.Popen(command, env=self.environment() | more, stdout=log, stderr=log)


def at_once(asks: list[Ask], urls: tuple[str, str]) -> list[httpx.Response]:
    """All at the same time, every other one at the other of two processes."""
    for number, (caller, _) in enumerate(asks):
        caller.http.base_url = httpx.URL(urls[number % 2])
    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(lambda ask: ask[1](ask[0]), asks))


@contextmanager
def two_processes(call: Call, kind: type[Installation] = Installation) -> Iterator[tuple[str, str]]:
    """Two more on the same store."""
    mine = call.intake
    one, other = (kind(mine.namespace, mine.mongodb_uri, mine.kafka_bootstrap, mine.folder) for _ in range(2))
    with one.serving(ready=False) as first, other.serving(ready=False) as second:
        yield first.url, second.url


def confirming(call: Call, cases: list[Case], region: str) -> list[Ask]:
    """Each by an officer who has not prepared it."""
    return [(call.bureau(region), case.confirm) for case in cases]


def submitting(cases: list[Case]) -> list[Ask]:
    """Each by its own provider."""

    def submit(case: Case) -> Callable[[Caller], httpx.Response]:
        return lambda _caller: case.submit()

    return [(case.caller, submit(case)) for case in cases]


def statuses(replies: list[httpx.Response]) -> Counter[int]:
    return Counter(reply.status_code for reply in replies)


def require_quotas(call: Call, region: str) -> None:
    """What stands on a province's list is within its quotas, of 116 giants."""
    sizes = Counter(row["fields"]["size"] for row in ok(call.bureau(region).get(call.list(region)))["rows"] if row["track"] == "sme-case")
    assert sizes["giant"] <= 5, f"{sizes['giant']} giants recommended, above the quota"
    assert sizes["other"] <= 1, f"{sizes['other']} others recommended, above the quota"


CREATED, CONFLICT = httpx.codes.CREATED, httpx.codes.CONFLICT


def test_before_the_giants_are_declared_nobody_is_recommended(call: Call) -> None:
    case = giant(call, "140105").prepared(call.bureau("14"))
    found = problem(case.confirm(call.bureau("14")), "count-undeclared")
    assert "小巨人" in found["detail_zh"]
    assert "5% 向下取整" in found["source"]


def ready(call: Call, region: str, place: str) -> list[Case]:
    """24 giants and 8 others of a province, prepared for their confirmation; 116 giants are declared."""
    officer = call.bureau(region)
    ok(officer.post(f"{call.list(region)}/counts", COUNTS))
    return [giant(call, place, "giant" if number < 24 else "other").prepared(officer) for number in range(32)]


def test_32_clients_at_once_never_pass_the_quota_and_each_refusal_says_where_it_comes_from(call: Call) -> None:
    officer, cases = call.bureau("13"), ready(call, "13", "130102")
    with two_processes(call) as urls:
        answers = at_once(confirming(call, cases, "13"), urls)
    assert statuses(answers[:24]) == {CREATED: 5, CONFLICT: 19}
    assert statuses(answers[24:]) == {CREATED: 1, CONFLICT: 7}
    require_quotas(call, "13")
    for reply, case in zip(answers, cases, strict=True):
        if reply.is_error:
            found = problem(reply, "quota-exhausted")
            assert ("名额 5 个" if case.form["size"] == "giant" else "名额 1 个") in found["detail_zh"]
    refused = problem(next(reply for reply in answers[:24] if reply.is_error), "quota-exhausted")
    for part in ("专精特新“小巨人”企业", "116 家", "max(1, floor(0.05 * giants))", "已用 5 个"):
        assert part in refused["detail_zh"]
    assert refused["source"].startswith("二（二）")
    assert len(ok(officer.get(call.list("13")))["rows"]) == 6


def test_what_reads_the_list_first_and_writes_later_passes_the_quota_and_is_caught(call: Call) -> None:
    """The test above would fail for it: so it can fail."""
    cases = ready(call, "61", "610102")
    with two_processes(call, Careless) as urls:
        at_once(confirming(call, cases, "61"), urls)
    with pytest.raises(AssertionError, match="above the quota"):
        require_quotas(call, "61")


def test_32_clients_at_once_never_pass_the_quotas_of_modes_of_solutions_and_of_a_provider(call: Call) -> None:
    officer = call.bureau("61")
    modes = [call.subject("local-mode", officer, "610102", f"第{number}园区").filed().prepared(officer) for number in range(32)]
    solutions = [
        call.enterprise("scenario-solution", "610102", way="province", solution=f"第{number}方案").filed().prepared(officer)
        for number in range(32)
    ]
    one = call.enterprise("scenario-solution", "610102", role="provider", way="direct", solution="第0方案")
    same = {"uscc": one.uscc, "name": one.form["name"], "role": "provider"}
    more = [call.enterprise("scenario-solution", "610102", way="direct", solution=f"第{number}方案", **same) for number in range(1, 32)]
    direct = [case.write().attach_required() for case in (one, *more)]
    with two_processes(call) as urls:
        for asks, most in (
            (confirming(call, modes, "61"), 3),
            (confirming(call, solutions, "61"), 2),
            (submitting(direct), 2),
        ):
            replies = at_once(asks, urls)
            assert statuses(replies) == {CREATED: most, CONFLICT: 32 - most}
            assert {problem(reply, "quota-exhausted")["type"] for reply in replies if reply.is_error} == {"/problems/quota-exhausted"}


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
    [block] = table["blocks"]
    assert [row["sequence"] for row in block["rows"]] == list(range(1, 7))
    assert [row["name"] for row in block["rows"]] == [row["applicant"] for row in rows]
    assert {row["fields"]["size"] for row in rows} == {"giant", "other"}


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


RESULT = {"outcome": "selected", "document": {"number": "工信厅企业函〔2022〕33号", "date": "2022-02-18"}}


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
    listed = ok(call.bureau("13").get(call.list("13")))["rows"][0]["application"]
    refused = problem(call.ministry().post(f"/v1/applications/{listed}/result", RESULT), "conflict")
    assert "批次尚未结束" in refused["detail_zh"]
    ok(call.ministry().post(f"{call.list('13')}/receipt", {"on": "2021-10-26", "copies": 1}))
    assert ok(call.ministry().post(f"/v1/rounds/{call.code}/{call.round}/closing"))["status"] == "closed"


def test_the_ministrys_result_is_recorded_case_by_case_and_seen_by_province_and_applicant(call: Call) -> None:
    """After the list is received and the round closed; a later document may mend an earlier one."""
    ministry, province = call.ministry(), call.bureau("13")
    rows = [row for row in ok(province.get(call.list("13")))["rows"] if row["track"] == "sme-case"]
    first, second = (f"/v1/applications/{row['application']}" for row in rows[:2])
    problem(province.post(f"{first}/result", RESULT), "forbidden")
    assert fault(ministry.post(f"{first}/result", RESULT), "invalid-content", "too-late", "/document/date")["limit"] == "2021-10-26"
    call.intake.move_clock(datetime(2022, 3, 1, 1, tzinfo=UTC))
    assert ok(ministry.post(f"{first}/result", RESULT))["status"] == "selected"
    ok(ministry.post(f"{second}/result", RESULT | {"outcome": "not-selected"}))
    mended = {"number": "工信厅企业函〔2022〕40号", "date": "2022-02-28"}
    ok(ministry.post(f"{first}/result", RESULT | {"document": mended, "note": "更名"}))
    applicant = call.intake.person("enterprise", organisation=rows[0]["uscc"])
    for caller in (province, applicant):
        shown = ok(caller.get(first))
        assert (shown["status"], shown["result"]["document"]) == ("selected", mended)
    assert ok(province.get(second))["status"] == "not-selected"
    problem(call.bureau("21").get(first), "not-found")
    chosen = ok(province.get("/v1/applications", programme=call.code, status="selected"))["items"]
    assert [row["id"] for row in chosen] == [rows[0]["application"]]
    problem(applicant.post(f"{first}/withdrawal", {"reason": None}), "wrong-status")


def test_what_no_filed_list_has_gets_no_result_and_what_is_filed_is_not_withdrawn(call: Call) -> None:
    rows = ok(call.bureau("6590", "city").get(call.list("6590")))["rows"]
    unfiled = problem(call.ministry().post(f"/v1/applications/{rows[0]['application']}/result", RESULT), "wrong-status")
    assert "不在已报送的汇总表中" in unfiled["detail_zh"]
    listed = ok(call.bureau("13").get(call.list("13")))["rows"][2]
    applicant = call.intake.person("enterprise", organisation=listed["uscc"])
    withdrawal = applicant.post(f"/v1/applications/{listed['application']}/withdrawal", {"reason": None})
    assert "不能再撤回" in problem(withdrawal, "wrong-status")["detail_zh"]
