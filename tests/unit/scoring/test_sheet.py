"""A score sheet against the rubric: each thing that can be wrong with it, said at its place; and its total, exact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.programme.rubric import Rubric
from services.scoring.domain import sheet
from services.scoring.domain.sheet import Entry, Scale, Writing
from tests.unit.scoring.reviewing import BY, CRITERIA, EXPERTS, REASON, RULES, drawn, received, refused, scale, submitted, then, writing

RUBRIC: Rubric = RULES.rubric
FIRST = CRITERIA[0]


def changed(**entries: Entry | None) -> Writing:
    """A complete sheet, with these criteria written otherwise, or not at all."""
    marks = {**writing().marks, **entries}
    return Writing(marks={code: entry for code, entry in marks.items() if entry is not None})


def faults(written: Writing, rubric: Rubric = RUBRIC) -> list[tuple[str, str]]:
    return [(fault.code, fault.pointer) for fault in Scale.of(rubric, drawn()).faults(written)]


def test_a_complete_sheet_has_no_fault() -> None:
    assert faults(writing()) == []


@pytest.mark.parametrize(
    ("entry", "code", "place"),
    [
        (None, "missing", "score"),
        (Entry(), "missing", "score"),
        (Entry(score=101, reason=REASON), "out-of-range", "score"),
        (Entry(score=-1, reason=REASON), "out-of-range", "score"),
        (Entry(score=59), "reason-required", "reason"),
        (Entry(score=91, reason="好"), "reason-required", "reason"),
        (Entry(score=59, reason="理" * 9), "reason-required", "reason"),
        (Entry(score=59, reason="  \n " * 10), "reason-required", "reason"),
        (Entry(score=80, reason="有\x07声"), "unprintable", "reason"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(entry: Entry | None, code: str, place: str) -> None:
    assert faults(changed(**{FIRST: entry})) == [(code, f"/marks/{FIRST}/{place}")]


@pytest.mark.parametrize(
    "entry",
    [Entry(score=60), Entry(score=90), Entry(score=59, reason="理" * 10), Entry(score=100, reason=REASON), Entry(score=0, reason=REASON)],
)
def test_a_reason_is_needed_below_and_above_the_levels_only(entry: Entry) -> None:
    assert faults(changed(**{FIRST: entry})) == []


def test_a_reason_is_counted_as_documents_count() -> None:
    """An unbroken run of Latin letters is one 字."""
    assert faults(changed(**{FIRST: Entry(score=95, reason="abcdefghijklmnop")})) == [("reason-required", f"/marks/{FIRST}/reason")]


def test_a_score_off_the_grid_is_said_with_the_step() -> None:
    rubric = RUBRIC.model_copy(update={"step": 5})
    (fault,) = Scale.of(rubric, drawn()).faults(changed(**{FIRST: Entry(score=83)}))
    assert (fault.code, fault.pointer, fault.limit, fault.actual) == ("off-step", f"/marks/{FIRST}/score", 5, 83)


def test_a_criterion_that_the_rubric_lacks_is_said() -> None:
    assert faults(changed(**{"a/b~c": Entry(score=80)})) == [("unknown-criterion", "/marks/a~1b~0c")]


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_submitted() -> None:
    said = refused("invalid-content", lambda: sheet.submit(drawn(), scale(drawn()), EXPERTS[0], Writing(), BY))
    assert [fault.pointer for fault in said.faults] == [f"/marks/{code}/score" for code in CRITERIA]


def test_the_marks_stand_in_the_order_of_the_rubric() -> None:
    backwards = Writing(marks=dict(reversed(writing().marks.items())))
    event = sheet.submit(drawn(), scale(drawn()), EXPERTS[0], backwards, BY)
    assert tuple(mark.criterion for mark in event.marks) == CRITERIA


def test_the_weights_are_those_of_the_cases_mode() -> None:
    weights = {mode: scale(received(mode=mode)).weights for mode in ("platform", "green")}
    assert (weights["platform"]["empowerment"], weights["green"]["empowerment"]) == (25, 30)
    assert all(sum(each.values()) == 100 for each in weights.values())


@given(st.fixed_dictionaries({code: st.integers(0, 100) for code in CRITERIA}))
def test_the_total_is_exact(scores: dict[str, int]) -> None:
    found = scale(PANEL_CASE)
    hundredths = sum(found.weights[code] * score for code, score in scores.items())
    assert found.total(scores) == f"{hundredths // 100}.{hundredths % 100:02d}"


PANEL_CASE = drawn()


def test_a_submitted_sheet_is_locked() -> None:
    state = submitted(drawn(), {EXPERTS[0]: 70})
    said = refused("wrong-status", lambda: sheet.submit(state, scale(state), EXPERTS[0], writing(), BY))
    assert "锁定" in said.text.zh
    refused("wrong-status", lambda: sheet.require_writable(state, EXPERTS[0]))
    assert sheet.require_writable(state, EXPERTS[1]).expert == EXPERTS[1]


def test_a_sheet_is_written_for_an_accepted_case_only() -> None:
    state = drawn()
    fresh = then(state).model_copy(update={"seats": tuple(seat.model_copy(update={"accepted_at": None}) for seat in state.seats)})
    refused("wrong-status", lambda: sheet.submit(fresh, scale(fresh), EXPERTS[0], writing(), BY))


def test_a_sheet_after_the_due_date_is_marked_and_one_before_it_is_not() -> None:
    due = datetime(2024, 9, 10, 16, tzinfo=UTC)
    given = sheet.submit(drawn(), scale(drawn()), EXPERTS[0], writing(), BY)
    assert [sheet.dated(given, due, due + timedelta(seconds=second)).late for second in (-1, 0)] == [False, True]
