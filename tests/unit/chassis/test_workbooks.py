"""Spreadsheets from strangers: read as they were meant, or refused with what is wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from contracts.refusal import Refusal
from services.chassis.headings import Grid, grid
from services.chassis.workbooks import ERROR, FORMULA, INEXACT, Cell, opened, said

KNOWN = {"企业全称": "name", "数量": "count", "日期": "day"}
REQUIRED = [("企业全称",)]


def filled(*rows: list[Any], change: Callable[[Workbook], None] = lambda _: None) -> BytesIO:
    book, file = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    change(book)
    book.save(file)
    return file


def cells(file: BytesIO) -> list[tuple[int, list[Cell]]]:
    with opened(file) as book:
        return list(book.pages[0].rows())


def repacked(file: BytesIO, name: str, change: Callable[[bytes], bytes]) -> BytesIO:
    """The same file with one of its parts changed."""
    made = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == name else content)
    return made


NOON = datetime(2024, 5, 6, 12)  # noqa: DTZ001 a spreadsheet has no time zones


def test_text_loses_its_outer_spaces_and_a_day_its_time() -> None:
    assert cells(filled(["　甲 厂 ", 12.0, NOON])) == [(1, ["甲 厂", 12, date(2024, 5, 6)])]


def test_what_begins_like_a_formula_and_is_text_stays_text() -> None:
    def as_text(book: Workbook) -> None:
        book.worksheets[0]["A1"].data_type = "s"

    assert cells(filled(["=甲厂", "'+86"], change=as_text)) == [(1, ["=甲厂", "+86"])]


def test_a_formula_an_error_and_a_number_that_lost_digits_cannot_be_read() -> None:
    def wrong(book: Workbook) -> None:
        book.worksheets[0]["B1"].value, book.worksheets[0]["B1"].data_type = "#N/A", "e"

    assert cells(filled(["=1+1", None, 6222021234567890123], change=wrong)) == [(1, [FORMULA, ERROR, INEXACT])]


@pytest.mark.parametrize(("number", "text"), [(0.1 + 0.2, "0.3"), (12.0, "12"), (1e-7, "0.0000001"), (123456.789, "123456.789")])
def test_a_number_is_said_by_the_digits_that_were_typed(number: float, text: str) -> None:
    assert said(number) == text


def test_empty_rows_are_passed_over_and_numbers_stay_those_of_the_file() -> None:
    assert [number for number, _ in cells(filled(["甲"], [None, "  "], [], ["乙"]))] == [1, 4]


def test_a_million_empty_rows_are_refused_and_not_walked_through() -> None:
    def far(book: Workbook) -> None:
        book.worksheets[0]["A1000000"] = "远"

    with pytest.raises(Refusal) as refused:
        cells(filled(["甲"], change=far))
    assert "100000 行" in refused.value.text.zh


def test_merged_cells_are_told() -> None:
    with opened(filled(["甲", "乙"], ["丙"], change=lambda book: book.worksheets[0].merge_cells("A2:B3"))) as book:
        assert list(book.pages[0].merged()) == [(2, 3, 1, 2)]


def test_more_tags_than_any_table_has_are_refused_before_they_are_read() -> None:
    bomb = repacked(filled(["甲"]), "xl/styles.xml", lambda content: content + b"<x/>" * 5_000_001)
    with pytest.raises(Refusal) as refused:
        cells(bomb)
    assert refused.value.faults[0].code == "too-many-rows"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entities_are_refused(part: str) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(Refusal) as refused:
        cells(
            repacked(
                filled(["甲"]), part, lambda content: evil + content.partition(b"?>")[2] if b"<?xml" in content[:10] else evil + content
            )
        )
    assert refused.value.slug == "unreadable-file"


def test_a_part_that_is_cut_off_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        cells(repacked(filled(["甲"]), "xl/worksheets/sheet1.xml", lambda content: content[: len(content) // 2]))
    assert refused.value.slug == "unreadable-file"


def table(file: BytesIO) -> tuple[Grid[str], list[tuple[int, list[Cell]]]]:
    with opened(file) as book:
        found = grid(book.pages[0], KNOWN, REQUIRED)
        return found, list(found.rows)


def test_headings_are_found_below_a_title_however_they_are_spaced_and_marked() -> None:
    found, rows = table(filled(["附件2"], ["某市汇总表"], [None], ["企 业 全 称*", "数量", "日期"], ["甲厂", 1, None]))
    assert (found.headed, found.columns) == (4, {0: "name", 1: "count", 2: "day"})
    assert rows == [(5, ["甲厂", 1, None])]


def test_wrong_headings_are_all_named_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        table(filled(["数量", "单价", "数量"], [1, 2, 3]))
    assert [fault.code for fault in refused.value.faults] == ["unknown-column", "repeated-column", "missing-column"]


def test_a_file_that_openpyxl_wrote_is_what_we_think_it_is() -> None:
    assert load_workbook(filled(["甲"])).worksheets[0]["A1"].value == "甲"
