"""The scoring summary (评审汇总表): beside each case the totals of its sheets, what they came to by which rule, and what the panel said."""

from __future__ import annotations

from collections.abc import Iterator

from services.chassis.tables import Row, Shown, Table
from services.scoring.documents.results import CASE, RULES, Results
from services.scoring.domain.ranking import Ranked

_BEFORE = (Shown("rank", "名次", 6), *CASE, Shown("region", "县（市、区）", 14))
_AFTER = (
    Shown("rule", "计分方式", 14),
    Shown("trimmed", "去掉的评分", 14),
    Shown("spread", "分差", 9),
    Shown("joint", "合议分", 9),
    Shown("total", "总分", 9),
    Shown("passed", "合格", 6),
    Shown("opinion", "合议意见", 30, centred=False),
    Shown("case", "编号", 30),
)


def summary_table(results: Results) -> Table:
    """One row for each case in the order of the ranking. Sheets are shown by their totals alone, as everybody sees them, and by no name."""
    most = max((len(place.sheets) for place, _ in results.ranked), default=0)
    sheets = tuple(Shown(f"sheet:{number}", f"评分{number}", 9) for number in range(1, most + 1))
    head = (
        ("件数", str(len(results.ranking.ranked))),
        ("合格", str(sum(place.passed for place in results.ranking.ranked))),
        ("合格线", str(results.inputs.rules.passing)),
        ("排序依据", results.ranked_by),
    )
    return results.table("评审汇总表", head, (*_BEFORE, *sheets, *_AFTER), _rows(results))


def _rows(results: Results) -> Iterator[Row]:
    for place, case in results.ranked:
        yield {
            **results.named(place.case),
            **{f"sheet:{number}": place.sheets[expert] for number, expert in enumerate(sorted(place.sheets), 1)},
            "rank": place.rank,
            "rule": RULES[place.rule],
            "trimmed": _trimmed(place),
            "spread": place.spread,
            "joint": place.raw if case.joint is not None else None,
            "total": place.total,
            "passed": "是" if place.passed else "否",
            "opinion": results.opinions.get(place.case),
        }


def _trimmed(place: Ranked) -> str | None:
    """The lowest and the highest, as they are left out."""
    return "、".join(f"{place.sheets[expert]:f}" for expert in place.trimmed) or None
