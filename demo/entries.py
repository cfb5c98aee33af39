"""What is filed with a ministry: cases, on lists; how each ended, and what became of the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from contracts.programme import Programme
from demo.application import Application
from demo.desk import Body
from demo.findings import Finding


@dataclass(frozen=True, slots=True)
class Entry:
    """One application: whose and about what, the office that recommends it (None: filed directly), and how it ends."""

    key: str
    who: str
    title: str
    office: str | None
    ends: str
    application: Application

    @property
    def track(self) -> str:
        return self.application.call["track"]


_WORDS = {
    "selected": "入选",
    "not-selected": "未入选",
    "recommended": "已推荐",
    "submitted": "已报送",
    "rejected": "不予推荐",
    "withdrawn": "已撤回",
    "draft": "草稿",
}
_COLOURS = {"selected": "green", "not-selected": "yellow", "rejected": "red", "withdrawn": "yellow", "draft": "dim"}


async def statuses(entries: Iterable[Entry]) -> dict[str, str]:
    """The status of each by its application, as whoever filed it sees it."""
    return {one.application.id: (await one.application.desk.get(one.application.path))["status"] for one in entries}


def ended(entries: Sequence[Entry], results: Mapping[str, str], found: Mapping[str, str]) -> Finding:
    """As the story has it; where the ministry announced a result, as that says."""
    counts = ", ".join(f"{count} {status}" for status, count in Counter(found.values()).most_common())
    wanted = {one.application.id: results.get(one.application.id, one.ends) for one in entries}
    return Finding("every case ends as the story has it", counts, dict(found) == wanted)


def entries_table(entries: Sequence[Entry], found: Mapping[str, str], offices: Mapping[str, str], programme: Programme) -> Table:
    """One line for each; ``offices``: the bureaus' names by their codes."""
    table = Table(title="案例 cases", header_style="bold", row_styles=("", "on grey11"))
    for heading in ("申报编号 application", "类别 track", "主体 whose", "名称 title", "报送单位 filed by", "结果 outcome"):
        table.add_column(heading, overflow="fold")
    for one in entries:
        status = found[one.application.id]
        outcome = f"[{_COLOURS.get(status, 'white')}]{_WORDS.get(status, status)} {status}"
        by = offices[one.office] if one.office else "直接报送"
        table.add_row(one.application.id, programme.tracks[one.track].title.zh, one.who, one.title, by, outcome)
    return table


def lists_table(rows: Sequence[Body], names: Mapping[str, str]) -> Table:
    """One line for each list, as the ministry sees it; ``names``: whose it is, by what it goes by."""
    table = Table(title="汇总表 lists", header_style="bold")
    for heading in ("报送单位 filed by", "状态 status", "案例 cases", "报送时间 filed", "收到 received"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        filed, received = str(row["filed_at"] or ""), str(row["received_on"] or "")
        table.add_row(names.get(row["region"], row["region"]), row["status"], str(row["entries"]), filed, received)
    return table


def received(rows: Sequence[Body], wanted: int) -> Finding:
    """Every list was filed and received."""
    right = len(rows) == wanted and all(row["status"] == "filed" and row["received_on"] for row in rows)
    return Finding("every list is with the ministry", f"{len(rows)} lists, {sum(row['entries'] for row in rows)} cases", right)
