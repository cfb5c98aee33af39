"""Where a document's layout comes from: a file beside the programme that a clerk may edit, else the platform's own.

Layout is no rule of a call: templates belong to a programme, not to a version of it, and are read anew for each document.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts.refusal import Refusal, Text
from services.chassis import sheet_pdf
from services.chassis.template_fault import TemplateFault

TABLE = "table.typ"
"""What lays out all tables of a programme, on paper, that have no template of their own."""


def beside(folder: Path, *names: str) -> Path | None:
    """The first of these that lies in the folder."""
    return next((folder / name for name in names if (folder / name).exists()), None)


def table_template(folder: Path, layout: str) -> Path:
    """The template (typst) of a table: its own, that of all tables, or the chassis's."""
    return beside(folder, f"{layout}.typ", TABLE) or sheet_pdf.TEMPLATE


@contextmanager
def usable(template: Path) -> Iterator[Path]:
    """For printing with it: a Refusal says what is wrong with it."""
    try:
        yield template
    except TemplateFault as fault:
        zh = f"模板 {template.name} 无法使用，请系统管理员运行 lianzhu programme check：{fault}"
        raise Refusal("unusable-template", Text(zh, f"The template {template.name} cannot be used: {fault}")) from fault
