"""The government's decision (奖补决策表): every name that was put to it, approved or struck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from contracts.days import day
from contracts.events.funding.proposal import DecisionMade
from contracts.money import in_words, yuan
from contracts.programme.programme import Programme
from services.chassis.tables import Row, Shown, Table
from services.funding.documents.amounts import yuan_number
from services.funding.documents.template_files import DECISION, table_template
from services.funding.domain.award import Award, known

_COLUMNS = (
    Shown("number", "序号", 6),
    Shown("rank", "名次", 6),
    Shown("applicant", "企业名称", 28, centred=False),
    Shown("uscc", "统一社会信用代码", 22),
    Shown("county", "所在地", 20),
    Shown("title", "案例名称", 30, centred=False),
    Shown("total", "评审得分", 9),
    Shown("yuan", "金额（元）", 14),
    Shown("in_words", "金额（大写）", 22),
    Shown("result", "决策", 8),
    Shown("reason", "理由", 24, centred=False),
    Shown("application", "申报编号", 30),
)


def decision_table(programme: Programme, decision: DecisionMade, awards: Mapping[str, Award], at: datetime) -> Table:
    """In rank order. ``awards`` are those that the decision names, ``at`` is when it was made."""
    part = decision.call.round
    heading = f"{part}批次奖补决策表（第{decision.decision}次）"
    rows, template = tuple(_rows(decision, awards)), table_template(programme, DECISION)
    return Table("奖补决策表", programme.title.zh, part, heading, _head(decision, at), _COLUMNS, rows, at, template)


def _head(decision: DecisionMade, at: datetime) -> tuple[tuple[str, str], ...]:
    minutes = decision.minutes
    named = (("会议纪要", f"{minutes.number}（{minutes.date}）"),) if minutes else ()
    people = (("审定日期", day(at).isoformat()), ("提请", decision.prepared_by.name), ("审定", decision.by.name))
    sums = (("同意", str(len(decision.approved))), ("划去", str(len(decision.struck))))
    return (*named, *people, *sums, ("合计", f"{yuan(decision.amount)}（大写：{in_words(decision.amount)}）"))


def _rows(decision: DecisionMade, awards: Mapping[str, Award]) -> Iterator[Row]:
    struck = {one.application: one.reason for one in decision.struck}
    named = sorted((*decision.approved, *struck), key=lambda key: known(awards[key].rank))
    for number, key in enumerate(named, 1):
        award = awards[key]
        candidate = known(award.candidate)
        yield {
            "number": number,
            "rank": award.rank,
            "applicant": candidate.applicant.name,
            "uscc": candidate.applicant.uscc,
            "county": candidate.applicant.region.name,
            "title": candidate.title,
            "total": Decimal(known(award.total)),
            "yuan": yuan_number(award.fen),
            "in_words": in_words(award.fen),
            "result": "划去" if key in struck else "同意",
            "reason": struck.get(key),
            "application": key,
        }
