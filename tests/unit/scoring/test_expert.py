"""Experts: active until suspended or expired, the last day included."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from contracts.events.event import Event
from contracts.events.parties import Officer
from services.scoring.domain import expert as rules
from services.scoring.domain.expert import Registration, fold
from tests.unit.scoring.pooling import EXPERT, expert, registration
from tests.unit.scoring.reviewing import refused

BY = Officer(subject="city", name="赵六")
AT = datetime(2024, 8, 1, 1, tzinfo=UTC)


def then(state: Registration, *events: Event) -> Registration:
    for event in events:
        state = fold(state, event, AT)
    return state


def test_a_registered_expert_is_on_the_list_of_the_region() -> None:
    state = then(Registration(), rules.register(EXPERT, "1301", expert(), BY))
    assert state == registration()


@pytest.mark.parametrize(("day", "status"), [("2024-08-31", "active"), ("2024-09-01", "expired")])
def test_the_last_day_as_an_expert_is_included(day: str, status: str) -> None:
    state = registration(expires=date(2024, 8, 31))
    assert state.status(date.fromisoformat(day)) == status


def test_who_is_suspended_is_no_longer_active_until_reinstated() -> None:
    state = registration()
    state = then(state, *rules.suspend(state, "失联", BY))
    assert (state.status(AT.date()), state.suspended) == ("suspended", "失联")
    refused("wrong-status", lambda: rules.suspend(state, "再次", BY))
    state = then(state, *rules.reinstate(state, "恢复", BY))
    assert state.status(AT.date()) == "active"
    refused("wrong-status", lambda: rules.reinstate(state, "恢复", BY))


def test_amending_nothing_says_nothing() -> None:
    assert rules.amend(registration(), expert(), BY) == []


def test_an_amended_entry_is_the_whole_from_now_on() -> None:
    state = registration(suspended="失联")
    state = then(state, *rules.amend(state, expert(regions=("130121",)), BY))
    assert state.entry is not None
    assert (state.entry.regions, state.suspended) == (("130121",), "失联")


def test_an_unknown_expert_is_not_found() -> None:
    for rule in (lambda: rules.suspend(Registration(), "x", BY), lambda: rules.amend(Registration(), expert(), BY)):
        refused("not-found", rule)


def test_an_account_that_was_taken_is_refused() -> None:
    rules.require_free(0, "a")
    refused("conflict", lambda: rules.require_free(1, "a"))
