"""One place is drawn again: among those who may come, within the rules, among the least loaded, by the seed's continuation."""

from __future__ import annotations

import hmac
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scoring.domain.draw import Drawn, draw
from services.scoring.domain.draw_again import Redraw, nobody, redraw
from services.scoring.domain.draw_pool import Pool
from services.scoring.domain.draw_standing import Ask, Joined, Standing
from tests.unit.scoring.pools import SEED, case, expert, pool, pools, rules, town


def standing(of: Pool, *panels: str, number: int = 0) -> Standing:
    """With these panels (``"01 02"``), one for each case."""
    drawn = {case.key: [f"E{name}" for name in panel.split()] for case, panel in zip(of.cases, panels, strict=True)}
    return Standing.drawn(of, drawn).numbered(number)


def again(now: Standing, **asked: Any) -> Redraw:
    return redraw(SEED, now, Ask.model_validate({"number": now.number + 1, "case": "C01"} | asked))


def free(number: int) -> Pool:
    """Two cases of two places, and so many experts without a county in common."""
    return pool([expert(each) for each in range(number)], [case(1), case(2)])


def test_who_left_was_ever_there_is_in_conflict_or_barred_does_not_come() -> None:
    of = pool([expert(each) for each in range(7)], [case(1, excluded=[4]), case(2)])
    now = standing(of, "00 01", "02 03").filled(Ask(number=1, case="C01", replaced="E00"), "E02")
    drawn = again(now, replaced="E02", barred=("E03", "E05"))
    assert (drawn.choice, drawn.loads) == ("E06", {"E06": 0})


def test_of_those_who_may_come_one_with_the_fewest_cases_does() -> None:
    drawn = again(standing(free(5), "00 01", "02 03"), replaced="E00")
    assert (drawn.loads, drawn.choice, drawn.relaxed) == ({"E02": 1, "E03": 1, "E04": 0}, "E04", ())


def test_equal_ones_are_parted_by_their_hash_under_the_seeds_continuation() -> None:
    now = standing(free(9), "00 01", "02 03")
    for number in range(1, 30):
        continuation = hmac.digest(SEED, f"redraw/{number}".encode(), "sha256")
        first = min((f"E{each:02}" for each in range(4, 9)), key=lambda key: hmac.digest(continuation, key.encode(), "sha256"))
        assert again(now.numbered(number - 1), replaced="E00").choice == first


def test_another_continuation_or_another_seed_may_choose_another() -> None:
    now = standing(free(9), "00 01", "02 03")
    assert len({again(now.numbered(number)).choice for number in range(40)}) == 5
    assert len({redraw(bytes([number]) * 32, now, Ask(number=1, case="C01")).choice for number in range(40)}) == 5


def test_nobody_of_a_county_that_is_there_comes_though_they_have_fewer_cases() -> None:
    of = pool([expert(0, "130102"), expert(1), expert(2, "130102"), expert(3)], [case(1), case(2)])
    drawn = again(standing(of, "00 01", "01 03"), replaced="E01")
    assert (drawn.choice, drawn.loads, drawn.relaxed) == ("E03", {"E02": 0, "E03": 1}, ())


def test_a_county_that_has_room_left_is_as_good_as_one_that_is_not_there() -> None:
    there = [expert(0, "130102"), expert(1), expert(2, "130102"), expert(3)]
    of = pool(there, [case(1), case(2)], rules(2, county_most=2))
    assert again(standing(of, "00 01", "01 03"), replaced="E01").choice == "E02"


def test_where_only_counties_that_are_there_are_left_one_of_which_fewest_are_there_comes() -> None:
    there = [expert(0, "130102"), expert(1, "130102"), expert(2, "130104"), expert(3), expert(4, "130102"), expert(5, "130104")]
    of = pool(there, [case(1), case(2)], rules(4))
    drawn = again(standing(of, "00 01 02 03", "00 01 03 05"), replaced="E03")
    assert (drawn.choice, drawn.loads, drawn.relaxed) == ("E05", {"E04": 0, "E05": 1}, ("county",))


def test_a_case_that_has_lost_its_industry_gets_one_of_it_though_others_have_fewer_cases() -> None:
    there = [expert(0, None, "food"), expert(1), expert(2, None, "food"), expert(3)]
    of = pool(there, [case(1, "food"), case(2)])
    assert again(standing(of, "00 01", "01 02"), replaced="E00").choice == "E02"
    assert again(standing(of, "00 01", "01 02"), replaced="E01").choice == "E03"


def test_an_industry_that_nobody_who_may_come_is_of_is_said_to_be_lacking() -> None:
    there = [expert(0, None, "food"), expert(1), expert(2)]
    drawn = again(standing(pool(there, [case(1, "food")]), "00 01"), replaced="E00")
    assert (drawn.choice, drawn.relaxed) == ("E02", ("industry",))


def test_an_extra_expert_comes_beside_those_who_are_there() -> None:
    now = standing(free(5), "00 01", "02 03")
    ask = Ask(number=1, case="C01")
    after = now.filled(ask, redraw(SEED, now, ask).choice)
    assert after.panels["C01"] == {"E00", "E01", "E04"}
    assert (after.number, after.loads["E04"]) == (1, 1)


def test_cases_that_are_gone_do_not_count_in_loads() -> None:
    of = pool([expert(each) for each in range(5)], [case(1), case(2), case(3)])
    now = standing(of, "00 01", "02 03", "02 04")
    assert again(now).loads == {"E02": 2, "E03": 1, "E04": 1}
    assert again(now, gone=("C02",)).loads == {"E02": 1, "E03": 0, "E04": 1}


def test_when_nobody_is_left_the_place_is_vacant_until_somebody_joins_who_may_come() -> None:
    now = standing(free(2), "00 01", "00 01")
    ask = Ask(number=1, case="C01", replaced="E00")
    drawn = redraw(SEED, now, ask)
    assert (drawn.choice, drawn.loads, drawn.relaxed) == (None, {}, ())
    assert nobody(now, ask).type.slug == "draw-infeasible"
    after = now.filled(ask, None)
    assert after.panels["C01"] == {"E01"}
    joined = (Joined(expert=expert(7), excluded=("C01",)), Joined(expert=expert(8)))
    assert again(after, joined=joined).choice == "E08"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"number": 3}, "place 3 cannot be drawn after place 0"),
        ({"case": "C09"}, "case C09 is not in the review"),
        ({"gone": ("C01",)}, "case C01 is not in the review"),
        ({"gone": ("C09",)}, "case C09 is not in the review"),
        ({"replaced": "E02"}, "expert E02 is not on case C01"),
        ({"joined": (Joined(expert=expert(2)),)}, "expert E02 is in the pool already"),
        ({"joined": (Joined(expert=expert(9)), Joined(expert=expert(9)))}, "expert E09 joins twice"),
        ({"joined": (Joined(expert=expert(9), excluded=("C09",)),)}, "unknown cases: C09"),
        ({"barred": ("E09",)}, "barred, but not in the pool: E09"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        again(standing(free(5), "00 01", "02 03"), **asked)


@settings(max_examples=200, deadline=None)
@given(pools(), st.data())
def test_any_number_of_places_can_be_drawn_after_any_draw(of: Pool, data: st.DataObject) -> None:
    result = draw(of, SEED)
    if not isinstance(result, Drawn):
        return
    now = Standing.drawn(of, result.panels)
    for number in range(1, data.draw(st.integers(1, 6)) + 1):
        key = data.draw(st.sampled_from(sorted(now.panels)))
        replaced = data.draw(st.none() | st.sampled_from(sorted(now.panels[key])) if now.panels[key] else st.none())
        ask = Ask(number=number, case=key, replaced=replaced)
        drawn = redraw(SEED, now, ask)
        may = {each.key for each in of.experts} - now.barred[key]
        assert set(drawn.loads) == may
        assert (drawn.choice in may) if may else (drawn.choice is None)
        now = now.filled(ask, drawn.choice)
        assert replaced not in now.panels[key]
        assert now.loads == Counter(expert for panel in now.panels.values() for expert in panel)


def test_a_town_stays_within_its_rules_through_many_redraws() -> None:
    of = town()
    result = draw(of, SEED)
    assert isinstance(result, Drawn)
    now = Standing.drawn(of, result.panels)
    for number, key in enumerate(sorted(now.panels), start=1):
        ask = Ask(number=number, case=key, replaced=min(now.panels[key]))
        drawn = redraw(SEED, now, ask)
        if "county" not in drawn.relaxed:
            homes = Counter(now.experts[each].county for each in {*now.panels[key], drawn.choice or ""} - {ask.replaced})
            assert max(homes.values()) == 1
        now = now.filled(ask, drawn.choice)
    assert {len(panel) for panel in now.panels.values()} == {5}
    assert max(now.loads.values()) - min(now.loads.values()) <= 4
