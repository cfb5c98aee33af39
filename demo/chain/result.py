"""The tables of applications and of the fund."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.table import Table

from contracts.events.funding.award import AwardDeclined
from contracts.programme import Programme
from contracts.regions import find_region
from demo.chain.round import Cast
from demo.chain.verdict import Outcome
from demo.desk import Body

_WORDS = {"accepted": "已受理", "rejected": "不予推荐", "withdrawn": "已撤回", "draft": "草稿"}
_OUTCOMES = {"paid": "已拨付", "waiting": "候补", "declined": "未列入", "candidate": "评审中撤回", "withdrawn": "已撤回"}
_COLOURS = {"paid": "green", "declined": "red", "rejected": "red", "waiting": "yellow", "withdrawn": "yellow", "draft": "dim"}


def applications_table(cast: Cast, outcome: Outcome, programme: Programme) -> Table:
    """One line per application: where it came from, how it was scored, what became of it, and how its enterprise was told."""
    table = Table(title=f"{cast.round.code} 申报 applications", header_style="bold", row_styles=("", "on grey11"))
    for heading in ("申报编号 application", "企业 enterprise", "县区 county", "模式 mode", "结果 outcome", "原因 reason"):
        table.add_column(heading, overflow="fold")
    for heading in ("得分 score", "名次 rank", "奖补(元) yuan"):
        table.add_column(heading, justify="right")
    table.add_column("通知 told by", overflow="fold")
    for one in cast.enterprises.values():
        row, award = outcome.rows[one.id], outcome.awards.get(one.id, {})
        county = find_region(one.company.county)
        table.add_row(
            one.id,
            one.company.name,
            county.name if county else one.company.county,
            programme.choices["modes"].options[one.company.mode].title.zh,
            _outcome(row, award),
            reason_of(one.id, outcome),
            award.get("total") or "",
            str(award.get("rank") or ""),
            f"{award['fen'] // 100:,}" if award.get("status") == "paid" else "—",
            _told(outcome.told.get(one.id, ())),
        )
    return table


def _outcome(row: Body, award: Body) -> str:
    status = award.get("status") or row["status"]
    return f"[{_COLOURS.get(status, 'white')}]{_OUTCOMES.get(status) or _WORDS.get(status, status)} {status}"


def reason_of(application: str, outcome: Outcome) -> str:
    """Why it was declined, as funding's event says; nothing for others."""
    said = [
        event.data.why
        for event in outcome.events["funding"]
        if isinstance(event.data, AwardDeclined) and event.data.application == application
    ]
    return said[-1] if said else ""


def _told(rows: Sequence[Body]) -> str:
    """How many messages reached the enterprise, by channel."""
    counts = Counter(row["channel"] for row in rows if row["role"] == "enterprise" and row["status"] == "delivered")
    return " ".join(f"{channel} {count}" for channel, count in sorted(counts.items()))


def notice_table(notice: Body) -> Table:
    """公示 as anybody reads it, people masked; below it, its address."""
    period = f"{notice['begins'][:10]} – {notice['ends'][:10]}"
    table = Table(title=f"公示 notice {notice['round']} · {notice['notice']} ({period})", caption=notice["link"], header_style="bold")
    for heading in ("名次 rank", "申报编号 application", *notice["headings"].values(), "县区 county"):
        table.add_column(heading, overflow="fold")
    table.add_column("拟奖补(元) yuan", justify="right")
    for row in notice["rows"]:
        shown = (row["shown"][meaning] for meaning in notice["headings"])
        table.add_row(str(row["rank"]), row["application"], *shown, row["county"]["name"], f"{row['fen'] // 100:,}")
    return table


def ledger_table(lines: Sequence[Body]) -> Table:
    """台账, every line of it."""
    table = Table(title="台账 ledger (元 yuan)", header_style="bold")
    for heading in ("#", "科目 entry", "申报 application"):
        table.add_column(heading)
    for heading in ("金额 sum", "占用 held", "可用 available"):
        table.add_column(heading, justify="right")
    for line in lines:
        sums = (f"{line[name] // 100:,}" for name in ("fen", "held", "available"))
        table.add_row(str(line["number"]), line["entry"], line.get("application") or "", *sums)
    return table
