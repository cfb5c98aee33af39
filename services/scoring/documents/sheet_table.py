"""The score sheets (评分明细表), for each case or for each expert: every score, every total, and whether it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from services.chassis.tables import Row, Shown, Table
from services.scoring.documents.results import CASE, Results
from services.scoring.domain.aggregate import sheet_total
from services.scoring.domain.ranking import Ranked
from services.scoring.domain.ranking_inputs import Case, Excluded
from services.scoring.domain.rounding import points

By = Literal["case", "expert"]

_NAMES: Mapping[By, str] = {"case": "案例评分明细表", "expert": "专家评分明细表"}
_REASONS = {
    "conflict": "须回避",
    "declined": "专家谢绝",
    "suspended": "专家停用",
    "spread": "加评",
    "vacancy": "补抽",
    "reopened": "退回修改前的评分",
}
_JOINT = "专家组合议"
_RANK, _EXPERT = Shown("rank", "名次", 6), Shown("expert", "专家", 18)
_AFTER = (Shown("total", "总分", 9), Shown("counts", "是否计入", 16, centred=False), Shown("case", "编号", 30))


def sheet_table(results: Results, by: By, only: str | None = None) -> Table:
    """One row for each sheet, also for those that do not count. ``only`` one case, or the sheets of one expert (a pseudonym).

    By case they stand in the order of the ranking, a joint opinion last; by expert in that of the pseudonyms.
    """
    before = (_RANK, *CASE, _EXPERT) if by == "case" else (_EXPERT, _RANK, *CASE)
    rows = [row for row in _rows(results) if only is None or row["case" if by == "case" else "pseudonym"] == only]
    if by == "expert":
        rows = sorted((row for row in rows if row["pseudonym"]), key=lambda row: str(row["pseudonym"]))
    return results.table(
        _NAMES[by], (("件数", str(len({row["case"] for row in rows}))),), (*before, *results.criteria(), *_AFTER), iter(rows)
    )


def _rows(results: Results) -> Iterator[Row]:
    for place, case in results.ranked:
        shared = {**results.named(case.case), "rank": place.rank}
        for expert in sorted(case.sheets):
            yield shared | _by(results, expert) | _scores(results, case, case.sheets[expert]) | {"counts": _counts(place, expert)}
        for sheet in case.excluded:
            said = f"不计入：{_REASONS.get(sheet.reason, sheet.reason)}"
            yield shared | _by(results, sheet.expert) | _given(results, case, sheet) | {"counts": said}
        if case.joint is not None:
            yield shared | {"expert": _JOINT, "pseudonym": None, "counts": "计入"} | _scores(results, case, case.joint)


def _by(results: Results, expert: str) -> Row:
    return {"expert": results.expert(expert), "pseudonym": expert}


def _given(results: Results, case: Case, sheet: Excluded) -> Row:
    return _scores(results, case, sheet.scores) if sheet.scores is not None else {}


def _scores(results: Results, case: Case, scores: Mapping[str, int]) -> Row:
    total = sheet_total(results.inputs.rules.weights_for(case.option), scores)
    return {**{f"criterion:{code}": score for code, score in scores.items()}, "total": points(total)}


def _counts(place: Ranked, expert: str) -> str:
    """Of those that are trimmed the lowest stands first."""
    if place.rule == "joint-opinion":
        return "以合议为准"
    if expert in place.trimmed:
        return "最低，去掉" if expert == place.trimmed[0] else "最高，去掉"
    return "计入"
