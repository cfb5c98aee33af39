"""A long table is printed in pieces: no row is missing or twice, the pages count on to the last, and memory stays that of one piece."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from services.chassis.sheet_pdf import TEMPLATE, sheet_pdf
from services.chassis.sheets import Block, Column, Sheet
from services.chassis.template_fault import TemplateFault

AT = datetime(2024, 8, 20, 1, 2, 3, tzinfo=UTC)
COLUMNS = (Column("序号", 6, centred=True), Column("企业名称", 30, centred=False))


def sheet(*rows: int) -> Sheet:
    """With so many rows in each block."""
    blocks = [
        Block(COLUMNS, ((row, f"第{row}家企业") for row in range(number)), None if len(rows) == 1 else f"块{number}") for number in rows
    ]
    return Sheet("表", "附件4", "报送案例汇总表", "示例项目", ("主管部门：甲局",), tuple(blocks), AT)


@cache
def pages(*rows: int) -> list[str]:
    return read(sheet(*rows))


def read(printed: Sheet, template: Path = TEMPLATE) -> list[str]:
    """The text of each page, without spaces."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(sheet_pdf(printed, template))).pages]


@pytest.mark.parametrize("rows", [(199,), (200,), (201,), (700,), (100, 0, 300), (200, 200)])
def test_every_row_is_printed_once_and_every_page_says_which_it_is_of_how_many(rows: tuple[int, ...]) -> None:
    text = "".join(pages(*rows))
    for number in rows:
        assert all(text.count(f"第{row}家企业") == sum(row < each for each in rows) for row in range(number))
    for number, page in enumerate(pages(*rows), 1):
        assert f"第{number}页共{len(pages(*rows))}页" in page
        assert "序号企业名称" in page
    assert (text.count("报送案例汇总表"), text.count("主管部门：甲局")) == (1, 1)


def test_a_block_that_goes_on_in_the_next_piece_has_its_label_there_too() -> None:
    assert "".join(pages(100, 0, 300)).count("块300") >= 2
    assert "块0" in "".join(pages(100, 0, 300))


def test_a_row_stands_on_one_page_unless_it_is_higher_than_a_page() -> None:
    text = "以平台赋能推动产业链上下游协同转型" * 8
    rows = [*((row, f"始{row}号{text}终{row}号") for row in range(60)), (60, f"始60号{text * 20}终60号")]
    columns = (Column("序号", 60, centred=True), Column("简述", 30, centred=False))
    made = Sheet("表", None, "汇总表", "示例项目", (), (Block(columns, rows),), AT)
    begins, ends = (
        {row: number for number, page in enumerate(read(made)) for row in range(61) if f"{word}{row}号" in page} for word in "始终"
    )
    assert (len(begins), len(ends), max(begins.values())) == (61, 61, begins[60])
    assert [row for row in range(61) if begins[row] != ends[row]] == [60]


def test_the_same_long_table_has_the_same_bytes_dated_by_the_record() -> None:
    made = sheet_pdf(sheet(700))
    assert made == sheet_pdf(sheet(700))
    described = PdfReader(io.BytesIO(made)).metadata
    assert described is not None
    assert (described.title, described.subject, described.creation_date) == ("报送案例汇总表", "示例项目", AT)


def test_a_template_that_does_not_know_the_pieces_of_a_long_table_is_said_to_be_wrong(tmp_path: Path) -> None:
    template = tmp_path / "table.typ"
    template.write_text('#let sheet = json("/data.json")\n#for block in sheet.blocks { for row in block.rows { [#row.at(1) ] } }')
    assert read(sheet(200), template)
    with pytest.raises(TemplateFault, match=r'1 pages where part is "footers" and pages is [2-9]'):
        sheet_pdf(sheet(201), template)
