"""Where a document's layout comes from: files beside the programme that a clerk may edit, else the platform's own.

Layout is no rule of the call: templates belong to a programme, not to a version of it, and are read anew for each document.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts.programme.published import FOLDER
from contracts.refusal import Refusal, Text
from services.chassis import sheet_pdf
from services.chassis.template_fault import TemplateFault

TEMPLATES = "templates"
"""The folder beside the versions of a programme."""
_OWN = Path(__file__).parent / TEMPLATES
LIBRARY = (_OWN / "paper.typ",)
"""What typst templates may import."""


def form_template(programme: str, track: str, extension: str) -> Path:
    """The form's template, ``docx`` or ``typ``: the track's, that of all tracks, or the platform's."""
    own = _own(programme, f"{track}.form.{extension}", f"form.{extension}")
    return own or _OWN / f"form.{extension}"


def table_template(programme: str, extension: str) -> Path:
    """The template of summary tables, ``docx`` or ``typ``: the programme's, or the platform's."""
    own = _own(programme, f"summary-table.{extension}")
    return own or (sheet_pdf.TEMPLATE if extension == "typ" else _OWN / f"summary-table.{extension}")


@contextmanager
def usable(template: Path) -> Iterator[Path]:
    """For printing with it: a Refusal says what is wrong with it."""
    try:
        yield template
    except TemplateFault as fault:
        zh = f"模板 {template.name} 无法使用，请系统管理员运行 lianzhu programme check：{fault}"
        raise Refusal("unusable-template", Text(zh, f"The template {template.name} cannot be used: {fault}")) from fault


def _own(programme: str, *names: str) -> Path | None:
    """The first of these that lies beside the programme."""
    folder = FOLDER / programme / TEMPLATES
    return next((folder / name for name in names if (folder / name).exists()), None)
