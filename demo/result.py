"""The tables that the demo ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from contracts.programme import Programme
from contracts.regions import find_region
from demo.data.company import Company
from demo.desk import Body
from demo.refusals import Refusal
from demo.round import Cast
from demo.verdict import Finding

_WORDS = {"accepted": "已受理", "rejected": "不予推荐", "withdrawn": "已撤回", "draft": "草稿"}
_COLOURS = {"accepted": "green", "rejected": "red", "withdrawn": "yellow", "draft": "dim"}


def applications_table(cast: Cast, rows: Mapping[str, Body], returned: Mapping[str, int], programme: Programme) -> Table:
    """One line per application. The yuan come with the decision, which is not made in this service."""
    table = Table(title="申报 applications", header_style="bold", row_styles=("", "on grey11"))
    for heading in ("申报编号 application", "企业 enterprise", "县区 county", "模式 mode", "行业 industry", "状态 status"):
        table.add_column(heading, overflow="fold")
    for heading in ("退回 returned", "带动 SMEs", "奖补(元) yuan"):
        table.add_column(heading, justify="right")
    for one in cast.enterprises.values():
        company, row = one.company, rows[one.id]
        county = find_region(company.county)
        table.add_row(
            one.id,
            company.name,
            county.name if county else company.county,
            programme.choices["modes"].options[company.mode].title.zh,
            _industry(company, programme),
            f"[{_COLOURS[row['status']]}]{_WORDS[row['status']]} {row['status']}",
            str(returned.get(one.id, 0) or ""),
            str(company.smes),
            "待评审" if row["status"] == "accepted" else "—",
        )
    return table


def _industry(company: Company, programme: Programme) -> str:
    chosen = company.industry
    return programme.choices["industries"].options[chosen].title.zh if isinstance(chosen, str) else chosen["other"]


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
