"""The ranking (评审排序表): every case with its place, its totals, its criteria, and what broke its tie."""

from __future__ import annotations

from collections.abc import Iterator

from services.chassis.tables import Row, Shown, Table
from services.scoring.documents.results import CASE, RULES, Results
from services.scoring.domain.ranking import Ranked
from services.scoring.domain.ties import Tie

_TIE_RULES = {"submission": "提交时间", "lot": "抽签"}
_BEFORE = (
    Shown("rank", "名次", 6),
    *CASE,
    Shown("region", "县（市、区）", 14),
    Shown("mode", "模式", 12),
    Shown("total", "总分", 9),
    Shown("passed", "合格", 6),
    Shown("raw", "原始分", 9),
    Shown("adjusted", "校正分", 9),
    Shown("rule", "计分方式", 14),
    Shown("spread", "分差", 9),
)
_AFTER = (Shown("tie", "同分排序依据", 20, centred=False), Shown("case", "编号", 30))


def ranking_table(results: Results, inputs_digest: str) -> Table:
    """One row for each case, from the first place to the last. The means of the criteria are rounded as the totals are."""
    return results.table("评审排序表", _head(results, inputs_digest), (*_BEFORE, *results.criteria(), *_AFTER), _rows(results))


def _head(results: Results, inputs_digest: str) -> tuple[tuple[str, str], ...]:
    ranking = results.ranking
    alpha = ranking.agreement.alpha
    return (
        ("合格线", str(results.inputs.rules.passing)),
        ("排序依据", results.ranked_by),
        ("小数", f"四舍五入，保留{ranking.rounding.decimals}位"),
        ("评分一致性（Krippendorff α）", "无法计算" if alpha is None else f"{alpha:f}"),
        ("输入摘要", inputs_digest),
    )


def _rows(results: Results) -> Iterator[Row]:
    broken = {case: tie for tie in results.ranking.ties for case in tie.cases}
    for place, case in results.ranked:
        criteria = {f"criterion:{code}": results.rounded(mean) for code, mean in place.criteria.items()}
        yield {
            **results.named(place.case),
            **criteria,
            "rank": place.rank,
            "mode": results.mode(case),
            "total": place.total,
            "passed": "是" if place.passed else "否",
            "raw": place.raw,
            "adjusted": place.adjusted,
            "rule": RULES[place.rule],
            "spread": place.spread,
            "tie": _tie(results, broken[place.case], place) if place.case in broken else None,
        }


def _tie(results: Results, tie: Tie, place: Ranked) -> str:
    """By what the case stands before the next one and after the one before."""
    at = tie.cases.index(place.case)
    rules = dict.fromkeys(tie.broken_by[max(at - 1, 0) : at + 1])
    criteria = results.review.rubric.criteria
    return "、".join(_TIE_RULES.get(rule) or criteria[rule].title.zh for rule in rules)
