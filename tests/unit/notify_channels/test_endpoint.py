"""An endpoint's life, and that its region's directory has it exactly while it is active."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.events.parties import Filer
from contracts.refusal import Refusal
from services.notify.domain import endpoint as rules
from services.notify.domain.audience import office, readers, regions_around, system
from services.notify.domain.endpoint import Changes, Directory, Endpoint, State, Wish

AT = datetime(2024, 7, 1, 1, tzinfo=UTC)
KEY = "01J1Q000000000000000000000"
BY = Filer(subject="key:tangshan", name="tangshan", kind="system")
WISH = Wish(url="https://hooks.example.cn/", topics=("funding.payment.made",), language="zh")
OTHER = Wish(url="https://other.example.cn/", topics=(), language="en")

COMMANDS = {
    "amend": lambda state: rules.amend(state, OTHER, BY),
    "amend back": lambda state: rules.amend(state, WISH, BY),
    "rotate": lambda state: rules.rotate(state, BY),
    "disable": lambda state: rules.disable(state, "HTTP 410"),
    "enable": lambda state: rules.enable(state, BY),
    "delete": lambda state: rules.delete(state, BY),
}


def after(state: Endpoint, directory: Directory, changes: Changes) -> tuple[Endpoint, Directory]:
    for event in changes[0]:
        state = rules.fold(state, event, AT)
    for event in changes[1]:
        directory = rules.fold_directory(directory, event, AT)
    return state, directory


def registered() -> tuple[Endpoint, Directory]:
    return after(Endpoint(), Directory(), rules.register(KEY, "1301", WISH, BY))


def test_a_new_endpoint_is_active_and_wants_what_it_asked_for() -> None:
    state, directory = registered()
    assert (state.state, state.client, state.region, state.wish) == (State.ACTIVE, "key:tangshan", "1301", WISH)
    assert [entry.endpoint for entry in directory.wanting("funding.payment.made")] == [KEY]
    assert directory.wanting("funding.award.confirmed") == ()


def test_one_without_topics_wants_all() -> None:
    state, directory = registered()
    state, directory = after(state, directory, rules.amend(state, OTHER, BY))
    assert len(directory.entries) == 1 and directory.wanting("funding.award.confirmed")[0].language == "en"


@given(some.lists(some.sampled_from(sorted(COMMANDS)), max_size=20))
def test_the_directory_has_it_exactly_while_it_is_active(names: list[str]) -> None:
    state, directory = registered()
    for name in names:
        with suppress(Refusal):
            state, directory = after(state, directory, COMMANDS[name](state))
        listed = [(entry.topics, entry.language) for entry in directory.entries]
        assert listed == ([(state.wish.topics, state.wish.language)] if state.state is State.ACTIVE else [])
        assert (state.reason is not None) == (state.state is State.DISABLED)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"disable"}))
def test_nothing_can_be_done_with_what_was_deleted(name: str) -> None:
    state, directory = registered()
    state, _ = after(state, directory, rules.delete(state, BY))
    with pytest.raises(Refusal):
        COMMANDS[name](state)


def test_what_changes_nothing_is_no_event() -> None:
    state, directory = registered()
    assert rules.amend(state, WISH, BY) == ([], [])
    disabled, _ = after(state, directory, rules.disable(state, "gone"))
    assert rules.disable(disabled, "gone") == ([], [])


def test_a_system_reads_what_happens_in_its_region_and_in_all_that_lies_within() -> None:
    assert readers(system("130102")) == ("system/13", "system/1301", "system/130102")
    assert readers(office("county", "130102")) == ("office/county/130102",)
    assert regions_around("1301") == ("13", "1301") and regions_around("") == ()
