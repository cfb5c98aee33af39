"""From a cell to a value of the form, and back. What cannot be read stays as it was written: the form's check says what it should be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from contracts.form.numbers import decimal_of
from contracts.form.printed import NAMED_OTHER
from contracts.programme.choices import ChoiceSet
from contracts.programme.fields import ChoiceField, NumberField
from contracts.regions import Level, below, find_region
from services.chassis.workbooks import Cell, decimal_text, said
from services.intake.imports.layout import Column

Choices = Mapping[str, ChoiceSet]
DayOf = Callable[[float], date | None]

_CODED = ("uscc", "phone", "email", "digits")
_OTHER = re.compile("其他[:：]\\s*(.+)", re.DOTALL)
_BETWEEN = re.compile(r"[；;、，,\n]\s*(?![^（(]*[）)])")
_CODE = re.compile("[0-9]{2,6}")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


def value_of(column: Column, cell: Cell, choices: Choices, day: DayOf) -> Any:
    """What a cell says for its column."""
    field, text = column.field, said(cell)
    if column.part == "region" or field.kind == "region":
        return _region(text)
    if isinstance(field, ChoiceField):
        return _chosen(field, text, choices[field.of])
    if field.kind == "date":
        return _date(cell, day)
    if isinstance(field, NumberField):
        return _number(text.removesuffix(field.unit).strip())
    return unicodedata.normalize("NFKC", text).strip() if field.kind in _CODED else text


def _chosen(field: ChoiceField, text: str, offered: ChoiceSet) -> Any:
    if field.most == 1:
        return _option(text, offered)
    return [_option(each.strip(), offered) for each in _BETWEEN.split(text) if each.strip()]


def _option(text: str, offered: ChoiceSet) -> Any:
    """By the option's title, or its code; another one by its name behind 其他："""
    for code, option in offered.options.items():
        if text in (code, option.title.zh):
            return code
    named = _OTHER.fullmatch(text)
    return {"other": named[1].strip()} if named and offered.other else text


def _number(text: str) -> int | str:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    number = decimal_of(plain)
    return int(number) if number is not None and "." not in plain else plain


def _date(cell: Cell, day: DayOf) -> str:
    """A day, as a spreadsheet or a person writes it; a bare number is the day that a spreadsheet counts by it."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell < 1_000_000:
        found = day(cell)
        return found.isoformat() if found else decimal_text(cell)
    text = unicodedata.normalize("NFKC", said(cell)).replace(" ", "")
    parts = _DAY.fullmatch(text)
    if parts is None:
        return text
    year, month, of_month = [part for part in parts.groups() if part]
    return f"{year}-{month:0>2}-{of_month:0>2}"


def _region(text: str) -> str:
    """A division by its code, wherever it stands in the cell, or by its full name."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    code = _CODE.search(plain)
    return code[0] if code else by_full_name().get(plain, text)


@cache
def by_full_name() -> Mapping[str, str]:
    """Divisions by their full names; the larger one where two have the same (a city, and what lies directly under it)."""
    names: dict[str, str] = {}
    for region in sorted(below(""), key=lambda one: (len(one.code), one.code)):
        names.setdefault(region.full_name, region.code)
    return names


def region_text(code: str) -> str:
    """A division as it stands in a cell: 河北省石家庄市长安区（130102）."""
    found = find_region(code)
    return f"{found.full_name}（{found.code}）" if found and found.level is not Level.NATION else code


def text_of(column: Column, value: Any, choices: Choices) -> str:
    """A value of the form as it is written into its column."""
    if column.part is not None:
        value = value.get(column.part) if isinstance(value, dict) else None
    if value is None:
        return ""
    if column.field.kind == "choice":
        chosen = value if isinstance(value, list) else [value]
        return "；".join(_title(each, choices[column.field.of]) for each in chosen)
    if column.part == "region" or column.field.kind == "region":
        return region_text(str(value))
    return str(value)


def _title(value: Any, offered: ChoiceSet) -> str:
    if isinstance(value, dict):
        return f"{NAMED_OTHER}{value.get('other', '')}"
    option = offered.options.get(value) if isinstance(value, str) else None
    return option.title.zh if option else str(value)
