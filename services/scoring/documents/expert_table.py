"""The table of experts (专家名册) to be filled in and imported: a spreadsheet with one row for each expert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO

from openpyxl import load_workbook
from xlsxwriter import Workbook

from contracts.refusal import Fault, Refusal, Text
from services.chassis.cells import cell_text

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


def read_xlsx(file: BinaryIO, industries: Mapping[str, str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row's number (from 2) and its entry as the API would be sent it. ``industries``: codes by their Chinese names.

    A Refusal where a column is missing or one is not known. Empty rows are passed over.
    """
    file.seek(0)
    book = load_workbook(file, read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        columns = _columns(next(rows, ()))
        for number, row in enumerate(rows, 2):
            if any(value not in (None, "") for value in row):
                yield number, _entry(columns, row, industries)
    finally:
        book.close()


def _columns(headings: tuple[Any, ...]) -> list[Column | None]:
    """The column that each cell of a row belongs to; None behind the last heading."""
    by_heading = {column.heading: column for column in COLUMNS}
    given = [str(heading).strip() if heading is not None else "" for heading in headings]
    faults = [_unknown(index, heading) for index, heading in enumerate(given, 1) if heading and heading not in by_heading]
    faults += [_absent(column) for column in COLUMNS if column.required and column.heading not in given]
    if faults:
        raise Refusal("invalid-content", Text("表头与模板不符", "The headings are not those of the template"), tuple(faults))
    return [by_heading.get(heading) for heading in given]


def _unknown(index: int, heading: str) -> Fault:
    text = Text(f"模板中没有“{heading[:40]}”这一列", f"The template has no column “{heading[:40]}”")
    return Fault("unknown-column", f"/rows/1/{index}", text, actual=heading[:40])


def _absent(column: Column) -> Fault:
    text = Text(f"缺少“{column.heading}”这一列", f"The column “{column.heading}” is missing")
    return Fault("missing-column", f"/rows/1/{column.field.replace('/', '.')}", text, limit=column.heading)


def _entry(columns: list[Column | None], row: tuple[Any, ...], industries: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {"employer": {}, "contact": {}}
    for column, value in zip(columns, row, strict=False):
        said = _said(value)
        if column is None or not said:
            continue
        inner, _, name = column.field.rpartition("/")
        (entry[inner] if inner else entry)[name] = _several(said, column, industries) if column.several else said
    return entry


def _said(value: Any) -> str:
    """A cell's content as text: spreadsheets turn codes into numbers and days into instants."""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip().removeprefix("'")


def _several(said: str, column: Column, industries: Mapping[str, str]) -> list[str]:
    parts = [part.strip() for part in said.translate(_SEPARATORS).split(";") if part.strip()]
    return [industries.get(part, part) for part in parts] if column.field == "industries" else parts


def heading_of(field: str) -> str:
    """The heading of the column that an entry's field comes from; the field itself where there is none."""
    return next((column.heading for column in COLUMNS if field == column.field or field.startswith(f"{column.field}/")), field)
