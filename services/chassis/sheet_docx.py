"""A table on A4 paper as DOCX: what stands around it is the template's, which also has the styles of its cells.

The rows are written as they come, without an object for each cell: memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.chassis.cells import shown
from services.chassis.sheets import Block, Column, Sheet
from services.chassis.word import Filling, StyleIds, word
from services.chassis.word_data import xml_text
from services.chassis.word_file import About

HEADING, CELL, CENTRED = "汇总表列名", "汇总表单元格", "汇总表居中"
"""Names of the template's paragraph styles; the one that is missing leaves its cells in the template's normal style."""
NAMES = {"annex": None, "heading": None, "head": [None], "table": None}
"""What a template may use, as :func:`services.chassis.placeholders.unknown_names` takes it."""
_WIDTH = 15_000  # of all columns together; the table is as wide as the page whatever this is
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))


def sheet_docx(sheet: Sheet, template: bytes) -> bytes:
    """The file. It says what ``sheet_xlsx`` says; the template has ``annex``, ``heading``, ``head`` (list of texts) and ``{{p table }}``.

    Some 0.1 ms for a row: call it in a thread. TemplateFault where the template is wrong.
    """
    data = {"annex": sheet.annex, "heading": sheet.heading, "head": sheet.head}
    filling = Filling(data, parts={"table": lambda ids: _table(sheet, ids)})
    return word(template, filling, About(sheet.heading, sheet.subject, sheet.at))


@dataclass(frozen=True, slots=True)
class _Cell:
    """``merge``: whether a cell that is merged downwards begins here or goes on."""

    text: str
    style: str
    width: int
    span: int = 1
    merge: str = ""

    @property
    def xml(self) -> str:
        span = f'<w:gridSpan w:val="{self.span}"/>' if self.span > 1 else ""
        merge = f'<w:vMerge w:val="{self.merge}"/>' if self.merge else ""
        properties = f'<w:tcPr><w:tcW w:w="{self.width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(xml_text(self.text).split("\n"))
        return f'<w:tc>{properties}<w:p>{self.style}<w:r><w:t xml:space="preserve">{lines}</w:t></w:r></w:p></w:tc>'


@dataclass(frozen=True, slots=True)
class _Styles:
    """What a paragraph begins with, for each kind of cell."""

    heading: str
    cell: str
    centred: str

    @classmethod
    def of(cls, ids: StyleIds) -> _Styles:
        found = (ids(name) for name in (HEADING, CELL, CENTRED))
        return cls(*(f'<w:pPr><w:pStyle w:val="{xml_text(one)}"/></w:pPr>' if one else "" for one in found))

    def column(self, column: Column) -> str:
        return self.centred if column.centred else self.cell


def _table(sheet: Sheet, ids: StyleIds) -> Iterator[str]:
    total = sum(sheet.widths)
    widths = [width * _WIDTH // total for width in sheet.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    layout = '<w:tblW w:w="5000" w:type="pct"/>'
    fixed = f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_MARGINS}</w:tblCellMar>'
    yield f"<w:tbl><w:tblPr>{layout}<w:tblBorders>{_BORDERS}</w:tblBorders>{fixed}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    for block in sheet.blocks:
        yield from _block(block, widths, _Styles.of(ids))
    yield "</w:tbl>"


def _block(block: Block, widths: list[int], styles: _Styles) -> Iterator[str]:
    """The headings are repeated on every page where they are those of the whole table."""
    columns = _placed(block, widths)
    headings = [_Cell(column.heading, styles.heading, width, column.span) for column, width in columns]
    yield _row([*_label(block, widths[0], styles, "restart"), *headings], repeated=block.label is None)
    label = _label(block, widths[0], styles, "continue")
    for values in block.rows:
        cells = zip(columns, values, strict=True)
        yield _row([*label, *(_Cell(shown(value), styles.column(column), width, column.span) for (column, width), value in cells)])


def _label(block: Block, width: int, styles: _Styles, merge: str) -> list[_Cell]:
    if block.label is None:
        return []
    return [_Cell(block.label if merge == "restart" else "", styles.heading, width, merge=merge)]


def _placed(block: Block, widths: list[int]) -> list[tuple[Column, int]]:
    """Each column with the width of those that it spans."""
    left, placed = 0 if block.label is None else 1, []
    for column in block.columns:
        placed.append((column, sum(widths[left : left + column.span])))
        left += column.span
    return placed


def _row(cells: list[_Cell], *, repeated: bool = False) -> str:
    properties = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if repeated else ''}</w:trPr>"
    return f"<w:tr>{properties}{''.join(cell.xml for cell in cells)}</w:tr>"
