"""A county's list: it holds the quota, is filed under a seal, supplemented, returned as a whole and replaced."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.events.intake.list import ListFiled, ListSupplemented
from contracts.programme.workflow import StepName
from services.intake.domain import summary_list as rules
from services.intake.domain.round import Deadline, Round, deadline
from services.intake.domain.summary_list import SummaryList, fold
from tests.unit.intake import cases
from tests.unit.intake.cases import CITY, CONTACT, FIRST, NOW, REASONS, REF, TRACK, entry, extend, filed, listed, refused

SCAN = "b" * 64
TWO = TRACK.model_copy(update={"quotas": (TRACK.quotas[0].model_copy(update={"most": 2}),)})


def given_back(state: SummaryList) -> SummaryList:
    return cases.fold(state, rules.give_back(state, REASONS, NOW + timedelta(days=5), NOW, CITY), fold)


def test_applications_stand_on_the_list_in_the_order_of_their_recommendation() -> None:
    state = listed(1, 2, 3)
    assert ([row.position for row in state.entries], state.last_position, state.status) == ([1, 2, 3], 3, "open")


def test_a_list_knows_when_what_its_table_says_last_changed() -> None:
    """Its table is dated by that, and so the same file each time."""
    at = NOW - timedelta(days=1)
    (entered,) = rules.enter(SummaryList(), REF, TRACK, entry(1), FIRST)
    state = fold(SummaryList(), entered, at)
    assert state.changed_at == at
    (event,) = rules.file(state, "长安区科工局", CONTACT, SCAN, FIRST)
    state = fold(state, event, NOW)
    assert state.changed_at == NOW
    (received,) = rules.receive(state, date(2024, 8, 1), 1, NOW + timedelta(days=90), CITY)
    assert fold(state, received, NOW + timedelta(days=90)).changed_at == NOW


def test_a_programme_without_a_quota_refuses_none() -> None:
    assert [quota.most for quota in TRACK.quotas] == ["unlimited"]
    assert len(listed(*range(1, 41)).entries) == 40


def test_one_more_than_the_quota_is_refused_with_the_count_and_the_source() -> None:
    rules.enter(listed(1), REF, TWO, entry(2), FIRST)
    said = refused("quota-exhausted", lambda: rules.enter(listed(1, 2), REF, TWO, entry(3), FIRST))
    assert "2" in said.text.zh and "2" in said.text.en
    assert (said.source or "").startswith("主管部门自定")


def test_the_quota_counts_who_stands_there_and_each_track_for_itself() -> None:
    state = cases.fold(listed(1, 2), rules.leave(listed(1, 2), entry(1).application, "撤回"), fold)
    rules.enter(state, REF, TWO, entry(3), FIRST)
    rules.enter(listed(1, 2), REF, TWO, entry(3).model_copy(update={"track": "other"}), FIRST)


def test_who_leaves_leaves_a_gap_and_the_next_stands_at_the_end() -> None:
    state = listed(1, 2)
    state = extend(cases.fold(state, rules.leave(state, entry(2).application, "撤回"), fold), 3)
    assert [row.position for row in state.entries] == [1, 3]
    assert rules.leave(state, entry(2).application, "撤回") == []
    assert rules.leave(SummaryList(), entry(1).application, "撤回") == []


def test_a_list_is_filed_with_all_its_rows() -> None:
    (event,) = rules.file(listed(1, 2), "长安区科工局", CONTACT, SCAN, FIRST)
    assert isinstance(event, ListFiled)
    assert ([row.position for row in event.entries], event.filing, event.scan, event.list.bureau) == ([1, 2], 1, SCAN, "长安区科工局")
    state = cases.fold(listed(1, 2), [event], fold)
    assert (state.status, state.filed_at, state.scans) == ("filed", NOW, (SCAN,))
    assert state.filed == {row.application for row in event.entries}


def test_an_empty_list_is_not_filed_and_a_filed_one_not_again() -> None:
    refused("wrong-status", lambda: rules.file(SummaryList(), "b", CONTACT, SCAN, FIRST))
    emptied = cases.fold(listed(1), rules.leave(listed(1), entry(1).application, "撤回"), fold)
    refused("wrong-status", lambda: rules.file(emptied, "b", CONTACT, SCAN, FIRST))
    refused("wrong-status", lambda: rules.file(filed(1), "b", CONTACT, SCAN, FIRST))


def test_a_supplement_holds_what_is_new_only() -> None:
    state = extend(filed(1), 2, 3)
    (event,) = rules.supplement(state, SCAN, FIRST)
    assert isinstance(event, ListSupplemented)
    assert ([row.position for row in event.added], event.supplement) == ([2, 3], 1)
    after = cases.fold(state, [event], fold)
    assert (len(after.filed), after.unfiled, after.supplements, after.filing) == (3, (), 1, 1)
    refused("wrong-status", lambda: rules.supplement(after, SCAN, FIRST))


@pytest.mark.parametrize("state", [listed(1), SummaryList(), given_back(filed(1))], ids=["open", "empty", "returned"])
def test_what_is_not_filed_is_neither_supplemented_nor_returned_nor_received(state: SummaryList) -> None:
    refused("wrong-status", lambda: rules.supplement(state, SCAN, FIRST))
    refused("wrong-status", lambda: rules.give_back(state, REASONS, NOW + timedelta(days=1), NOW, CITY))
    refused("wrong-status", lambda: rules.receive(state, date(2024, 7, 1), 1, NOW, CITY))


def test_a_returned_list_has_nothing_before_the_city_and_is_filed_anew() -> None:
    more = extend(filed(1), 2)
    state = given_back(cases.fold(more, rules.supplement(more, SCAN, FIRST), fold))
    assert (state.status, state.filed) == ("returned", frozenset())
    assert state.returned is not None and state.returned.reasons == REASONS
    again = cases.fold(state, rules.file(state, "b", CONTACT, SCAN, FIRST), fold)
    assert (again.status, again.filing, again.supplements, len(again.filed), again.returned) == ("filed", 2, 0, 2, None)


def test_a_replacement_is_due_in_the_future() -> None:
    said = refused("invalid-content", lambda: rules.give_back(filed(1), REASONS, NOW, NOW, CITY))
    assert [(fault.code, fault.pointer) for fault in said.faults] == [("too-early", "/due")]


def test_the_city_receives_the_list_on_paper() -> None:
    state = cases.fold(filed(1), rules.receive(filed(1), date(2024, 7, 1), 1, NOW, CITY), fold)
    assert (state.received_on, state.copies) == (date(2024, 7, 1), 1)
    replaced = given_back(state)
    anew = cases.fold(replaced, rules.file(replaced, "b", CONTACT, SCAN, FIRST), fold)
    assert anew.received_on is None, "another paper is due for a replacement"


@pytest.mark.parametrize(("on", "code"), [(date(2024, 6, 30), "too-early"), (date(2024, 7, 2), "too-late")])
def test_the_paper_of_a_list_comes_between_its_filing_and_today(on: date, code: str) -> None:
    said = refused("invalid-content", lambda: rules.receive(filed(1), on, 1, NOW, CITY))
    assert [(fault.code, fault.pointer, fault.limit) for fault in said.faults] == [(code, "/on", "2024-07-01")]


REVIEW = datetime(2024, 7, 31, 16, tzinfo=UTC)
"""Midnight in Shanghai when the review month begins."""
INSTANT = timedelta(milliseconds=1)


def until_the_review(round_: Round | None = None) -> Deadline | None:
    assert TRACK.steps[StepName.FILING] is not None
    return deadline(round_ or cases.opened(), cases.PROGRAMME, TRACK.steps[StepName.FILING])


def test_a_list_is_filed_before_the_review_month_begins() -> None:
    rules.require_in_time(listed(1), until_the_review(), REVIEW - INSTANT)
    late = refused("round-not-open", lambda: rules.require_in_time(listed(1), until_the_review(), REVIEW))
    assert late.source == "六（二）“于评审前”"
    assert "2024-07-31" in late.text.zh and "2025-05" in late.text.zh
    assert "2024-07-31" in late.text.en and "2025-05" in late.text.en
    rules.require_in_time(listed(1), None, REVIEW)


def test_a_window_that_was_extended_moves_the_end_of_filing_along_and_a_shorter_one_does_not() -> None:
    longer = until_the_review(cases.moved(NOW, REVIEW + timedelta(days=9)))
    rules.require_in_time(listed(1), longer, REVIEW + timedelta(days=9) - INSTANT)
    refused("round-not-open", lambda: rules.require_in_time(listed(1), longer, REVIEW + timedelta(days=9)))
    shorter = until_the_review(cases.moved(NOW, REVIEW - timedelta(days=9)))
    rules.require_in_time(listed(1), shorter, REVIEW - INSTANT)


def test_a_replacement_comes_until_it_is_due_or_the_review_begins_whichever_is_later() -> None:
    due = REVIEW + timedelta(days=3)
    state = cases.fold(filed(1), rules.give_back(filed(1), REASONS, due, NOW, CITY), fold)
    rules.require_in_time(state, until_the_review(), due - INSTANT)
    late = refused("round-not-open", lambda: rules.require_in_time(state, until_the_review(), due))
    assert "2024-08-03" in late.text.zh
    rules.require_in_time(given_back(filed(1)), until_the_review(), REVIEW - INSTANT)


def test_after_the_review_has_begun_a_supplement_holds_only_what_the_city_had_and_returned() -> None:
    state = cases.fold(filed(1, 2), rules.leave(filed(1, 2), entry(1).application, "退回补正"), fold)
    rules.require_in_time(extend(state, 1), until_the_review(), REVIEW)
    refused("round-not-open", lambda: rules.require_in_time(extend(state, 1, 3), until_the_review(), REVIEW))
    refused("round-not-open", lambda: rules.require_in_time(extend(state, 3), until_the_review(), REVIEW))


def test_a_row_that_leaves_a_filed_list_is_no_longer_before_the_city() -> None:
    state = filed(1, 2)
    after = cases.fold(state, rules.leave(state, entry(1).application, "退回补正"), fold)
    assert after.filed == {entry(2).application}
