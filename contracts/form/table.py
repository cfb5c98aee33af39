"""Tables of rows: their number, their cells, and what may not stand twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from contracts.form.codes import FaultCode
from contracts.form.computed import check_computed
from contracts.form.fault import fault, shown, step
from contracts.form.normal import normal_value
from contracts.form.values import Place, check_value
from contracts.programme.fields import ComputedField, TableField
from contracts.refusal import Fault


def check_table(field: TableField, value: object, content: Mapping[str, Any], place: Place) -> Iterator[Fault]:
    """Everything wrong with a table; rows beyond the most that are allowed are counted and not looked at."""
    if not isinstance(value, list):
        text = f"“{field.title.zh}”应为列表", f"{field.title.en} should be a list of rows"
        yield fault(FaultCode.WRONG_TYPE, (place.pointer, field.clause()), text, ("list", type(value).__name__))
        return
    yield from _count(field, len(value), place)
    for index, row in enumerate(value[: field.rows.most]):
        yield from _row(field, row, Place(f"{place.pointer}/{index}", place.choices))
    yield from _unique(field, value[: field.rows.most], content, place)


def _count(field: TableField, count: int, place: Place) -> Iterator[Fault]:
    zh, en, rows = field.title.zh, field.title.en, field.rows
    if count < rows.least:
        text = f"“{zh}”不少于{rows.least}行，现为{count}行", f"{en}: {count} rows, at least {rows.least} are required"
        yield fault(FaultCode.TOO_FEW_ROWS, (place.pointer, rows.clause("least")), text, (rows.least, count))
    if count > rows.most:
        text = f"“{zh}”不超过{rows.most}行，现为{count}行", f"{en}: {count} rows, at most {rows.most} are allowed"
        yield fault(FaultCode.TOO_MANY_ROWS, (place.pointer, rows.clause("most")), text, (rows.most, count))


def _row(field: TableField, row: object, place: Place) -> Iterator[Fault]:
    if not isinstance(row, dict):
        text = f"“{field.title.zh}”的每一行应为对象", f"{field.title.en}: a row should be an object"
        yield fault(FaultCode.WRONG_TYPE, (place.pointer, field.clause()), text, ("object", type(row).__name__))
        return
    for name, column in field.columns.items():
        if isinstance(column, ComputedField):
            continue
        value = row.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if column.required:
                text = f"请填写“{column.title.zh}”", f"{column.title.en} is missing"
                yield fault(FaultCode.MISSING, (f"{place.pointer}/{name}", column.clause()), text)
        else:
            yield from check_value(column, value, Place(f"{place.pointer}/{name}", place.choices))
    for name in [key for key in row if key not in field.columns][:3]:
        text = f"没有名为“{shown(name)}”的列", f"there is no column {shown(name)!r}"
        yield fault(FaultCode.UNKNOWN_FIELD, (step(place.pointer, name), None), text, (None, shown(name)))


def _unique(field: TableField, rows: list[Any], content: Mapping[str, Any], place: Place) -> Iterator[Fault]:
    if field.unique is None:
        return
    name = field.unique.column
    column = field.columns[name]
    excluded = {normal_value(column, content.get(other)): other for other in field.unique.not_in if isinstance(content.get(other), str)}
    seen: dict[object, int] = {}
    for index, row in enumerate(rows):
        value = normal_value(column, row.get(name)) if isinstance(row, dict) else None
        if not isinstance(value, str) or not value:
            continue
        here = f"{place.pointer}/{index}/{name}", field.unique.clause()
        if value in seen:
            text = (
                f"第{index + 1}行与第{seen[value] + 1}行重复：{shown(value)}",
                f"row {index + 1} repeats row {seen[value] + 1}: {shown(value)}",
            )
            yield fault(FaultCode.ROW_REPEATED, here, text, (seen[value] + 1, shown(value)))
        if value in excluded:
            text = f"第{index + 1}行是申报单位自身：{shown(value)}", f"row {index + 1} is the applicant itself: {shown(value)}"
            yield fault(FaultCode.ROW_EXCLUDED, here, text, (excluded[value], shown(value)))
        seen.setdefault(value, index)


def check_computed_rows(field: TableField, value: object, at: str, around: Mapping[str, Fraction]) -> Iterator[Fault]:
    """The computed columns of each row; ``around`` are the numbers of the form."""
    if isinstance(value, list):
        for index, row in enumerate(value[: field.rows.most]):
            if isinstance(row, dict):
                yield from check_computed(field.columns, row, f"{at}/{index}", around)
