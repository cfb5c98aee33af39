"""A draw that cannot be made is refused with its cases, their missing places, and why."""

from __future__ import annotations

from contracts.refusal import Text
from services.scoring.domain.conflicts import Reason
from services.scoring.domain.draw import draw
from services.scoring.domain.draw_pool import Pool
from services.scoring.domain.draw_shortage import Infeasible, Reasons, refusal
from tests.unit.scoring.pools import SEED, case, expert, pool, rules

REASONS: Reasons = {
    "C01": {"E00": (Reason.COUNTY,), "E01": (Reason.SME, Reason.COUNTY), "E02": (Reason.DECLARED,)},
    "C02": {"E00": (Reason.GROUP,)},
}


def short() -> Pool:
    """Four experts, three a case: C01 lacks two, C02 none, C03 one."""
    cases = [case(1, excluded=[0, 1, 2]), case(2, excluded=[0]), case(3, excluded=[1, 2])]
    return pool([expert(number) for number in range(4)], cases, rules(3))


def infeasible() -> Infeasible:
    result = draw(short(), SEED)
    assert isinstance(result, Infeasible)
    return result


def test_each_case_that_is_short_has_a_fault_with_what_is_missing_and_why() -> None:
    refused = refusal(infeasible(), REASONS)
    assert (refused.type.slug, refused.type.status) == ("draw-infeasible", 409)
    assert refused.text.zh == "无法抽取专家：2个案例共缺3个名额，请补充专家库后再抽取"
    assert refused.text.en == "The draw cannot be made: 3 places of 2 cases cannot be filled. Extend the pool and draw again"
    first, second = refused.faults
    assert (first.code, first.pointer, first.limit, first.actual) == ("too-few-experts", "/cases/C01", 3, 1)
    assert first.text == Text(
        "案例C01缺2名专家：专家库4人，回避3人（任职单位为被带动的中小企业1人，专家本人申明回避1人，与申报企业在同一县（市、区）2人），可评1人",
        "case C01 lacks 2: of 4 experts 3 are in conflict (1 employed by one of the enterprises that the applicant brings along,"
        " 1 declared by the expert, 2 of the case's county), which leaves 1",
    )
    assert (second.pointer, second.limit, second.actual) == ("/cases/C03", 3, 2)
    assert second.text.en == "case C03 lacks 1: of 4 experts 2 are in conflict, which leaves 2"


def test_a_case_is_called_what_the_reader_knows_it_by() -> None:
    first, second = refusal(infeasible(), REASONS, {"C01": "01M7"}).faults
    assert (first.pointer, first.text.en.startswith("case 01M7 lacks 2"), second.text.zh.startswith("案例C03缺1名")) == (
        "/cases/C01",
        True,
        True,
    )
