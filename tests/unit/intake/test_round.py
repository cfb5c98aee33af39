"""A round's window: the last day belongs to it, in Shanghai; the operator moves it; it closes when all is decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contracts.events.intake.round import AcceptedCase, Counts, Window
from contracts.programme.workflow import StepName
from services.intake.domain import round as rules
from services.intake.domain.round import Round, fold
from tests.unit.intake import cases
from tests.unit.intake.cases import CITY, ID, NOW, PROGRAMME, moved, opened, refused

OPENS = datetime(2024, 4, 24, 16, tzinfo=UTC)
CLOSES = datetime(2024, 7, 31, 16, tzinfo=UTC)
"""Midnight in Shanghai at the end of 31 July."""
INSTANT = timedelta(milliseconds=1)
SUBMISSION, FILING, RECEIPT = StepName.SUBMISSION, StepName.FILING, StepName.RECEIPT
CASE = AcceptedCase(application=ID, track="chain-case", region="130102")
COUNTS = Counts(drafted=0, submitted=1, returned=0, recommended=0, accepted=1, rejected=0, withdrawn=0)


def test_a_round_opens_with_the_dates_of_the_programme_file() -> None:
    state = opened()
    assert state.window == Window(opens=OPENS, closes=CLOSES)
    assert (state.status, Round().status, state.region) == ("open", "unopened", "1301")


def test_a_round_opens_once_and_only_if_the_programme_has_it() -> None:
    refused("conflict", lambda: rules.open_round(opened(), PROGRAMME, "2024-08", CITY))
    unknown = refused("not-found", lambda: rules.open_round(Round(), PROGRAMME, "2024-09", CITY))
    assert "2025-05" in unknown.text.zh


@pytest.mark.parametrize("now", [OPENS, NOW, CLOSES - INSTANT])
def test_the_window_is_open_from_its_first_instant_to_the_last_of_its_last_day(now: datetime) -> None:
    rules.require_within(opened(), PROGRAMME, now)


def test_the_instant_after_the_last_day_is_too_late_and_the_next_round_is_named() -> None:
    late = refused("round-not-open", lambda: rules.require_within(opened(), PROGRAMME, CLOSES))
    assert "2024-07-31" in late.text.zh and "2025-05" in late.text.zh
    assert "2024-07-31" in late.text.en and "2025-05" in late.text.en
    assert (late.source or "").startswith("主管部门自定")


def test_the_instant_before_the_first_day_is_too_early() -> None:
    early = refused("round-not-open", lambda: rules.require_within(opened(), PROGRAMME, OPENS - INSTANT))
    assert "2024-04-25" in early.text.zh
    assert (early.source or "").startswith("六（一）")
    rules.require_still_open(opened(), PROGRAMME, OPENS - INSTANT)


def test_a_moved_window_holds_instead_of_the_old_one() -> None:
    state = moved(NOW + timedelta(days=1), NOW + timedelta(days=2))
    refused("round-not-open", lambda: rules.require_within(state, PROGRAMME, NOW))
    rules.require_within(state, PROGRAMME, NOW + timedelta(days=1))
    refused("round-not-open", lambda: rules.require_within(state, PROGRAMME, NOW + timedelta(days=2)))
    assert [move.reason for move in state.moves] == ["延长"]


def test_a_window_closes_after_it_opens() -> None:
    wrong = refused("invalid-content", lambda: rules.move(opened(), Window(opens=NOW, closes=NOW), "x", None, CITY))
    assert [fault.pointer for fault in wrong.faults] == ["/closes"]


def test_a_round_that_was_not_opened_is_neither_moved_nor_used() -> None:
    window = Window(opens=NOW, closes=CLOSES)
    refused("round-not-open", lambda: rules.move(Round(), window, "x", None, CITY))
    refused("round-not-open", lambda: rules.admit(Round(), CASE))
    refused("round-not-open", lambda: rules.require_within(Round(), PROGRAMME, NOW))
    refused("round-not-open", lambda: rules.close(Round(), [], COUNTS, CLOSES, CITY))


def test_a_round_closes_after_its_window_when_nothing_is_undecided_and_names_its_cases() -> None:
    state = cases.fold(opened(), rules.admit(opened(), CASE), fold)
    early = refused("conflict", lambda: rules.close(state, [], COUNTS, CLOSES - INSTANT, CITY))
    assert "2024-07-31" in early.text.zh
    undecided = refused("conflict", lambda: rules.close(state, [ID, "B", "A"], COUNTS, CLOSES, CITY))
    assert "2 件" in undecided.text.zh and "A、B" in undecided.text.zh and ID not in undecided.text.zh
    (closed,) = rules.close(state, [ID], COUNTS.model_copy(update={"accepted": 7}), CLOSES, CITY)
    assert closed.data()["cases"] == [CASE.model_dump()]
    assert closed.data()["counts"]["accepted"] == 1


def test_after_a_round_is_closed_nothing_more_happens_in_it() -> None:
    state = cases.fold(opened(), rules.close(opened(), [], COUNTS, CLOSES, CITY), fold, CLOSES)
    assert (state.status, state.closed_at) == ("closed", CLOSES)
    refused("round-not-open", lambda: rules.move(state, Window(opens=NOW, closes=CLOSES), "x", None, CITY))
    refused("round-not-open", lambda: rules.admit(state, CASE))
    refused("round-not-open", lambda: rules.close(state, [], COUNTS, CLOSES, CITY))
    refused("round-not-open", lambda: rules.require_within(state, PROGRAMME, NOW))
    said = refused("round-not-open", lambda: rules.require_not_closed(state, PROGRAMME))
    assert "2024-08-01" in said.text.zh and "2025-05" in said.text.zh and "2025-05" in said.text.en


def test_a_step_ends_with_the_window_with_the_review_or_not_at_all() -> None:
    steps = PROGRAMME.tracks["chain-case"].steps
    ends = [found and found.ends for found in (rules.deadline(opened(), PROGRAMME, steps[name]) for name in (SUBMISSION, FILING, RECEIPT))]
    assert ends == [CLOSES, CLOSES, None]
    longer = moved(NOW, CLOSES + timedelta(days=3))
    assert [rules.deadline(longer, PROGRAMME, steps[name]).ends for name in (SUBMISSION, FILING)] == [CLOSES + timedelta(days=3)] * 2  # type: ignore[union-attr]
