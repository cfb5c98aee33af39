"""Word templates, and readers of what was made of them."""

from __future__ import annotations

import io
from datetime import datetime

import docx


def template(*paragraphs: str, cells: tuple[str, ...] = (), footer: str = "", author: str = "") -> bytes:
    """A template of these paragraphs, one row of a table with these cells, and a footer."""
    made, content = docx.Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    if cells:
        row = made.add_table(1, len(cells)).rows[0]
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    made.sections[0].footer.paragraphs[0].text = footer
    made.core_properties.author, made.core_properties.created = author, datetime(2020, 2, 2)  # noqa: DTZ001
    made.save(content)
    return content.getvalue()


def text_of(content: bytes) -> list[str]:
    """The paragraphs of the body, then of the tables' cells, that are not empty."""
    made = docx.Document(io.BytesIO(content))
    cells = {cell._tc: cell for table in made.tables for row in table.rows for cell in row.cells}  # one that is merged comes several times
    inside = [paragraph for cell in cells.values() for paragraph in cell.paragraphs]
    return [paragraph.text for paragraph in (*made.paragraphs, *inside) if paragraph.text.strip()]
