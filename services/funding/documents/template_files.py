"""Where the layouts of funding's documents come from."""

from __future__ import annotations

from pathlib import Path

from contracts.programme.programme import Programme
from contracts.programme.published import templates_of
from services.chassis import templates

DECISION, PAYMENTS, LEDGER = TABLES = ("award-decision", "payment-list", "ledger")
"""By which names the templates of tables are known."""


def table_template(programme: Programme, layout: str) -> Path:
    """The template (typst) of a table on paper."""
    return templates.table_template(templates_of(programme.programme), layout)


def notice_template(programme: Programme, extension: str) -> Path:
    """The template of public notices, ``html`` or ``typ``: the programme's, or the platform's."""
    name = f"notice.{extension}"
    return templates.beside(templates_of(programme.programme), name) or Path(__file__).with_name(name)
