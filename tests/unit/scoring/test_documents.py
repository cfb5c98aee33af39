"""The tables of a review say what its ranking says, as data and, opened again, as spreadsheets."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from services.chassis.tables import Table, table_filename, table_json, table_pdf, table_xlsx
from services.scoring.documents.ranking_table import ranking_table
from services.scoring.documents.results import CaseName, Results
from services.scoring.documents.severity_table import severity_table
from services.scoring.documents.sheet_table import By, sheet_table
from services.scoring.documents.summary_table import summary_table
from services.scoring.domain.ranking import rank
from services.scoring.domain.ranking_file import inputs_digest
from services.scoring.domain.ranking_inputs import Case, RankingInputs, Rules
from tests.unit.contracts import complete
from tests.unit.forms.samples import pages
from tests.unit.scoring.rankings import case, inputs

AT = datetime(2024, 8, 20, 1, tzinfo=UTC)
TITLES = ["赋能路径与举措", "链式带动中小企业", "工业互联网平台与协同水平", "取得成效", "可推广性与问题建议"]


OWN_LAYOUT = """#let sheet = json("/data.json")
#set text(font: "Noto Serif SC")
自备版式：#sheet.heading
"""


def rules() -> Rules:
    review = complete.programme().tracks["chain-case"].review
    assert review is not None
    return Rules.of(review)


def flat(score: int, **other: int) -> dict[str, int]:
    return dict.fromkeys(rules().weights, score) | other


def cases() -> tuple[Case, ...]:
    five = {f"p{n}": flat(score) for n, score in enumerate((70, 81, 60, 95, 86))}
    gone = ({"expert": "p9", "reason": "conflict", "scores": flat(100)}, {"expert": "p8", "reason": "declined"})
    return (
        case("five", five, excluded=gone, option="green"),
        case("joint", {"p0": flat(20), "p1": flat(90)}, joint=flat(60), option="platform"),
        case("later", {"p0": flat(50), "p3": flat(59)}, day=1),
        case("sooner", {"p0": flat(50), "p3": flat(59)}, option="other"),
    )


def results(*, names: bool = False) -> Results:
    named = {"programme": "sjz-2024-chain", "track": "chain-case", "rules": rules(), "cases": cases()}
    given: RankingInputs = inputs().model_copy(update=named)
    called = {each.case: CaseName(f"{each.case}公司", f"=案例{each.case}", "长安区") for each in given.cases}
    return Results(complete.programme(), given, rank(given), called, {"p0": "张三"} if names else {}, {"joint": "专家组认为合格"}, AT)


def ranking() -> Table:
    return ranking_table(results(), inputs_digest(results().inputs))


def opened(table: Table) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(table_xlsx(table))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def rows(table: Table) -> list[dict[str, Any]]:
    """What the spreadsheet's rows say, by heading."""
    _, _, _, headings, *below = ([cell.value for cell in cells] for cells in opened(table).iter_rows())
    return [dict(zip(map(str, headings), row, strict=True)) for row in below]


def test_the_ranking_names_each_case_in_its_place() -> None:
    table = rows(ranking())
    assert [(row["名次"], row["申报单位"], row["总分"], row["合格"], row["编号"]) for row in table] == [
        (1, "five公司", 79, "是", "five"),
        (2, "joint公司", 60, "是", "joint"),
        (3, "sooner公司", 54.5, "否", "sooner"),
        (4, "later公司", 54.5, "否", "later"),
    ]
    assert [row["计分方式"] for row in table] == ["去掉最高、最低后平均", "合议", "平均", "平均"]
    assert [row["模式"] for row in table] == ["绿色赋能", "平台赋能", "other", None]
    assert [row["分差"] for row in table] == [35, 70, 9, 9]
    assert table[1]["校正分"] is None
    assert [row["同分排序依据"] for row in table] == [None, None, "提交时间", "提交时间"]
    assert [table[0][title] for title in TITLES] == [79] * 5


def test_its_head_says_how_it_was_made() -> None:
    sheet = opened(ranking())
    assert (sheet.title, sheet["A2"].value) == ("评审排序表", "2024-08批次评审排序表")
    said = str(sheet["A3"].value)
    assert "合格线：60" in said
    assert "四舍五入，保留2位" in said
    assert f"输入摘要：{inputs_digest(results().inputs)}" in said
    assert f"Krippendorff α）：{results().ranking.agreement.alpha}" in said


def test_a_number_is_a_number_that_shows_all_its_decimals_and_a_title_is_never_a_formula() -> None:
    sheet = opened(ranking())
    columns = {str(cell.value): cell.column - 1 for cell in sheet[4]}
    total, title = sheet[5][columns["总分"]], sheet[5][columns["案例名称"]]
    assert (total.value, total.data_type, total.number_format) == (79, "n", "0.00")
    assert (title.value, title.data_type) == ("'=案例five", "s")


def test_the_sheets_of_a_case_say_which_of_them_count_and_why_others_do_not() -> None:
    table = rows(sheet_table(results(), "case", "five"))
    assert [(row["专家"], row["总分"], row["是否计入"]) for row in table] == [
        ("p0", 70, "计入"),
        ("p1", 81, "计入"),
        ("p2", 60, "最低，去掉"),
        ("p3", 95, "最高，去掉"),
        ("p4", 86, "计入"),
        ("p8", None, "不计入：专家谢绝"),
        ("p9", 100, "不计入：须回避"),
    ]
    assert [table[1][title] for title in TITLES] == [81] * 5


def test_where_the_panel_agreed_its_opinion_stands_below_the_sheets() -> None:
    table = rows(sheet_table(results(), "case", "joint"))
    assert [(row["专家"], row["总分"], row["是否计入"]) for row in table] == [
        ("p0", 20, "以合议为准"),
        ("p1", 90, "以合议为准"),
        ("专家组合议", 60, "计入"),
    ]


def test_all_sheets_stand_in_the_order_of_the_ranking_or_of_the_experts() -> None:
    by_case, by_expert = (rows(sheet_table(results(), by)) for by in ("case", "expert"))
    assert [row["编号"] for row in by_case] == ["five"] * 7 + ["joint"] * 3 + ["sooner"] * 2 + ["later"] * 2
    assert [(row["专家"], row["编号"]) for row in by_expert][:4] == [("p0", "five"), ("p0", "joint"), ("p0", "sooner"), ("p0", "later")]
    assert [row["专家"] for row in by_expert] == sorted(row["专家"] for row in by_case if row["专家"] != "专家组合议")
    assert next(iter(by_expert[0])) == "专家"


def test_the_sheets_of_one_expert_are_only_those() -> None:
    table = sheet_table(results(), "expert", "p9")
    assert [(row["编号"], row["总分"]) for row in rows(table)] == [("five", 100)]
    assert table.head == (("件数", "1"),)


@pytest.mark.parametrize("by", ["case", "expert"])
def test_an_expert_has_a_name_only_where_one_is_given(by: By) -> None:
    shown = {row["专家"] for row in rows(sheet_table(results(names=True), by))}
    assert "张三" in shown
    assert "p0" not in shown
    assert "p1" in shown


def test_the_experts_stand_beside_each_other_with_their_effect_where_it_can_be_told() -> None:
    table = {row["专家"]: row for row in rows(severity_table(results(names=True)))}
    assert list(table) == ["张三", "p1", "p2", "p3", "p4"]
    assert (table["张三"]["评分件数"], table["张三"]["与他人共评件数"], table["张三"]["平均分"]) == (4, 4, 47.5)
    assert table["张三"]["原始宽严差（正为宽）"] == -17.95  # 47.5 less 720/11
    strict, mild = table["张三"]["校正宽严差（正为宽）"], table["p3"]["校正宽严差（正为宽）"]
    assert strict == -mild == pytest.approx(float(Decimal("-7.17")))  # 9, 9 and 25 points apart: 43/3 in the mean
    assert (table["p1"]["校正宽严差（正为宽）"], table["p1"]["可比组"]) == (None, None)


def test_the_summary_has_every_total_beside_what_it_came_to() -> None:
    table = rows(summary_table(results(names=True)))
    sheets = [[row[f"评分{number}"] for number in range(1, 6)] for row in table]
    assert sheets == [[70, 81, 60, 95, 86], [20, 90, None, None, None], [50, 59, None, None, None], [50, 59, None, None, None]]
    assert [(row["名次"], row["编号"], row["总分"], row["合格"], row["分差"]) for row in table] == [
        (1, "five", 79, "是", 35),
        (2, "joint", 60, "是", 70),
        (3, "sooner", 54.5, "否", 9),
        (4, "later", 54.5, "否", 9),
    ]
    assert [row["去掉的评分"] for row in table] == ["60.00、95.00", None, None, None]
    assert [(row["合议分"], row["合议意见"]) for row in table] == [(None, None), (60, "专家组认为合格"), (None, None), (None, None)]


def test_the_summary_names_no_expert_and_no_criterion() -> None:
    said = json.dumps(table_json(summary_table(results(names=True))), ensure_ascii=False)
    for hidden in ("张三", "p0", "p1", *TITLES):
        assert hidden not in said


TABLES: dict[str, Callable[[], Table]] = {
    "summary": lambda: summary_table(results()),
    "ranking": ranking,
    "cases": lambda: sheet_table(results(), "case"),
    "experts": lambda: sheet_table(results(), "expert"),
    "severity": lambda: severity_table(results()),
}


@pytest.mark.parametrize("name", TABLES)
def test_as_data_each_table_says_the_same_without_floating_point(name: str) -> None:
    table = TABLES[name]()
    said = table_json(table)
    assert json.loads(json.dumps(said), parse_float=pytest.fail) == said
    assert said["rows"]
    for row, shown in zip(said["rows"], rows(table), strict=True):
        for column, value in row.items():
            cell = shown[next(each.heading for each in table.columns if each.shows == column)]
            if isinstance(cell, int | float):
                assert Decimal(str(cell)) == Decimal(value)
            else:
                assert (cell or "").removeprefix("'") == (value or "")


def test_the_same_ranking_gives_the_same_bytes() -> None:
    assert table_xlsx(ranking()) == table_xlsx(ranking())


def test_the_file_is_named_after_the_table_and_the_round() -> None:
    assert table_filename(ranking(), "xlsx") == "评审排序表-2024-08.xlsx"


def test_the_ranking_is_laid_out_by_the_programmes_own_template_and_a_table_without_one_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / complete.programme().programme / "templates"
    folder.mkdir(parents=True)
    (folder / "ranking.typ").write_text(OWN_LAYOUT, "utf-8")
    monkeypatch.setattr(sys.modules["contracts.programme.published"], "FOLDER", tmp_path)
    own, other = ("".join(pages(table_pdf(table))) for table in (ranking(), summary_table(results())))
    assert own.startswith("自备版式：")
    assert "评审排序表" in own
    assert "自备版式" not in other
