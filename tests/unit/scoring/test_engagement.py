"""What an expert takes on in a review: the undertaking before anything is opened, and the reminder before the due date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.events.scoring.assignment import AssignmentExtended, AssignmentMade, AssignmentSpared
from services.scoring.domain import engagement
from services.scoring.domain.engagement import Engagement, fold, sign
from services.scoring.domain.undertaking import undertaking
from tests.unit.intake.cases import CALL, PROGRAMME
from tests.unit.scoring.reviewing import AT, BY, CASE, CONTACT, EXPERTS, refused

WORDS = undertaking(PROGRAMME, CALL)
DUE, REMIND = AT + timedelta(days=15), AT + timedelta(days=12)


def made(*cases: str, remind: timedelta = timedelta(days=12)) -> AssignmentMade:
    return AssignmentMade(review=CALL, expert=EXPERTS[0], contact=CONTACT, cases=cases or (CASE,), due=DUE, remind=AT + remind)


ENGAGED = fold(Engagement(), made(), AT)


def signed() -> Engagement:
    (event,) = sign(ENGAGED, WORDS, WORDS.digest, CONTACT.name, BY)
    return fold(ENGAGED, event, AT)


def test_nothing_is_opened_before_the_undertaking_is_signed() -> None:
    said = refused("undertaking-required", lambda: engagement.require_signed(ENGAGED, "/v1/reviews/a/b/c/undertaking"))
    assert said.link == "/v1/reviews/a/b/c/undertaking"
    engagement.require_signed(signed(), "")


def test_signing_twice_is_signing_once() -> None:
    assert sign(signed(), WORDS, WORDS.digest, CONTACT.name, BY) == []


@pytest.mark.parametrize(("text", "name", "pointer"), [("0" * 64, "李四", "/text"), (WORDS.digest, "张三", "/name")])
def test_what_is_signed_are_its_present_words_in_the_experts_own_name(text: str, name: str, pointer: str) -> None:
    said = refused("invalid-content", lambda: sign(ENGAGED, WORDS, text, name, BY))
    assert [fault.pointer for fault in said.faults] == [pointer]


def test_who_was_never_drawn_signs_nothing() -> None:
    refused("not-found", lambda: sign(Engagement(), WORDS, WORDS.digest, CONTACT.name, BY))


def test_the_undertaking_names_its_review_in_both_languages() -> None:
    for words in (WORDS.text.zh, WORDS.text.en):
        assert CALL.round in words
    assert PROGRAMME.title.zh in WORDS.text.zh and "保密" in WORDS.text.zh and "利害关系" in WORDS.text.zh
    other = undertaking(PROGRAMME, CALL.model_copy(update={"round": "2025-05"}))
    assert other.digest != WORDS.digest


def test_cases_add_up_and_none_twice() -> None:
    state = fold(ENGAGED, made(CASE, "01ARZ3NDEKTSV4RRFFQ69G5FAW"), AT)
    assert state.cases == (CASE, "01ARZ3NDEKTSV4RRFFQ69G5FAW")


def test_an_expert_is_reminded_once_and_again_when_there_is_more_time() -> None:
    assert ENGAGED.remind == REMIND
    (event,) = engagement.remind(ENGAGED, 3, DUE)
    state = fold(ENGAGED, event, REMIND)
    assert state.remind is None
    later = AssignmentExtended(
        review=CALL, expert=EXPERTS[0], contact=CONTACT, due=DUE + timedelta(days=9), remind=REMIND + timedelta(days=9)
    )
    state = fold(state, later, REMIND)
    assert (state.due, state.remind) == (DUE + timedelta(days=9), REMIND + timedelta(days=9))


def test_who_misses_no_sheet_is_spared_the_reminder_and_the_timer_is_over() -> None:
    (event,) = engagement.remind(ENGAGED, 0, DUE)
    assert isinstance(event, AssignmentSpared)
    assert fold(ENGAGED, event, REMIND).remind is None


def test_who_is_drawn_behind_the_reminder_is_not_reminded_at_once() -> None:
    assert fold(Engagement(), made(remind=timedelta(days=-1)), AT).remind is None


def test_nobody_is_reminded_who_was_never_engaged() -> None:
    assert engagement.remind(Engagement(), 1, DUE) == []
