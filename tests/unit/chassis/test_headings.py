"""Columns are found by their headings, under any of those that they have, and each once."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook

from contracts.refusal import Fault, Refusal
from services.chassis.headings import grid
from services.chassis.workbooks import opened

KNOWN = {"电话": "phone", "联系电话": "phone", "企业名称": "name", "企业全称": "name", "备注": None}
REQUIRED = [("企业名称",)]


def columns(*headings: str) -> dict[int, str]:
    book, file = Workbook(), BytesIO()
    book.active.append(headings)
    book.save(file)
    with opened(file) as read:
        return grid(read.pages[0], KNOWN, REQUIRED).columns


def refused(*headings: str) -> tuple[Fault, ...]:
    with pytest.raises(Refusal) as found:
        columns(*headings)
    return found.value.faults


def test_a_column_that_there_must_be_may_stand_under_any_of_its_headings() -> None:
    assert columns("企业 全称*", "备注", "联系电话") == {0: "name", 2: "phone"}
    (fault,) = refused("联系电话")
    assert (fault.code, fault.limit) == ("missing-column", "企业名称")


def test_two_columns_for_one_thing_are_refused_by_both_their_headings() -> None:
    (fault,) = refused("企业名称", "电话", "联系电话")
    assert (fault.code, fault.pointer, fault.text.zh) == (
        "repeated-column",
        "/rows/1/3",
        "“电话”和“联系电话”两列填的是同一项，请只保留一列",
    )
    (fault,) = refused("企业名称", "企业名称")
    assert fault.text.zh == "“企业名称”这一列有两个"


def test_a_heading_that_nobody_knows_is_refused() -> None:
    assert [fault.code for fault in refused("企业名称", "密级")] == ["unknown-column"]
