"""A track's table: what its columns are, what their cells say, and where in it something is wrong. For every programme there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from contracts.events.intake.content import Call
from contracts.programme import Programme, parse_programme, published
from contracts.programme.track import Offer
from contracts.refusal import Fault, Refusal, Text
from services.chassis.headings import plain
from services.intake.imports.cells import text_of, value_of
from services.intake.imports.expected import Expected, Tracks
from services.intake.imports.layout import Column, layout
from services.intake.imports.placing import Found, placed
from services.intake.imports.table import Row, Table, read_workbook
from services.intake.imports.template import GUIDE, TAB, Template, template_xlsx
from tests.support.imports import Form, filled, forms
from tests.support.office import needs_office, opened, pdf_text
from tests.support.shelf import MADE_UP

PROGRAMMES = {programme.programme: programme for programme in (*published().values(), parse_programme(MADE_UP.read_bytes(), "v1.yaml"))}
TRACKS = [(code, track) for code, programme in PROGRAMMES.items() for track in programme.tracks]
CHAIN: Offer = PROGRAMMES["sjz-2024-chain"].offers["chain-case"]


def template_of(code: str, track: str) -> Template:
    programme: Programme = PROGRAMMES[code]
    offer = programme.offers[track]
    return Template(programme, Call(programme=code, version=programme.version, round="any", track=track), offer, layout(offer))


def expected(code: str = "sjz-2024-chain", track: str = "chain-case") -> Tracks:
    made = template_of(code, track)
    return {track: Expected(made.call, made.offer, made.layout)}


def read(rows: list[Form], change: Callable[[Workbook], None] = lambda _: None) -> Table:
    content = template_xlsx([template_of("sjz-2024-chain", "chain-case")])
    return read_workbook(BytesIO(filled(content, CHAIN, rows, change)[1]), expected())


@pytest.mark.parametrize(("code", "track"), TRACKS)
def test_a_template_that_is_filled_in_says_what_was_typed(code: str, track: str) -> None:
    made = template_of(code, track)
    rows = forms(made.offer, 2, region="440105" if code == "made-up-2026" else "130102")
    table = read_workbook(BytesIO(filled(template_xlsx([made]), made.offer, rows)[1]), expected(code, track))
    assert [(row.number, row.form, row.faults) for row in table.rows] == [(2, rows[0], []), (3, rows[1], [])]


@pytest.mark.parametrize(("code", "track"), TRACKS)
def test_a_template_is_the_same_bytes_each_time_and_says_what_it_was_made_for(code: str, track: str) -> None:
    made = template_of(code, track)
    content = template_xlsx([made])
    assert template_xlsx([made]) == content
    marks = {one.name: one.value for one in load_workbook(BytesIO(content)).custom_doc_props.props}
    assert marks == {"lianzhu-programme": code, "lianzhu-track": track, "lianzhu-version": str(PROGRAMMES[code].version)}


def test_a_column_that_shares_its_title_with_another_still_says_whose_row_it_is() -> None:
    form = CHAIN.track.form
    fields = form.fields | {"second": form.fields["uscc"].model_copy()}
    offer = replace(CHAIN, track=CHAIN.track.model_copy(update={"form": form.model_copy(update={"fields": fields})}))
    (own,) = (one for one in layout(offer).columns if one.identifies)
    assert (own.name, own.heading) == ("uscc", "统一社会信用代码（uscc）")


def test_a_column_has_its_drop_down_its_limit_and_its_clause() -> None:
    book = load_workbook(BytesIO(template_xlsx([template_of("sjz-2024-chain", "chain-case")])))
    page, options = book[TAB], book["选项"]
    headings = {str(cell.value).removesuffix(" *"): cell for cell in page[1]}
    rules = {str(one.sqref).split(":")[0]: one for one in page.data_validations.dataValidation}
    mode = rules[headings["案例模式"].coordinate.replace("1", "2")]
    assert (mode.type, mode.formula1) == ("list", "选项!$A$1:$A$5")
    assert [options.cell(row, 1).value for row in range(1, 6)] == ["技术赋能", "供应链赋能", "平台赋能", "生态赋能", "绿色赋能"]
    assert options.sheet_state == "hidden"
    brief = rules[headings["案例简述（250字以内）"].coordinate.replace("1", "2")]
    assert (brief.type, brief.formula1, brief.errorStyle) == ("textLength", "250", "information")
    assert "不超过250字" in str(brief.prompt)
    assert "附件1 一（一）" in str(headings["案例名称"].comment.text)
    assert str(page["H1"].value).endswith(" *")
    assert page.freeze_panes == "B2"


def test_the_instructions_say_what_the_call_says_of_the_whole_form_and_of_fields_together() -> None:
    book = load_workbook(BytesIO(template_xlsx([template_of("miit-2021-255", "local-mode")])))
    said = [tuple(str(cell or "") for cell in row) for row in book[GUIDE].iter_rows(values_only=True)]
    assert any(line[1].startswith("请勿简单报送相关工作总结。") for line in said)
    assert ("全文", "正文各栏合计不超过3000字。", "", "附件1 篇幅“每个案例不超过 3000 字”") in said
    assert ("案例简介", "“案例名称”、“案例简述”合计不超过200字。", "", "附件1 一“案例简介（200 字以内）”") in said
    title = next(cell for cell in book[TAB][1] if cell.value == "案例名称 *")
    assert "“案例简介”各栏合计不超过200字。" in str(title.comment.text)


@needs_office
def test_libreoffice_opens_a_template() -> None:
    names = {f"{code}-{track}.xlsx": (code, track) for code, track in TRACKS[:1] + TRACKS[-2:]}
    for name, pdf in opened({name: template_xlsx([template_of(*track)]) for name, track in names.items()}).items():
        text = pdf_text(pdf)
        assert "填写要求" in text, name
        assert all("".join(column.heading.split()) in text for column in template_of(*names[name]).layout.columns[:3]), name


def wrong(form: Form) -> tuple[Row, list[Found]]:
    """A row with two wrong cells, one of them on a sheet of details."""
    row = Row(2, form, details={"smes": list(range(2, 10))}, track="chain-case")
    phone, relation = (Fault("x", pointer, Text("号码有误", "wrong")) for pointer in ("/phone", "/smes/1/relation"))
    return row, [placed(layout(CHAIN), row, fault) for fault in (phone, relation)]


def test_rows_to_be_mended_have_each_wrong_cell_marked_and_said_with_the_row() -> None:
    """As faults.xlsx and checks.xlsx hand them out."""
    (form,) = forms(CHAIN, 1)
    book = load_workbook(BytesIO(template_xlsx([template_of("sjz-2024-chain", "chain-case")], [wrong(form)])))
    page, details = book[TAB], book["带动的中小企业"]
    at = {str(cell.value).removesuffix(" *"): cell.column for cell in page[1]}
    marked = {cell.coordinate for row in page.iter_rows(min_row=2, max_col=at["问题"] - 1) for cell in row if cell.comment}
    assert marked == {page.cell(2, at["电话"]).coordinate}
    assert page.cell(2, at["电话"]).value == form["phone"]
    assert page.cell(2, at["问题"]).value == "“电话”号码有误；“与申报企业的关系”号码有误"
    assert [cell.coordinate for row in details.iter_rows(min_row=2) for cell in row if cell.comment] == ["D3"]


@needs_office
def test_libreoffice_opens_rows_to_be_mended() -> None:
    (form,) = forms(CHAIN, 1)
    content = template_xlsx([template_of("sjz-2024-chain", "chain-case")], [wrong(form)])
    text = pdf_text(opened({"faults.xlsx": content})["faults.xlsx"])
    assert form["name"] in text
    assert "“电话”号码有误" in text


def column(name: str, part: str | None = None) -> Column:
    return next(one for one in layout(CHAIN).columns if one.name == name and one.part == part)


def test_the_columns_of_the_summary_table_come_first_under_its_headings() -> None:
    found = layout(CHAIN)
    assert [one.heading for one in found.columns[:6]] == ["企业名称", "案例模式", "案例名称", "联系人", "电话", "邮箱"]
    assert isinstance(named := found.known[plain("企 业 全 称*")], Column)
    assert named.name == "name"
    assert found.passed_over == {"案例简述(150字以内)": "由推荐单位在推荐时填写"}


@pytest.mark.parametrize(
    ("name", "part", "cell", "value"),
    [
        ("mode", None, "平台赋能", "platform"),
        ("mode", None, "platform", "platform"),
        ("mode", None, "平台", "平台"),
        ("industry", None, "其他:新能源", {"other": "新能源"}),
        ("industry", None, "新能源", "新能源"),
        ("phone", None, 13800138000, "13800138000"),
        ("uscc", None, "９１１３", "9113"),
        ("address", "region", "河北省石家庄市长安区（130102）", "130102"),
        ("address", "region", "河北省石家庄市长安区", "130102"),
        ("address", "region", 130102, "130102"),
        ("title", None, "=1+1", "=1+1"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(name: str, part: str | None, cell: Any, value: Any) -> None:
    assert value_of(column(name, part), cell, CHAIN.choices, lambda _: None) == value


MADE: Offer = PROGRAMMES["made-up-2026"].offers["line"]


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("methods", "电机改造、余热利用；其他：照明", ["motor", "heat", {"other": "照明"}]),
        ("done_on", date(2026, 2, 3), "2026-02-03"),
        ("done_on", 46056, "2026-02-03"),
        ("done_on", "2026年2月3日", "2026-02-03"),
        ("done_on", "20260203", "2026-02-03"),
        ("done_on", "昨天", "昨天"),
        ("before", 300.0, 300),
        ("before", "１,２３４", 1234),
        ("before", "12.50", "12.50"),
        ("before", 0.1 + 0.2, "0.3"),
        ("before", "许多", "许多"),
    ],
)
def test_options_days_and_numbers_are_read_as_they_were_meant(name: str, cell: Any, value: Any) -> None:
    found = next(one for one in layout(MADE).columns if one.name == name)
    assert value_of(found, cell, MADE.choices, lambda _: date(2026, 2, 3)) == value


def test_what_is_written_into_a_cell_is_read_again() -> None:
    for value in ("platform", {"other": "新能源"}):
        name = "mode" if isinstance(value, str) else "industry"
        text = text_of(column(name), value, CHAIN.choices)
        assert value_of(column(name), text, CHAIN.choices, lambda _: None) == value


def test_a_formula_and_merged_cells_are_faults_of_their_rows() -> None:
    def spoil(book: Workbook) -> None:
        book[TAB]["D2"] = "=A1"
        book[TAB].merge_cells("B3:B4")

    table = read(forms(CHAIN, 3), spoil)
    codes = {row.number: [(fault.code, fault.pointer) for fault in row.faults] for row in table.rows}
    assert codes == {2: [("formula", "/title")], 3: [("merged-cells", "")], 4: [("merged-cells", "")]}


def test_merged_cells_on_a_sheet_of_details_are_a_fault_of_the_row_that_it_belongs_to() -> None:
    table = read(forms(CHAIN, 2), lambda book: book["带动的中小企业"].merge_cells("B3:B4"))
    assert [(fault.code, fault.pointer) for fault in table.rows[0].faults] == [("merged-cells", "/smes/1"), ("merged-cells", "/smes/2")]
    assert table.rows[1].faults == []
    found = placed(layout(CHAIN), table.rows[0], table.rows[0].faults[0])
    assert (found.sheet, found.line) == ("带动的中小企业", 3)


def test_very_many_merged_ranges_are_one_fault_of_each_row() -> None:
    def spoil(book: Workbook) -> None:
        for letter in map(get_column_letter, range(2, 60)):
            book[TAB].merged_cells.add(f"{letter}2:{letter}19000")  # as merge_cells, without a million cells in memory

    table = read(forms(CHAIN, 3), spoil)
    assert [[fault.code for fault in row.faults] for row in table.rows] == [["merged-cells"]] * 3


def test_a_value_without_a_heading_is_a_fault() -> None:
    table = read(forms(CHAIN, 1), lambda book: book[TAB].cell(2, 60, "多余"))
    assert [fault.code for fault in table.rows[0].faults] == ["no-heading"]


def test_two_columns_for_one_thing_are_refused_by_both_their_headings() -> None:
    with pytest.raises(Refusal) as refused:
        read(forms(CHAIN, 1), lambda book: book[TAB].cell(1, 60, "企业全称"))
    (fault,) = refused.value.faults
    assert fault.code == "repeated-column"
    assert "“企业名称 *”和“企业全称”" in fault.text.zh


def test_a_detail_that_belongs_to_no_row_hides_nothing_else() -> None:
    def spoil(book: Workbook) -> None:
        book[TAB]["D2"] = "=A1"
        book["带动的中小企业"].append([7, "某厂"])
        book["带动的中小企业"].append([1, "某厂"])

    table = read(forms(CHAIN, 1), spoil)
    (orphan,) = table.orphans
    found = Found(None, "序号", orphan.fault, orphan.sheet, orphan.line).as_fault({})
    assert found.text.zh == "“带动的中小企业”表第 10 行“序号”：“7”在主表中没有对应的行"
    assert found.pointer == "/sheets/带动的中小企业/10"
    (row,) = table.rows
    assert [fault.code for fault in row.faults] == ["formula"]
    assert row.details["smes"] == [*range(2, 10), 11]


def test_a_value_that_no_cell_holds_is_left_blank_and_never_cut() -> None:
    (form,) = forms(CHAIN, 1)
    form |= {"title": "长" * 32_768, "name": "长" * 32_767}
    form["smes"][1] |= {"name": "长" * 40_000}
    book = load_workbook(BytesIO(template_xlsx([template_of("sjz-2024-chain", "chain-case")], [(Row(2, form, track="chain-case"), [])])))
    page, details = book[TAB], book["带动的中小企业"]
    at = {str(cell.value).removesuffix(" *"): cell.column for cell in page[1]}
    title, name, said = (page.cell(2, at[heading]) for heading in ("案例名称", "企业名称", "问题"))
    assert (title.value or "", len(str(name.value))) == ("", 32_767)
    assert title.comment is not None and "32768 个字符" in title.comment.text
    assert "“案例名称”内容有 32768 个字符" in str(said.value)
    assert (details.cell(3, 2).value or "", "40000" in str(details.cell(3, 2).comment.text)) == ("", True)


def test_a_template_of_another_programme_is_refused_with_the_address_of_the_right_one() -> None:
    other = template_xlsx([template_of("miit-2021-255", "sme-case")])
    with pytest.raises(Refusal) as refused:
        read_workbook(BytesIO(other), expected())
    assert refused.value.faults[0].code == "other-template"
    assert refused.value.link == "/v1/programmes/sjz-2024-chain/tracks/chain-case/import.xlsx"


@pytest.mark.parametrize(
    ("pointer", "heading", "line"),
    [
        ("/uscc", "统一社会信用代码", None),
        ("/address/detail", "注册地址：详细地址", None),
        ("/smes/1/relation", "与申报企业的关系", 9),
        ("/smes", "带动的中小企业", None),
        ("", None, None),
    ],
)
def test_a_fault_is_told_where_it_stands_in_the_file(pointer: str, heading: str | None, line: int | None) -> None:
    row = Row(5, details={"smes": [8, 9]})
    found = placed(layout(CHAIN), row, Fault("x", pointer, Text("错", "wrong")))
    assert (found.column, found.line) == (heading, line)
    assert found.as_fault({}).pointer == f"/rows/5{pointer}"
    assert Found.parse(found.document(), "chain-case") == found
