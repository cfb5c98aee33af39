"""The list of experts over HTTP: kept by the bureau and by the agency of an open review, imported whole or not at all."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from services.scoring.documents.expert_table import COLUMNS
from tests.support.intake import CITY, fault, ok, problem
from tests.support.reviewing import BEGINNING
from tests.support.scoring import Running, entry
from tests.unit.contracts import complete


@pytest.fixture(scope="module")
def scoring(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = Running(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring"))
    made.begin(BEGINNING)
    with made.serving(ready=False):
        yield made


def new(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {"region": CITY, **entry(number, **changes)}


def lines(*entries: dict[str, Any]) -> tuple[str, bytes]:
    return "experts.jsonl", "\n".join(json.dumps(each, ensure_ascii=False) for each in entries).encode()


def spreadsheet(*rows: list[Any], headings: list[str] | None = None) -> tuple[str, bytes]:
    book, file = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    for row in [headings or [column.heading for column in COLUMNS], *rows]:
        page.append(row)
    book.save(file)
    return "experts.xlsx", file.getvalue()


def row(number: int, **changes: Any) -> list[Any]:
    said = {
        "姓名": "王五",
        "手机": "13812341234",
        "账号": f"sheet-{number}",
        "工作单位": f"第{number}研究院",
        "工作单位统一社会信用代码": complete.uscc(7000 + number),
        "专业": "智能制造；工业互联网",
        "行业": "先进专用设备制造业、food",
        "地区": "130104",
        "聘期至": "2027-12-31",
    } | changes
    return [said.get(column.heading) for column in COLUMNS]


def test_the_city_registers_an_expert_and_reads_the_entry_again(scoring: Running) -> None:
    body = new(1)
    reply = scoring.city().post("/v1/experts", body)
    assert reply.headers["location"] == f"/v1/experts/{ok(reply)['id']}"
    shown = ok(scoring.city().get(reply.headers["location"]))
    assert shown["status"] == "active"
    assert {key: shown["entry"][key] for key in ("account", "regions", "industries")} == {
        key: body[key] for key in ("account", "regions", "industries")
    }


def test_an_account_belongs_to_one_expert(scoring: Running) -> None:
    body = new(2)
    ok(scoring.city().post("/v1/experts", body))
    problem(scoring.city().post("/v1/experts", body | {"specialities": ["其他"]}), "conflict")


def test_the_same_registration_again_is_the_same_expert(scoring: Running) -> None:
    body, city = new(3), scoring.city()
    assert ok(city.post("/v1/experts", body, key="same"))["id"] == ok(city.post("/v1/experts", body, key="same"))["id"]


def test_an_industry_that_no_programme_has_is_refused_with_those_there_are(scoring: Running) -> None:
    found = fault(scoring.city().post("/v1/experts", new(4, industries=["steel"])), "invalid-content", "not-a-choice", "/industries/0")
    assert found["actual"] == "steel"
    assert "equipment" in found["limit"]


@pytest.mark.parametrize("who", ["another city", "an agency without a review", "a county", "an enterprise"])
def test_nobody_else_keeps_the_list(scoring: Running, who: str) -> None:
    callers = {
        "another city": scoring.person("city", regions=["1302"]),
        "an agency without a review": scoring.other_agency(),
        "a county": scoring.county(),
        "an enterprise": scoring.person("enterprise", organisation=complete.uscc(1)),
    }
    with scoring.unchanged():
        problem(callers[who].post("/v1/experts", new(5)), "forbidden")


def test_an_expert_is_not_found_by_who_may_not_see_one(scoring: Running) -> None:
    expert = scoring.register_one(6)
    for caller in (scoring.person("city", regions=["1302"]), scoring.other_agency(), scoring.county()):
        problem(caller.get(f"/v1/experts/{expert}"), "not-found")
        assert not ok(caller.get("/v1/experts"))["items"]
    assert ok(scoring.expert(expert).caller.get(f"/v1/experts/{expert}"))["id"] == expert


def test_an_edit_names_the_version_that_it_was_made_on(scoring: Running) -> None:
    expert = scoring.register_one(7)
    path, body = f"/v1/experts/{expert}", scoring.registered[expert] | {"specialities": ["物联网"]}
    problem(scoring.city().put(path, body, None, "a1"), "precondition-required")
    problem(scoring.city().put(path, body, '"99"', "a2"), "stale-version")
    tag = scoring.city().get(path).headers["etag"]
    assert ok(scoring.city().put(path, body, tag, "a3"))["status"] == "amended"
    assert ok(scoring.city().get(path))["entry"]["specialities"] == ["物联网"]
    problem(scoring.city().put(path, body, tag, "a4"), "stale-version")


def test_a_suspended_expert_is_listed_as_suspended_until_reinstated(scoring: Running) -> None:
    expert = scoring.register_one(8)
    path = f"/v1/experts/{expert}"
    ok(scoring.city().post(f"{path}/suspension", {"reason": "两次未完成评审"}))
    problem(scoring.city().post(f"{path}/suspension", {"reason": "再次"}), "wrong-status")
    listed = ok(scoring.city().get("/v1/experts", status="suspended"))["items"]
    assert [each["id"] for each in listed] == [expert]
    ok(scoring.city().post(f"{path}/reinstatement", {"reason": "期满"}))
    assert ok(scoring.city().get(path))["status"] == "active"
    problem(scoring.city().post(f"{path}/reinstatement", {"reason": "期满"}), "wrong-status")


def test_an_expert_whose_term_is_over_is_listed_as_expired(scoring: Running) -> None:
    expert = scoring.register_one(9, expires="2024-07-31")
    today = scoring.register_one(10, expires="2024-08-01")
    expired = {each["id"] for each in ok(scoring.city().get("/v1/experts", status="expired"))["items"]}
    active = {each["id"] for each in ok(scoring.city().get("/v1/experts", status="active", limit=200))["items"]}
    assert (expert in expired, today in active, expert in active) == (True, True, False)


def test_lists_come_in_pages(scoring: Running) -> None:
    scoring.register(3, first=11)
    first = ok(scoring.city().get("/v1/experts", limit=2))
    second = ok(scoring.city().get("/v1/experts", limit=2, cursor=first["next"]))
    assert not {each["id"] for each in first["items"]} & {each["id"] for each in second["items"]}


def test_a_table_of_lines_is_imported_whole(scoring: Running) -> None:
    table = lines(entry(20), entry(21), entry(22))
    done = ok(scoring.city().upload("/v1/experts/import", (table[0], BOM_UTF8 + table[1]), region=CITY))  # as an editor may save it
    assert len(done["experts"]) == 3
    assert {ok(scoring.city().get(f"/v1/experts/{expert}"))["status"] for expert in done["experts"]} == {"active"}


def test_a_spreadsheet_filled_in_by_the_template_is_imported(scoring: Running) -> None:
    template = scoring.public().get("/v1/experts/template.xlsx")
    headings = [cell.value for cell in next(load_workbook(BytesIO(template.content)).worksheets[0].iter_rows())]
    done = ok(scoring.city().upload("/v1/experts/import", spreadsheet(row(1), row(2), headings=headings), region=CITY))
    shown = ok(scoring.city().get(f"/v1/experts/{done['experts'][0]}"))["entry"]
    assert shown["industries"] == ["equipment", "food"]
    assert (shown["specialities"], shown["expires"]) == (["智能制造", "工业互联网"], "2027-12-31")


def test_one_wrong_cell_keeps_the_whole_table_out_and_is_named_by_row_and_column(scoring: Running) -> None:
    wrong = spreadsheet(row(3), row(4, 工作单位统一社会信用代码="911301021234"), row(5, 手机="12"), row(6, 行业="钢铁"))
    with scoring.unchanged():
        reply = scoring.city().upload("/v1/experts/import", wrong, region=CITY)
        errors = problem(reply, "invalid-content")["errors"]
    assert [error["pointer"].split("/")[2] for error in errors] == ["3", "4", "5"]
    assert [error["pointer"].split("/", 3)[3] for error in errors] == ["employer/uscc", "contact/phone", "industries/0"]
    assert "第 3 行“工作单位统一社会信用代码”" in errors[0]["detail_zh"]
    assert errors[2]["actual"] == "钢铁"


def test_an_account_that_stands_twice_or_is_taken_is_named_by_row(scoring: Running) -> None:
    twice = entry(30)
    reply = scoring.city().upload("/v1/experts/import", lines(twice, entry(31), twice), region=CITY)
    fault(reply, "invalid-content", "repeated", "/rows/3/account")
    ok(scoring.city().upload("/v1/experts/import", lines(twice), region=CITY))
    reply = scoring.city().upload("/v1/experts/import", lines(entry(32), twice), region=CITY)
    assert fault(reply, "invalid-content", "taken", "/rows/2/account")["actual"] == twice["account"]


def test_a_line_that_is_no_json_is_named_by_its_number(scoring: Running) -> None:
    file = ("experts.jsonl", lines(entry(40))[1] + b"\n\n{broken")
    reply = scoring.city().upload("/v1/experts/import", file, region=CITY)
    (error,) = problem(reply, "invalid-content")["errors"]
    assert (error["pointer"], error["detail_zh"]) == ("/rows/3", "第 3 行应为一个 JSON 对象")


def test_what_is_neither_a_spreadsheet_nor_text_is_of_the_wrong_kind(scoring: Running) -> None:
    for content in (bytes(range(256)), b"PK\x03\x04 broken", b"text with \0 in it"):
        problem(scoring.city().upload("/v1/experts/import", ("名册.xlsx", content), region=CITY), "wrong-file-type")


def test_each_column_says_in_words_what_it_takes(scoring: Running) -> None:
    wrong = spreadsheet(row(3, 账号="带 空格"), row(4, 行业="航天"), row(5, 地区="石家庄"))
    errors = problem(scoring.city().upload("/v1/experts/import", wrong, region=CITY), "invalid-content")["errors"]
    assert [error["code"] for error in errors] == ["wrong-form", "not-a-choice", "unknown-region"]
    assert "没有空格" in errors[0]["detail_zh"]
    assert "先进专用设备制造业（equipment）" in errors[1]["limit"]


def test_a_spreadsheet_of_another_form_is_told_what_its_columns_should_be(scoring: Running) -> None:
    reply = scoring.city().upload("/v1/experts/import", spreadsheet(["王五"], headings=["名字"]), region=CITY)
    codes = {error["code"] for error in problem(reply, "invalid-content")["errors"]}
    assert codes == {"unknown-column", "missing-column"}


def test_an_empty_table_is_refused(scoring: Running) -> None:
    problem(scoring.city().upload("/v1/experts/import", spreadsheet(), region=CITY), "invalid-content")


def test_the_agency_of_an_open_review_keeps_the_list_too(scoring: Running) -> None:
    scoring.arrive(1)
    problem(scoring.agency().post("/v1/experts", new(50)), "forbidden")
    scoring.open()
    expert = ok(scoring.agency().post("/v1/experts", new(50)))["id"]
    assert ok(scoring.agency().get(f"/v1/experts/{expert}"))["id"] == expert
    problem(scoring.other_agency().get(f"/v1/experts/{expert}"), "not-found")
    problem(scoring.agency().post("/v1/experts", new(51) | {"region": "1302"}), "forbidden")
