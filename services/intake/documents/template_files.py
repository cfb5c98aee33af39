"""Where the layout of a summary table comes from."""

from __future__ import annotations

from pathlib import Path

from contracts.programme.published import TEMPLATES, templates_of
from services.chassis import templates


def table_template(programme: str, extension: str) -> Path:
    """The template of summary tables, ``docx`` or ``typ``: the programme's, or the platform's."""
    folder, name = templates_of(programme), f"summary-table.{extension}"
    if extension == "typ":
        return templates.table_template(folder, "summary-table")
    return templates.beside(folder, name) or Path(__file__).parent / TEMPLATES / name
