"""The tables that the system makes of lists, in the layouts of the documents' annexes, come in again: each column, each block."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from contracts.events.intake.content import Call
from contracts.programme import published
from contracts.refusal import Refusal
from services.intake.documents.summary_table import Summary
from services.intake.imports.expected import Expected, Tracks
from services.intake.imports.layout import layout
from services.intake.imports.table import Table, read_workbook
from tests.unit.intake.documents.tables import LISTS, listed, made

MODES, CASES, SOLUTIONS = "local-mode", "sme-case", "scenario-solution"


def expected(code: str, *tracks: str) -> Tracks:
    programme = published()[code, 1]
    labels = tuple(each.title.zh for each in programme.tracks.values())
    calls = [Call(programme=code, version=1, round="any", track=track) for track in tracks]
    return {each.track: Expected(each, programme.offers[each.track], layout(programme.offers[each.track]), "13", labels) for each in calls}


def sheet(book: Workbook) -> Worksheet:
    page = book.active
    assert isinstance(page, Worksheet)
    return page


def read(summary: Summary, *tracks: str, change: Callable[[Worksheet], None] = lambda _: None) -> Table:
    book, file = load_workbook(BytesIO(made(summary, "xlsx"))), BytesIO()
    change(sheet(book))
    book.save(file)
    return read_workbook(file, expected(summary.programme.programme, *tracks))


@pytest.mark.parametrize("annex", LISTS)
def test_what_is_made_of_a_list_is_read_again_track_by_track(annex: str) -> None:
    others: dict[str, Any] = {"scenarios": ["smart-logistics", {"other": "照明"}], "directions": ["digital", {"other": "人才"}]}
    for place, part in enumerate(listed(*LISTS[annex], **others).parts):
        names = [column.shows for column in part.table.columns if column.shows in part.offer.track.form.fields]
        table = read(listed(*LISTS[annex], **others), part.track)
        assert [(row.number, row.faults) for row in table.rows] == [(5 + 3 * place, []), (6 + 3 * place, [])]
        assert [row.form for row in table.rows] == [{name: row[name] for name in names} for row in part.rows]


def test_the_blocks_of_other_tracks_are_passed_over_and_the_answer_says_so() -> None:
    table = read(listed("miit-2021-255"), CASES)
    assert [row.form["title"] for row in table.rows] == ["sme-case-1", "sme-case-2"]
    assert set(table.passed_over) == {"地方政府推进中小企业数字化转型模式案例", "应用场景解决方案案例"}


def test_a_block_is_found_by_its_label_however_that_is_spaced_and_what_stands_below_it_is_no_value() -> None:
    def spoil(page: Worksheet) -> None:
        page.unmerge_cells("A4:A6")
        page["A4"] = "地方政府推进中小企业数字化转型模式 案例"
        page["A5"] = "（见上）"

    table = read(listed("miit-2021-255"), MODES, change=spoil)
    assert [(row.form["title"], row.faults) for row in table.rows] == [("local-mode-1", []), ("local-mode-2", [])]


def test_a_long_block_does_not_hide_those_below_it() -> None:
    table = read(listed("miit-2021-255", rows=40), SOLUTIONS)
    assert len(table.rows) == 40
    assert table.rows[0].form["solution"] == "scenario-solution-1"


def test_a_table_of_blocks_without_that_of_the_track_is_refused() -> None:
    def spoil(page: Worksheet) -> None:
        page["A7"] = "其他案例"

    with pytest.raises(Refusal) as refused:
        read(listed("miit-2021-255"), CASES, change=spoil)
    assert refused.value.faults[0].code == "no-block"


def test_a_cell_that_is_merged_over_what_has_a_heading_of_its_own_is_a_fault_also_in_a_block() -> None:
    table = read(listed("miit-2021-255"), CASES, change=lambda page: page.merge_cells("C8:D8"))
    assert [[fault.code for fault in row.faults] for row in table.rows] == [["merged-cells"], []]


def test_a_table_that_says_neither_by_code_nor_by_name_whose_its_rows_are_is_refused() -> None:
    def spoil(page: Worksheet) -> None:
        page["B4"] = None

    with pytest.raises(Refusal) as refused:
        read(listed("sjz-2024-chain"), "chain-case", change=spoil)
    (fault,) = refused.value.faults
    assert (fault.code, fault.text.zh) == ("missing-column", "缺少“统一社会信用代码”或“企业名称”这一列")
