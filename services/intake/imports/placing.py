"""Where in the file something is wrong: in which row, under which heading, in the words of whoever filled it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.refusal import Fault, Text
from services.intake.imports.layout import Layout
from services.intake.imports.table import Row


@dataclass(frozen=True, slots=True)
class Found:
    """One thing wrong with row ``row``, under ``column`` (None: with the row as a whole); ``sheet`` and ``line`` where it stands on a sheet
    of details. No row: the line there belongs to none. No track: the row does not say of which it is."""

    row: int | None
    column: str | None
    fault: Fault
    sheet: str | None = None
    line: int | None = None
    track: str | None = None

    def as_fault(self, titles: Mapping[str, str]) -> Fault:
        """With row and column in words, and a pointer that begins with the row. ``titles``: of the tracks, where there are several."""
        fault, column, place = self.fault, f"“{self.column}”" if self.column else "", self._placed(titles.get(self.track or ""))
        text = Text(f"{place.zh}{column}：{fault.text.zh}", f"{place.en}: {fault.text.en}")
        pointer = fault.pointer if fault.pointer.startswith(("/rows/", "/sheets/")) else f"/rows/{self.row}{fault.pointer}"
        return Fault(fault.code, pointer, text, fault.limit, fault.actual, fault.source)

    def _placed(self, title: str | None) -> Text:
        part = Text(f"“{title}”", f"{self.track}, ") if title else Text("", "")
        if self.row is None:
            return Text(f"{part.zh}“{self.sheet}”表第 {self.line} 行", f"{part.en}sheet {self.sheet}, row {self.line}")
        inside = f"（“{self.sheet}”表第 {self.line} 行）" if self.sheet else ""
        return Text(f"{part.zh}第 {self.row} 行{inside}", f"{part.en}row {self.row}")

    def document(self) -> dict[str, Any]:
        """As it is kept and shown: JSON values."""
        fault = self.fault
        said = {"code": str(fault.code), "pointer": fault.pointer, "zh": fault.text.zh, "en": fault.text.en}
        measured = {"limit": fault.limit, "actual": fault.actual, "source": fault.source}
        place = {"track": self.track, "row": self.row, "column": self.column, "sheet": self.sheet, "line": self.line}
        return place | said | measured

    @classmethod
    def parse(cls, document: Mapping[str, Any], otherwise: str) -> Found:
        """``otherwise``: the track of a file from when none was of several."""
        said, text = document, Text(document["zh"], document["en"])
        fault = Fault(said["code"], said["pointer"], text, said["limit"], said["actual"], said["source"])
        return cls(said["row"], said["column"], fault, said["sheet"], said["line"], said.get("track", otherwise))


Faulty = tuple[Row, Sequence[Found]]
"""A row that is not filed, and all that is wrong with it."""


def faulty_document(faulty: Faulty) -> dict[str, Any]:
    """As it is kept: JSON values."""
    row, found = faulty
    return {"row": row.number, "track": row.track, "form": row.form, "faults": [each.document() for each in found]}


def parse_faulty(document: Mapping[str, Any], otherwise: str) -> Faulty:
    """``otherwise`` as of ``Found.parse``."""
    row = Row(document["row"], document["form"], track=document.get("track", otherwise))
    return row, [Found.parse(each, otherwise) for each in document["faults"]]


def placed(layout: Layout | None, row: Row, fault: Fault) -> Found:
    """Where a fault of a row's form stands in the file. No layout: nobody knows of which track the row is."""
    found = _found(layout, row, fault) if layout else Found(row.number, None, fault)
    return replace(found, track=row.track)


def _found(layout: Layout, row: Row, fault: Fault) -> Found:
    steps = fault.pointer.split("/")[1:]
    detail = next((one for one in layout.details if steps and one.name == steps[0]), None)
    if detail is None:
        column = layout.column_at(fault.pointer)
        return Found(row.number, column.heading if column else None, fault)
    if len(steps) == 1:
        return Found(row.number, detail.title, fault)
    line = _line(row.details.get(detail.name, []), steps[1])
    inner = f"/{'/'.join(steps[2:])}"
    column = next((one for one in detail.columns if inner == one.pointer or inner.startswith(f"{one.pointer}/")), None)
    return Found(row.number, column.heading if column else None, fault, detail.title if line else None, line)


def _line(lines: list[int], index: str) -> int | None:
    return lines[int(index)] if index.isdecimal() and int(index) < len(lines) else None
