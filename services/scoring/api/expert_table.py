"""A table of experts that was sent, as a spreadsheet or as lines of JSON: read whole, with all that is wrong in each row."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from pydantic import ValidationError

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.faults import faults_of
from services.chassis.api.table_files import bounded, is_spreadsheet, json_lines
from services.chassis.settings import Settings
from services.scoring.api.expert_models import ExpertEntry
from services.scoring.documents.expert_table import MOST, heading_of, read_xlsx
from services.scoring.handlers.experts import Line

_FAULTS = 1_000
"""Faults that a refusal names."""

_WRONG = Text("名册中有错误，均未导入", "The table has errors; nothing was imported")


@dataclass(frozen=True, slots=True)
class Industries:
    """The options of all programmes' industries: titles by code."""

    titles: Mapping[str, str]

    @property
    def codes(self) -> Collection[str]:
        return self.titles.keys()

    @property
    def by_title(self) -> Mapping[str, str]:
        return {title: code for code, title in self.titles.items()}


async def lines_of(file: BinaryIO, industries: Industries, settings: Settings) -> list[Line]:
    """The rows of a table. A Refusal (422) with a fault for everything that is wrong, by row, column, limit and actual value."""
    packed = await is_spreadsheet(file, settings)

    def read() -> list[Line]:
        rows = read_xlsx(file, industries.by_title) if packed else json_lines(file, settings)
        return _checked(list(bounded(rows, MOST)), industries)

    return await to_thread(read)


def _checked(entries: list[tuple[int, dict[str, Any] | Fault]], industries: Industries) -> list[Line]:
    lines: list[Line] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for number, given in entries:
        found = _entry(number, given)
        if isinstance(found, ExpertEntry):
            faults += _beyond_models(number, found, industries, first)
            lines.append(Line(number, found.entry))
        else:
            faults += found
    if faults:
        raise Refusal("invalid-content", _WRONG, tuple(faults[:_FAULTS]))
    if not lines:
        raise Refusal("invalid-content", Text("名册中没有专家", "The table has no experts"))
    return lines


def _entry(number: int, given: dict[str, Any] | Fault) -> ExpertEntry | list[Fault]:
    if isinstance(given, Fault):
        return [given]
    try:
        return ExpertEntry.model_validate(given)
    except ValidationError as error:
        return [_in_row(number, fault) for fault in faults_of(error.errors())]


def _in_row(number: int, fault: Fault) -> Fault:
    """With the row's number and the column's heading in words."""
    field = fault.pointer.strip("/")
    text = Text(f"第 {number} 行“{heading_of(field)}”：{fault.text.zh}", f"row {number}, {field}: {fault.text.en}")
    return Fault(fault.code, f"/rows/{number}{fault.pointer}", text, fault.limit, fault.actual, fault.source)


def _beyond_models(number: int, entry: ExpertEntry, industries: Industries, first: dict[str, int]) -> Iterator[Fault]:
    """An industry that no programme has; an account that stands in an earlier row."""
    yield from (_in_row(number, fault) for fault in industry_faults(entry, industries))
    before = first.setdefault(entry.account, number)
    if before != number:
        text = Text(f"与第 {before} 行账号相同", f"The same account as in row {before}")
        yield Fault("repeated", f"/rows/{number}/account", text, actual=entry.account)


def industry_faults(entry: ExpertEntry, industries: Industries) -> Iterator[Fault]:
    known = "、".join(f"{title}（{code}）" for code, title in industries.titles.items())
    for place, code in enumerate(entry.industries):
        if code not in industries.codes:
            text = Text(f"没有行业 {code}，可选：{known}", f"There is no industry {code}; there are: {known}")
            yield Fault("not-a-choice", f"/industries/{place}", text, known, code)
