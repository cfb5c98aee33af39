"""One of several tables on a page by itself: from its label to the next, without the labels; a title is no label."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from openpyxl import Workbook

from contracts.refusal import Refusal
from services.chassis.blocks import blocks
from services.chassis.headings import Row
from services.chassis.workbooks import opened

LABELS = {"甲类", "乙类"}


def found(*rows: Sequence[object]) -> dict[str, list[Row]]:
    book, file = Workbook(), BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(file)
    with opened(file) as read:
        return {label: list(block.rows()) for label, block in blocks(read.pages[0], LABELS).items()}


def test_each_block_has_its_rows_and_no_labels() -> None:
    table = found(["汇总表"], ["甲 类", "名称", "电话"], [None, "子", 1], ["（续）", "丑", 2], ["乙类", "名称"], [None, "寅"])
    assert table == {
        "甲类": [(2, [None, "名称", "电话"]), (3, [None, "子", 1]), (4, [None, "丑", 2])],
        "乙类": [(5, [None, "名称"]), (6, [None, "寅"])],
    }


def test_a_title_that_is_called_like_a_block_is_none() -> None:
    assert found(["甲类"], ["名称", "电话"], ["子", 1]) == {}


def test_a_page_is_not_read_through_where_no_block_begins_among_its_first_rows() -> None:
    assert found(*([["名称", "电话"]] * 30), ["甲类", "名称"]) == {}


def test_two_blocks_of_one_label_are_refused_and_neither_is_lost() -> None:
    with pytest.raises(Refusal) as refused:
        found(["甲类", "名称"], [None, "子"], ["乙类", "名称"], ["甲类", "名称"], [None, "丑"])
    (fault,) = refused.value.faults
    assert (fault.code, fault.pointer, fault.actual) == ("repeated-block", "/rows/4", "甲类")
