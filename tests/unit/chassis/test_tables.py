"""A table says the same as data, as a spreadsheet and on paper; nothing in it runs, and the same table has the same bytes."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pypdfium2
import pytest
from pypdf import PdfReader

from contracts.refusal import Refusal
from services.chassis.tables import Row, Shown, Table, table_filename, table_json, table_pdf, table_xlsx

AT = datetime(2024, 8, 20, 1, 2, 3, tzinfo=UTC)
COLUMNS = (
    Shown("number", "序号", 6),
    Shown("name", "企业名称", 28, centred=False),
    Shown("yuan", "金额（元）", 14),
    Shown("note", "说明", 24),
)
WILD = ('=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "#let x=1 $a_b$ *粗* \\ <标签> @引用 `码`", '#image("/etc/passwd")')


def table(*rows: Row, columns: tuple[Shown, ...] = COLUMNS) -> Table:
    head = (("会议纪要", "石政会纪〔2024〕12号"), ("合计", "500,000元（伍拾万元整）"))
    return Table("奖补决策表", "石家庄市案例", "2024-08", "2024-08批次奖补决策表", head, columns, rows, AT)


def row(number: int, name: str = "河北链动装备有限公司", note: str | None = None) -> Row:
    return {"number": number, "name": name, "yuan": Decimal("500000.00"), "note": note}


def pages(shown: Table) -> list[str]:
    """The text of each page, without spaces."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(table_pdf(shown))).pages]


def test_paper_and_spreadsheet_say_what_the_data_say() -> None:
    shown = table(row(1), row(2, note="已迁出本市"))
    (paper,) = pages(shown)
    sheet = openpyxl.load_workbook(io.BytesIO(table_xlsx(shown))).active
    assert sheet is not None
    for data, cells in zip(table_json(shown)["rows"], sheet.iter_rows(min_row=5, values_only=True), strict=True):
        assert "".join(str(value) for value in data.values() if value is not None) in paper
        assert cells == (data["number"], data["name"], float(data["yuan"]), data["note"])
    for words in (shown.heading, "会议纪要：石政会纪〔2024〕12号", "合计：500,000元（伍拾万元整）"):
        assert words in paper


@pytest.mark.parametrize("words", WILD)
def test_what_a_user_writes_is_text_on_paper_and_in_a_cell(words: str) -> None:
    shown = table(row(1, name=words))
    assert "".join(words.split()) in pages(shown)[0]
    sheet = openpyxl.load_workbook(io.BytesIO(table_xlsx(shown))).active
    assert sheet is not None
    assert sheet["B5"].data_type == "s"
    assert sheet["B5"].value in {words, f"'{words}"}


def test_a_text_that_no_cell_can_hold_is_refused_with_its_row_and_column_and_printed_on_paper() -> None:
    long = "长" * 32_768
    with pytest.raises(Refusal) as refused:
        table_xlsx(table(row(1), row(2, note=long)))
    (fault,) = refused.value.faults
    assert refused.value.type.status == 406
    assert (fault.code, fault.pointer, fault.limit, fault.actual) == ("cell-too-long", "/rows/1", 32_767, 32_768)
    assert "第 2 行“说明”" in fault.text.zh
    assert "".join(pages(table(row(1), row(2, note=long)))).count("长") == 32_768
    assert table_xlsx(table(row(1, note=long[1:])))


def test_every_page_has_the_headings_of_the_columns_and_its_number() -> None:
    texts = pages(table(*(row(number) for number in range(1, 101))))
    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        assert "序号企业名称金额（元）说明" in text
        assert text.endswith(f"第{number}页共{len(texts)}页")
    assert [texts[0].count(table().heading), texts[1].count(table().heading)] == [1, 0]


def test_paper_lies_across_and_is_dated_by_the_table() -> None:
    read = PdfReader(io.BytesIO(table_pdf(table(row(1)))))
    box = read.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
    assert read.metadata is not None
    assert (read.metadata.title, read.metadata.creation_date) == (table().heading, AT)


def test_the_same_table_has_the_same_bytes_and_another_has_others() -> None:
    assert table_pdf(table(row(1))) == table_pdf(table(row(1)))
    assert table_pdf(table(row(1))) != table_pdf(table(row(2)))


def test_a_table_without_rows_has_its_headings() -> None:
    assert "序号企业名称金额（元）说明第1页共1页" in pages(table())[0]


def test_nothing_runs_over_the_edge_of_the_paper_however_many_columns_and_however_long_a_word() -> None:
    columns = tuple(Shown(f"c{number}", f"列{number}", 12) for number in range(24))
    page = pypdfium2.PdfDocument(table_pdf(table({column.shows: "W" * 64 for column in columns}, columns=columns)))[0]
    text = page.get_textpage()
    rights = [text.get_charbox(index)[2] for index in range(text.count_chars())]
    assert page.get_width() - 60 < max(rights) < page.get_width() - 30


def test_the_file_is_named_by_the_table_and_its_part() -> None:
    assert [table_filename(table(), extension) for extension in ("xlsx", "pdf")] == ["奖补决策表-2024-08.xlsx", "奖补决策表-2024-08.pdf"]
