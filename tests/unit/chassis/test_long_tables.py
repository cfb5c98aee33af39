"""A long table is printed in pieces: no row is missing or twice, the pages count on, and memory stays what it is for one piece."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache

import pytest
from pypdf import PdfReader

from services.chassis.sheet_pdf import sheet_pdf
from services.chassis.sheets import Block, Column, Sheet

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
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(sheet_pdf(sheet(*rows)))).pages]


@pytest.mark.parametrize("rows", [(499,), (500,), (501,), (1_500,), (200, 0, 600), (500, 500)])
def test_every_row_is_printed_once_and_every_page_counts_on(rows: tuple[int, ...]) -> None:
    text = "".join(pages(*rows))
    for number in rows:
        assert all(text.count(f"第{row}家企业") == sum(row < each for each in rows) for row in range(number))
    for number, page in enumerate(pages(*rows), 1):
        assert f"第{number}页" in page
        assert "序号企业名称" in page
    assert (text.count("报送案例汇总表"), text.count("主管部门：甲局")) == (1, 1)


def test_a_table_in_one_piece_says_how_many_pages_it_has() -> None:
    assert all(f"共{len(pages(500))}页" in page for page in pages(500))


def test_a_block_that_goes_on_in_the_next_piece_has_its_label_there_too() -> None:
    assert "".join(pages(200, 0, 600)).count("块600") >= 2
    assert "块0" in "".join(pages(200, 0, 600))


def test_the_same_long_table_has_the_same_bytes_dated_by_the_record() -> None:
    made = sheet_pdf(sheet(1_200))
    assert made == sheet_pdf(sheet(1_200))
    described = PdfReader(io.BytesIO(made)).metadata
    assert described is not None
    assert (described.title, described.subject, described.creation_date) == ("报送案例汇总表", "示例项目", AT)
