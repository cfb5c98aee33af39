"""The proposal as a pure function: ranking × passing line × cap × once ever, with a reason for each place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.scoring.ranking import Place, Tie
from services.funding.domain.award import Award, Status
from services.funding.domain.grantee import Grantee, bind
from services.funding.domain.proposal import Bar, Limits, bar, cut_tie, propose
from tests.unit.contracts import complete
from tests.unit.intake.cases import refused

FEN = 50_000_000
CODES = [complete.uscc(number) for number in range(40)]
Totals = st.lists(st.integers(0, 10_000), min_size=1, max_size=30)


def case(number: int) -> str:
    return f"01ARZ3NDEKTSV4RRFFQ69G5F{number:02}"


def places(totals: list[int], owners: list[int] | None = None) -> tuple[Place, ...]:
    """Totals in hundredths; ``owners``: whose application each is."""
    ordered = sorted(totals, reverse=True)
    return tuple(
        Place(
            rank=rank,
            application=case(rank),
            uscc=CODES[owners[rank - 1] if owners else rank],
            total=f"{total / 100:.2f}",
            adjusted=None,
            passed=total >= 6000,
        )
        for rank, total in enumerate(ordered, 1)
    )


def limits(awards: int, line: str = "60", *, once: bool = True, waiting: bool = True) -> Limits:
    return Limits(Decimal(line), FEN, awards * FEN, once, waiting)


@given(Totals, st.integers(0, 10), st.integers(0, 100), st.data())
def test_whatever_the_ranking_the_cap_is_kept_and_nobody_is_passed_over_without_a_reason(
    totals: list[int], awards: int, line: int, data: st.DataObject
) -> None:
    owners = data.draw(st.lists(st.integers(0, 5), min_size=len(totals), max_size=len(totals)))
    ranked = places(totals, owners)
    barred = {place.application: Bar("withdrawn", "撤回") for place in ranked if data.draw(st.booleans())}
    rows = propose(ranked, limits(awards, str(line)), barred)
    winners = [row for row in rows if row.outcome == "award"]
    assert [row.rank for row in rows] == list(range(1, len(totals) + 1))
    assert len(winners) <= awards
    assert len({row.uscc for row in winners}) == len(winners)
    assert not {row.application for row in winners} & barred.keys()
    assert all(Decimal(row.total) >= line for row in rows if row.outcome != "none")
    waiting = [row for row in rows if row.outcome == "waiting"]
    assert [row.position for row in waiting] == list(range(1, len(waiting) + 1))
    assert not waiting or len(winners) == awards
    assert all(winner.rank < waits.rank for winner in winners for waits in waiting)
    assert rows == propose(tuple(reversed(ranked)), limits(awards, str(line)), barred)


def test_a_total_on_the_line_passes_and_one_hundredth_below_does_not() -> None:
    rows = propose(places([6000, 5999]), limits(5), {})
    assert [(row.outcome, row.why) for row in rows] == [("award", "within-cap"), ("none", "below-line")]
    assert rows[1].reason == "评审得分 59.99 低于合格线 60"


def test_a_cap_one_fen_short_of_an_award_awards_nobody() -> None:
    rows = propose(places([9000]), Limits(Decimal(60), FEN, FEN - 1), {})
    assert (rows[0].outcome, rows[0].reason) == ("waiting", "资金总额剩余 499,999.99元，不足一家 500,000元，按排名候补")


def test_the_lower_of_an_enterprises_two_applications_gets_nothing_even_where_the_higher_waits() -> None:
    rows = propose(places([9000, 8000, 7000], [1, 2, 2]), limits(1), {})
    assert [(row.outcome, row.why) for row in rows] == [("award", "within-cap"), ("waiting", "cap-used"), ("none", "held-before")]


def test_a_programme_that_awards_an_enterprise_often_may_award_it_twice_in_a_round() -> None:
    rows = propose(places([9000, 8000], [1, 1]), limits(2, once=False), {})
    assert [row.outcome for row in rows] == ["award", "award"]


def test_without_a_waiting_list_who_comes_after_the_cap_gets_nothing() -> None:
    rows = propose(places([9000, 8000]), limits(1, waiting=False), {})
    assert [(row.outcome, row.why, row.position) for row in rows] == [("award", "within-cap", None), ("none", "cap-used", None)]


def test_the_tie_across_the_cut_line_is_found_and_no_other() -> None:
    ranked = places([9000, 9000, 8000, 8000, 7000])
    above = Tie(total="90.00", cases=(case(1), case(2)), broken_by=("effect",))
    across = Tie(total="80.00", cases=(case(3), case(4)), broken_by=("submission",))
    rows = propose(ranked, limits(3), {})
    assert cut_tie(rows, (above, across)) == across
    assert cut_tie(propose(ranked, limits(4), {}), (above, across)) is None


def test_the_tie_across_the_cut_line_is_found_also_where_there_is_no_waiting_list() -> None:
    ranked = places([9000, 8000, 8000, 5000, 5000])
    across = Tie(total="80.00", cases=(case(2), case(3)), broken_by=("submission",))
    below = Tie(total="50.00", cases=(case(4), case(5)), broken_by=("submission",))
    assert cut_tie(propose(ranked, limits(2, waiting=False), {}), (across, below)) == across
    assert cut_tie(propose(ranked, limits(3, waiting=False), {}), (across, below)) is None


def test_a_tie_of_which_one_is_barred_is_not_cut_by_the_line() -> None:
    ranked = places([9000, 8000, 8000])
    tie = Tie(total="80.00", cases=(case(2), case(3)), broken_by=("submission",))
    rows = propose(ranked, limits(3, waiting=False), {case(3): Bar("withdrawn", "撤回")})
    assert cut_tie(rows, (tie,)) is None


@pytest.mark.parametrize(
    ("award", "grantee", "why"),
    [
        (Award(id=case(1), status=Status.CANDIDATE), Grantee(), None),
        (Award(id=case(1), status=Status.CANDIDATE), Grantee(application=case(1)), None),
        (Award(id=case(1), status=Status.CANDIDATE), Grantee(application=case(2)), "held-before"),
        (Award(id=case(1), status=Status.CANDIDATE), Grantee(application=case(2), excluded="clawed-back"), "clawed-back"),
        (Award(id=case(1), status=Status.CANDIDATE), Grantee(excluded="revoked"), "revoked"),
        (Award(id=case(1), status=Status.WITHDRAWN), Grantee(), "withdrawn"),
        (Award(id=case(1), status=Status.DECLINED, why="struck", reason="迁出"), Grantee(), "struck"),
        (Award(id=case(1), status=Status.DECLINED, why="below-line", reason="低于合格线"), Grantee(), None),
        (Award(id=case(1), status=Status.REVOKED, why="revoked", reason="失信"), Grantee(), "revoked"),
    ],
)
def test_what_keeps_an_application_from_an_award(award: Award, grantee: Grantee, why: str | None) -> None:
    found = bar(award, grantee)
    assert (found.why if found else None) == why


def test_an_enterprise_is_bound_to_one_application_and_to_no_second() -> None:
    key = ("p", CODES[0])
    assert bind(Grantee(), key, case(1), None).application == case(1)
    assert bind(Grantee(application=case(1)), key, case(1), None).application == case(1)
    said = refused("awarded-before", lambda: bind(Grantee(application=case(1)), key, case(2), "五（一）"))
    assert said.source == "五（一）"
    refused("awarded-before", lambda: bind(Grantee(excluded="clawed-back"), key, case(2), None))
