"""Quotas on a list, the counts that they rest on, and the order of priority: the rules alone."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.event import Event
from contracts.events.intake.list import Entry, ListRef
from contracts.events.parties import Division
from contracts.programme import published
from services.intake.domain import figures, summary_list
from services.intake.domain.summary_list import SummaryList
from tests.unit.intake.cases import CONTACT, FIRST, fold, refused

PROGRAMME = published()["miit-2021-255", 1]
TRACK = PROGRAMME.tracks["sme-case"]
OF = "sme-case", TRACK
REF = ListRef(programme="miit-2021-255", version=1, round="2021", region=Division(code="13", name="河北省"), bureau="河北省")


def entry(number: int, size: str = "giant", track: str = "sme-case") -> Entry:
    return Entry(
        position=number,
        application=f"01ARZ3NDEKTSV4RRFFQ69G5F{number:02}",
        track=track,
        applicant=f"企业{number}",
        uscc=None,
        mode=None,
        title="案例",
        brief="简述",
        contact=CONTACT,
        fields={"size": size},
    )


def after(state: SummaryList, events: list[Event]) -> SummaryList:
    return fold(state, events, summary_list.fold)


def declared(giants: int, state: SummaryList | None = None) -> SummaryList:
    state = state or SummaryList()
    return after(state, figures.declare(state, REF, OF, ({"giants": giants}, "冀函〔2021〕1号"), FIRST))


def entered(state: SummaryList, *entries: Entry) -> SummaryList:
    for one in entries:
        state = after(state, summary_list.enter(state, REF, TRACK, one, FIRST))
    return state


def test_116_giants_give_five_places_and_one_other_besides() -> None:
    state = entered(declared(116), *(entry(number) for number in range(1, 6)), entry(6, "other"))
    giant = refused("quota-exhausted", lambda: entered(state, entry(7)))
    assert (
        giant.text.zh == "“专精特新“小巨人”企业”名额 5 个（当地专精特新“小巨人”企业数量 116 家，max(1, floor(0.05 * giants))），已用 5 个"
    )
    assert giant.source is not None
    assert giant.source.startswith("二（二）")
    other = refused("quota-exhausted", lambda: entered(state, entry(7, "other")))
    assert "名额 1 个，已用 1 个" in other.text.zh


@given(st.integers(0, 400))
def test_a_quota_is_filled_and_never_passed(giants: int) -> None:
    most = max(1, giants // 20)
    state = entered(declared(giants), *(entry(number) for number in range(1, most + 1)))
    refused("quota-exhausted", lambda: entered(state, entry(99)))


def test_a_place_that_is_left_is_free_again() -> None:
    state = entered(declared(1), entry(1))
    state = after(state, summary_list.leave(state, entry(1).application, "撤回"))
    assert len(entered(state, entry(2)).entries) == 1


def test_other_tracks_of_the_list_do_not_count() -> None:
    state = declared(1)
    state = state.model_copy(update={"entries": (entry(1, track="local-mode"),)})
    assert len(entered(state, entry(2)).entries) == 2


def test_counts_are_declared_before_the_first_recommendation_all_of_them_and_no_others() -> None:
    assert "小巨人" in refused("count-undeclared", lambda: entered(SummaryList(), entry(1))).text.zh
    for counts, code in (({}, "missing"), ({"giants": 1, "dwarfs": 2}, "unknown")):
        said = refused("invalid-content", partial(figures.declare, SummaryList(), REF, OF, (counts, "函"), FIRST))
        assert [fault.code for fault in said.faults] == [code]


def test_counts_do_not_sink_below_what_stands_on_the_list() -> None:
    state = entered(declared(40), entry(1), entry(2))
    assert "名额为 1 个，汇总表中已有 2 个" in refused("conflict", lambda: declared(39, state)).text.zh
    assert declared(41, state).counts == {"sme-case": {"giants": 41}}


@pytest.mark.parametrize("order", [(3, 1, 2), (1, 2, 3), (2, 3, 1)])
def test_the_order_of_priority_is_that_of_the_rows_and_others_keep_their_places(order: tuple[int, ...]) -> None:
    state = entered(declared(100), entry(1), entry(2))
    state = state.model_copy(update={"entries": (*state.entries, entry(9, track="local-mode"))})
    state = entered(state, entry(3))
    ranked = [entry(number).application for number in order]
    state = after(state, figures.order(state, OF, ranked, FIRST))
    assert [one.application for one in state.entries if one.track == "sme-case"] == ranked
    assert state.entries[2].track == "local-mode"
    assert [one.position for one in state.entries] == [1, 2, 9, 3]


def test_an_order_names_every_application_once_and_comes_before_the_filing() -> None:
    state = entered(declared(100), entry(1), entry(2))
    first, second = entry(1).application, entry(2).application
    for wrong in ([first], [first, first], [first, second, second], [first, second, entry(3).application]):
        refused("invalid-content", partial(figures.order, state, OF, wrong, FIRST))
    filed = after(state, summary_list.file(state, "河北省工信厅", CONTACT, "a" * 64, FIRST))
    refused("wrong-status", lambda: figures.order(filed, OF, [second, first], FIRST))
    refused("wrong-status", lambda: figures.order(state, ("local-mode", PROGRAMME.tracks["local-mode"]), [], FIRST))
