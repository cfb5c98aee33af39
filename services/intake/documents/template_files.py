"""Where the layouts of intake's documents come from."""

from __future__ import annotations

from pathlib import Path

from contracts.programme.published import TEMPLATES, templates_of
from services.chassis import templates

_OWN = Path(__file__).parent / TEMPLATES
LIBRARY = (_OWN / "paper.typ",)
"""What typst templates may import."""


def form_template(programme: str, track: str, extension: str) -> Path:
    """The form's template, ``docx`` or ``typ``: the track's, that of all tracks, or the platform's."""
    own = templates.beside(templates_of(programme), f"{track}.form.{extension}", f"form.{extension}")
    return own or _OWN / f"form.{extension}"


def table_template(programme: str, extension: str) -> Path:
    """The template of summary tables, ``docx`` or ``typ``: the programme's, or the platform's."""
    folder = templates_of(programme)
    if extension == "typ":
        return templates.table_template(folder, "summary-table")
    return templates.beside(folder, f"summary-table.{extension}") or _OWN / f"summary-table.{extension}"
