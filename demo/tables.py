"""The tables that every demo ends with."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from demo.findings import Finding
from demo.refusals import Refusal


def refusals_table(refusals: Sequence[Refusal]) -> Table:
    """What was wrong, and what the platform said to it."""
    table = Table(title="拒绝 refusals", header_style="bold", row_styles=("", "on grey11"))
    for heading in ("谁 who", "错在哪里 what was wrong", "问题类型 problem", "说明 detail", "依据 source"):
        table.add_column(heading, overflow="fold")
    for refusal in refusals:
        code = f" · {refusal.wrong.code}" if refusal.wrong.code else ""
        table.add_row(refusal.who, refusal.wrong.what, f"{refusal.status} {refusal.wrong.slug}{code}", refusal.detail, refusal.source)
    return table


def findings_table(findings: Sequence[Finding]) -> Table:
    """What the demo checked of its own result."""
    table = Table(title="检查 the result, checked", header_style="bold")
    for heading in ("", "what", "found"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        table.add_row("[green]✓" if finding.right else "[red]✗", finding.what, finding.found)
    return table


def show(console: Console, *tables: Table) -> None:
    for table in tables:
        console.print(table)
