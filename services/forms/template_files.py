"""Where the layout of a form comes from."""

from __future__ import annotations

from pathlib import Path

from contracts.programme.published import TEMPLATES, templates_of
from services.chassis.templates import beside

_OWN = Path(__file__).parent / TEMPLATES
LIBRARY = (_OWN / "paper.typ",)
"""What typst templates may import."""


def form_template(programme: str, track: str, extension: str) -> Path:
    """The form's template, ``docx`` or ``typ``: the track's, that of all tracks, or the platform's."""
    own = beside(templates_of(programme), f"{track}.form.{extension}", f"form.{extension}")
    return own or _OWN / f"form.{extension}"
