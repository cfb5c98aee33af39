"""A table on A4 paper as PDF: the same sheet as the spreadsheet, its column headings and its number on every page.

A long table is laid out piece by piece, so that memory does not grow with it, several pieces at a time: each begins on a new page. The
footers come last, when it is known how many pages there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter

from services.chassis.cells import shown
from services.chassis.instants import parts_of
from services.chassis.overlay import lay_over
from services.chassis.sheets import Sheet
from services.chassis.template_fault import TemplateFault
from services.chassis.typesetting import forget, typeset

TEMPLATE = Path(__file__).with_name("sheet.typ")
PIECE = 200  # rows, for which typst takes some 40 MB
_AT_ONCE = 2  # pieces
_THREADS = ThreadPoolExecutor(_AT_ONCE, "sheet")  # the same for all tables: each thread keeps memory of its own

Piece = list[dict[str, Any]]
"""Blocks as the template takes them, or parts of blocks."""


def sheet_pdf(sheet: Sheet, template: Path = TEMPLATE) -> bytes:
    """The file, across, as wide as the page; it says what ``sheet_xlsx`` says. Some 0.5 ms for a row: call it in a thread.

    TemplateFault for another template than the chassis's own that is wrong.
    """
    said = {name: getattr(sheet, name) for name in ("annex", "heading", "subject", "head", "widths", "labelled")}
    said |= {"at": parts_of(sheet.at), "part": None, "pages": None, "blocks": []}

    def lay_out(part: str | None, piece: Piece) -> bytes:
        return typeset(template, said | {"part": part, "blocks": piece})

    pieces = _pieces(sheet)
    first, *second = islice(pieces, 2)
    if not second:
        return lay_out(None, first)
    parts = chain([("first", first)], (("further", piece) for piece in chain(second, pieces)))
    whole = PdfWriter()
    while some := list(islice(parts, _AT_ONCE)):
        for printed in list(_THREADS.map(lay_out, *zip(*some, strict=True))):
            whole.append(BytesIO(printed), import_outline=False)
        forget()
    footers = PdfReader(BytesIO(typeset(template, said | {"part": "footers", "pages": len(whole.pages)})))
    if len(footers.pages) != len(whole.pages):
        raise TemplateFault(f'prints {len(footers.pages)} pages where part is "footers" and pages is {len(whole.pages)}')
    lay_over(whole, footers)
    return _written(whole, sheet)


def _written(whole: PdfWriter, sheet: Sheet) -> bytes:
    created = f"D:{sheet.at.astimezone(UTC):%Y%m%d%H%M%S}Z"
    whole.add_metadata({"/Title": sheet.heading, "/Subject": sheet.subject, "/CreationDate": created, "/ModDate": created})
    content = BytesIO()
    whole.write(content)
    return content.getvalue()


def _pieces(sheet: Sheet) -> Iterator[Piece]:
    """The blocks in pieces of so many rows; one without rows is there for its headings."""
    piece: Piece = []
    for block in sheet.blocks:
        columns = [asdict(column) for column in block.columns]
        for rows in _parts(block.rows):
            if piece and _length(piece) + len(rows) > PIECE:
                yield piece
                piece = []
            piece.append({"label": block.label, "columns": columns, "rows": rows})
    yield piece


def _parts(rows: Iterable[Iterable[Any]]) -> Iterator[list[list[str]]]:
    part: list[list[str]] = []
    for row in rows:
        if len(part) == PIECE:
            yield part
            part = []
        part.append([shown(value) for value in row])
    yield part


def _length(piece: Piece) -> int:
    return sum(len(block["rows"]) for block in piece)
