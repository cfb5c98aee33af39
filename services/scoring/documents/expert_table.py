"""The table of experts (专家名册) to be filled in and imported: a spreadsheet with one row for each expert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from xlsxwriter import Workbook

from contracts.refusal import Fault, Text
from services.chassis.cells import cell_text
from services.chassis.headings import grid, plain
from services.chassis.workbooks import Cell, Unreadable, opened, said

_SEPARATORS = str.maketrans({"；": ";", "、": ";", "，": ";", ",": ";", "\n": ";"})
_TAB = "专家名册"
MOST = 2_000  # rows


@dataclass(frozen=True, slots=True)
class Column:
    """``field`` is a path into the entry (employer/uscc); ``several``: values separated by semicolons; ``note`` stands on the heading."""

    field: str
    heading: str
    width: int
    note: str
    several: bool = False
    required: bool = True


COLUMNS = (
    Column("contact/name", "姓名", 12, "专家姓名"),
    Column("contact/phone", "手机", 16, "用于通知"),
    Column("contact/email", "邮箱", 24, "可不填", required=False),
    Column("account", "账号", 30, "统一身份认证的账号（令牌的 sub）"),
    Column("employer/name", "工作单位", 30, "全称"),
    Column("employer/uscc", "工作单位统一社会信用代码", 24, "18 位，用于回避"),
    Column("employer/group", "同一集团单位代码", 40, "统一社会信用代码，多个用分号分隔；可不填", several=True, required=False),
    Column("specialities", "专业", 24, "多个用分号分隔", several=True),
    Column("industries", "行业", 24, "项目的行业名称或代码，多个用分号分隔；可不填", several=True, required=False),
    Column("regions", "地区", 16, "行政区划代码，居住、工作所在县在前，多个用分号分隔", several=True),
    Column("declared", "申明回避单位代码", 40, "统一社会信用代码，多个用分号分隔；可不填", several=True, required=False),
    Column("expires", "聘期至", 14, "如 2026-12-31，含当日；可不填", required=False),
)


def template_xlsx() -> bytes:
    """An empty table: text columns, with a note on each heading."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": _TAB, "created": datetime(2024, 1, 1)})  # noqa: DTZ001 the same file each time
        page = book.add_worksheet(_TAB)
        text = book.add_format({"num_format": "@", "font_name": "宋体", "font_size": 11})
        bold = book.add_format({"bold": True, "font_name": "黑体", "font_size": 11, "border": 1})
        for index, column in enumerate(COLUMNS):
            page.set_column(index, index, column.width, text)
            page.write_string(0, index, cell_text(column.heading), bold)
            page.write_comment(0, index, column.note)
        page.freeze_panes(1, 0)
    return file.getvalue()


def read_xlsx(file: BinaryIO, industries: Mapping[str, str]) -> Iterator[tuple[int, dict[str, Any] | Fault]]:
    """Each row's number and its entry as the API would be sent it, or the cell that cannot be read. ``industries``: codes by their Chinese
    names.

    A Refusal where a column is missing or one is not known. Empty rows are passed over.
    """
    known = {plain(column.heading): column for column in COLUMNS}
    required = [(column.heading,) for column in COLUMNS if column.required]
    with opened(file) as book:
        table = grid(book.pages[0], known, required)
        for number, cells in table.rows:
            yield number, _entry(number, [(column, cells[place]) for place, column in table.columns.items()], industries)


def _entry(number: int, cells: list[tuple[Column, Cell]], industries: Mapping[str, str]) -> dict[str, Any] | Fault:
    entry: dict[str, Any] = {"employer": {}, "contact": {}}
    for column, cell in cells:
        if isinstance(cell, Unreadable):
            return _unreadable(number, column, cell)
        if text := said(cell):
            inner, _, name = column.field.rpartition("/")
            (entry[inner] if inner else entry)[name] = _several(text, column, industries) if column.several else text
    return entry


def _unreadable(number: int, column: Column, cell: Unreadable) -> Fault:
    text = Text(f"第 {number} 行“{column.heading}”：{cell.text.zh}", f"row {number}, {column.field}: {cell.text.en}")
    return Fault(cell.code, f"/rows/{number}/{column.field}", text)


def _several(text: str, column: Column, industries: Mapping[str, str]) -> list[str]:
    parts = [part.strip() for part in text.translate(_SEPARATORS).split(";") if part.strip()]
    return [industries.get(part, part) for part in parts] if column.field == "industries" else parts


def heading_of(field: str) -> str:
    """The heading of the column that an entry's field comes from; the field itself where there is none."""
    return next((column.heading for column in COLUMNS if field == column.field or field.startswith(f"{column.field}/")), field)
