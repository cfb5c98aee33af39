"""The summary table says what the list holds, as the document's annex asks, and runs nothing."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from contracts.events.intake.list import Entry
from contracts.events.parties import Contact, Division
from contracts.refusal import Refusal
from services.chassis.sheet_xlsx import sheet_xlsx
from services.intake.documents.rows import entry_rows
from services.intake.documents.summary_table import Part, Summary, TableHead, heading, summary_filename, summary_json, summary_sheet
from tests.unit.contracts.complete import form, offer, programme, text, uscc

AT = datetime(2024, 7, 30, 1, 2, 3, tzinfo=UTC)
HEAD = TableHead(
    region=Division(code="130102", name="河北省石家庄市长安区"),
    bureau="长安区工业和信息化局",
    contact=Contact(name="李四", phone="0311-86086000", email=None),
    at=AT,
)


def row(number: int = 1, **values: object) -> dict[str, Any]:
    return {"sequence": number, **form(), "table_brief": "建成平台，带动8家企业。"} | values


def summary(rows: Iterable[dict[str, Any]], head: TableHead = HEAD) -> Summary:
    table = offer().track.summary_table
    assert table is not None
    return Summary(programme(), (Part("chain-case", offer(), table, rows),), head)


def xlsx(rows: Iterable[dict[str, Any]], head: TableHead = HEAD) -> bytes:
    return sheet_xlsx(summary_sheet(summary(rows, head)))


def opened(rows: list[dict[str, Any]], head: TableHead = HEAD) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(rows, head))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def block(of: Summary) -> dict[str, Any]:
    """The one block of the table as data."""
    found: list[dict[str, Any]] = summary_json(of)["blocks"]
    assert len(found) == 1
    return found[0]


def values(sheet: Worksheet) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in cells) for cells in sheet.iter_rows()]


def test_the_sheet_reads_as_the_annex() -> None:
    top, title, head, columns, first, second = values(opened([row(1), row(2, mode="green", email=None)]))
    assert (top[0], title[0]) == ("附件2", "长安区报送案例汇总表")
    assert head[0] == "县（市、区）工业和信息化主管部门（盖章）：长安区工业和信息化局　　　　联系人及电话：李四　0311-86086000"
    assert columns == ("序号", "企业名称", "案例模式", "案例名称", "案例简述（150字以内）", "联系人", "电话", "邮箱")
    shared = ("河北链动装备有限公司", "平台赋能", text(50), "建成平台，带动8家企业。", "张三", "13812341234", "zhang@example.cn")
    assert first == (1, *shared)
    assert second == (2, "河北链动装备有限公司", "绿色赋能", *shared[2:6], "")


def test_what_is_not_known_of_the_head_is_left_to_be_written_by_hand() -> None:
    head = values(opened([row()], TableHead(HEAD.region, "", None, AT)))[2][0]
    assert head == f"县（市、区）工业和信息化主管部门（盖章）：{'＿' * 10}　　　　联系人及电话：{'＿' * 10}"


def test_it_prints_on_a4_across_with_its_column_headings_on_every_page() -> None:
    sheet = opened([row()])
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) == (True, None)  # None: one page
    assert int(sheet.page_setup.fitToHeight) == 0
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$4:$4", "A5")
    assert [round(sheet.column_dimensions[letter].width - 0.71) for letter in "ABCDEFGH"] == [6, 28, 12, 30, 50, 10, 16, 24]
    assert {str(span) for span in sheet.merged_cells.ranges} == {"A2:H2", "A3:H3"}
    for cells in (sheet[4], sheet[5]):
        assert all(cell.alignment.wrap_text and cell.border.left.style == "thin" for cell in cells)


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","y")', "+1+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", " =1", "＝1+1", "＋1", "－1", "＠x"]
)
def test_no_cell_runs_here_or_in_a_csv_file_made_from_it(text: str) -> None:
    file = xlsx([row(name=text, table_brief=text)])
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(file)).read("xl/worksheets/sheet1.xml")
    cells = opened([row(name=text, table_brief=text)])[5]
    assert [(cells[index].value, cells[index].data_type) for index in (1, 4)] == [(f"'{text}".replace("\r\n", "\n"), "s")] * 2


def test_a_bureau_that_is_called_like_a_formula_is_disarmed_too() -> None:
    assert block(summary([row(name="=1")]))["rows"][0]["name"] == "=1"
    assert "=cmd" in values(opened([], TableHead(HEAD.region, "=cmd", None, AT)))[2][0]


def test_an_address_and_a_link_stay_text() -> None:
    sheet = opened([row(name="http://example.cn", title="internal:Sheet1!A1", phone="0311-86086000")])
    assert [sheet[5][index].value for index in (1, 3, 6)] == ["http://example.cn", "internal:Sheet1!A1", "0311-86086000"]
    assert not any(cell.hyperlink for cell in sheet[5])


def test_nothing_is_cut() -> None:
    assert values(opened([row(table_brief="长" * 32_767)]))[4][4] == "长" * 32_767
    with pytest.raises(Refusal, match=r"Row 1, 案例简述.*: 32768 characters; a cell of a spreadsheet holds 32767"):
        opened([row(table_brief="长" * 32_768)])


def test_the_same_list_gives_the_same_bytes_whenever_and_wherever_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for zone in ("UTC", "Asia/Shanghai"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        at = AT.astimezone(timezone(timedelta(hours=8)))
        made.append(xlsx([row()], TableHead(HEAD.region, HEAD.bureau, HEAD.contact, at)))
    monkeypatch.undo()
    time.tzset()
    assert made[0] == made[1]
    core = zipfile.ZipFile(io.BytesIO(made[0])).read("docProps/core.xml").decode()
    assert core.count("2024-07-30T01:02:03Z") == core.count("Z</dcterms:") == 2


def test_five_thousand_rows_are_all_there() -> None:
    rows = (row(number, name=f"第{number}公司", table_brief=f"{number}" + text(149)) for number in range(1, 5_001))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(rows)), read_only=True).active
    assert sheet is not None
    last = list(sheet.iter_rows(values_only=True))[-1]
    assert last[:2] == (5_000, "第5000公司")


def test_the_table_as_data_says_the_same() -> None:
    table = summary_json(summary([row(name="=1")]))
    assert (table["annex"], table["heading"]) == ("附件2", "长安区报送案例汇总表")
    assert table["head"] == [
        {"label": "县（市、区）工业和信息化主管部门（盖章）", "value": "长安区工业和信息化局"},
        {"label": "联系人及电话", "value": "李四　0311-86086000"},
    ]
    [only] = table["blocks"]
    assert (only["track"], only["title"]) == ("chain-case", offer().track.title.zh)
    assert only["columns"][1] == {"heading": "企业名称", "shows": "name", "width": 28}
    assert list(only["rows"][0]) == [column["shows"] for column in only["columns"]]
    assert only["rows"][0]["mode"] == "平台赋能"


@pytest.mark.parametrize(
    ("pattern", "code", "read"),
    [
        ("{county}报送案例汇总表", "130102", "长安区报送案例汇总表"),
        ("{province}{city}{county}", "130102", "河北省石家庄市长安区"),
        ("{province}报送案例汇总表", "13", "河北省报送案例汇总表"),
        ("{county}报送案例汇总表", "139999", "高新区报送案例汇总表"),
        ("服务商报送案例汇总表{other}", "130102", "服务商报送案例汇总表{other}"),
    ],
)
def test_the_heading_names_the_division_of_the_level_that_it_asks_for(pattern: str, code: str, read: str) -> None:
    table = offer().track.summary_table
    assert table is not None
    region = Division.model_construct(code=code, name="高新区")
    assert heading(table.model_copy(update={"heading": pattern}), region) == read


def test_rows_come_from_the_entries_of_a_list_numbered_anew() -> None:
    entry = Entry(
        position=7,
        application="01J00000000000000000000000",
        track="chain-case",
        applicant="河北链动装备有限公司",
        uscc=uscc(1),
        mode="platform",
        title="案例",
        brief="汇总表简述",
        contact=Contact(name="张三", phone="13812341234", email="zhang@example.cn"),
    )
    rows = list(entry_rows(offer().track.form, summary([]).table, [entry, entry]))
    shown = block(summary(rows))["rows"]
    assert [each["sequence"] for each in shown] == [1, 2]
    assert list(shown[0].values())[1:] == [
        "河北链动装备有限公司",
        "平台赋能",
        "案例",
        "汇总表简述",
        "张三",
        "13812341234",
        "zhang@example.cn",
    ]


def test_the_file_is_named_after_the_division_and_the_round() -> None:
    assert summary_filename(summary([]), "2024-08", "xlsx") == "长安区报送案例汇总表-2024-08.xlsx"
