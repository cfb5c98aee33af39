"""The experts beside each other (专家评分宽严表): how many sheets, their mean as given, how mild or strict they are, raw and adjusted."""

from __future__ import annotations

from services.chassis.tables import Shown, Table
from services.scoring.documents.results import Results

_COLUMNS = (
    Shown("expert", "专家", 30),
    Shown("sheets", "评分件数", 16),
    Shown("shared", "与他人共评件数", 16),
    Shown("mean", "平均分", 16),
    Shown("raw", "原始宽严差（正为宽）", 16),
    Shown("effect", "校正宽严差（正为宽）", 16),
    Shown("group", "可比组", 16),
)


def severity_table(results: Results) -> Table:
    """One row for each expert with a sheet that counts. Who shares too few cases has no effect: it is left blank."""
    head = (
        ("最少共评件数", str(results.inputs.rules.least_shared)),
        ("原始宽严差", "本人平均分减全部评分的平均分"),
        ("校正宽严差", "总分＝案例效应＋专家效应，最小二乘；仅同组可比"),
    )
    rows = ({**each.model_dump(), "expert": results.expert(each.expert)} for each in results.ranking.experts)
    return results.table("专家评分宽严表", head, _COLUMNS, rows)
