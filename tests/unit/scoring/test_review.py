"""The review: its set of cases whatever order they come in, its timetable, and what has to be done before what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.event import Event
from contracts.events.scoring.draw import DrawContinued, DrawPublished, Panel, PoolClosed, Pooled, SeedCommitted
from contracts.events.scoring.ranking import RankingPublished
from contracts.events.scoring.review import ReviewConvened, ReviewEntered, ReviewProgressed
from contracts.programme.programmes import Programmes
from services.scoring.domain import review as rules
from services.scoring.domain.reception import case_facts, case_file, convened
from services.scoring.domain.review import Review, fold
from services.scoring.handlers import consume
from tests.support.scoring import BY, accepted, closed, heard
from tests.unit.intake.cases import CALL, TRACK
from tests.unit.scoring.pooling import EXPERT, EXPERTS, expert
from tests.unit.scoring.reviewing import AGENCY, refused

NOW = datetime(2024, 8, 1, 1, tzinfo=UTC)
DUE = datetime(2024, 8, 23, 16, tzinfo=UTC)
NEW = EXPERTS[1]
CASES = tuple(f"01ARZ3NDEKTSV4RRFFQ69G5F{number:02d}" for number in range(6))


def then(state: Review, *events: Event, at: datetime = NOW) -> Review:
    for event in events:
        state = fold(state, event, at)
    return state


def entered(number: int) -> ReviewEntered:
    return ReviewEntered(review=CALL, case=case_facts(accepted(CASES[number], number)))


def set_of(*numbers: int) -> ReviewConvened:
    return ReviewConvened(review=CALL, region="1301", cases=tuple(CASES[number] for number in numbers))


def convened_review(number: int = 2) -> Review:
    return then(Review(), *(entered(n) for n in range(number)), set_of(*range(number)))


def opened(number: int = 2) -> Review:
    state = convened_review(number)
    return then(state, *rules.open_review(state, AGENCY, DUE, NOW, BY))


def drawn(number: int = 2) -> Review:
    """Drawn, with one expert on each case."""
    pooled = Pooled(expert=EXPERT, pseudonym="p0", entry=expert())
    panels = tuple(Panel(application=case, experts=(EXPERT,), excluded=()) for case in CASES[:number])
    published = DrawPublished(
        review=CALL,
        region="1301",
        agency=AGENCY,
        seed="5" * 64,
        commitment="c" * 64,
        panels=panels,
        absent=(),
        experts=1,
        file="f" * 64,
        by=BY,
    )
    committed = SeedCommitted(review=CALL, commitment="c" * 64, by=BY)
    return then(opened(number), committed, PoolClosed(review=CALL, pool=(pooled,), by=BY), published)


def progressed(case: str, to: str) -> ReviewProgressed:
    return ReviewProgressed.model_validate({"review": CALL, "application": case, "to": to})


def continued(n: int, case: str, chosen: str | None, left: str | None = EXPERT, why: str = "declined") -> DrawContinued:
    said = {"n": n, "application": case, "why": why, "left": left, "chosen": chosen}
    return DrawContinued.model_validate({"review": CALL, **said, "barred": (), "gone": (), "joined": (), "relaxed": ()})


@given(st.permutations([*range(len(CASES)), "closed"]))
def test_whatever_order_the_cases_and_the_closed_round_come_in_the_review_is_the_same(order: list[int | str]) -> None:
    events = [set_of(*range(len(CASES))) if each == "closed" else entered(int(each)) for each in order]
    straight = then(Review(), *(entered(number) for number in range(len(CASES))), set_of(*range(len(CASES))))
    assert then(Review(), *events) == straight


@given(st.permutations(range(4)))
def test_intakes_events_in_any_order_give_the_same_review_and_the_same_cases(order: list[int]) -> None:
    """Through the reactions, as the consumer calls them."""
    events = [accepted(CASES[0], 0), accepted(CASES[1], 1), accepted(CASES[2], 2), closed(CASES[:3])]
    state, received = Review(), {}
    for event in (events[number] for number in order):
        decision = consume.REACTIONS[type(event)](heard(event), None)  # type: ignore[arg-type]
        for stream, changes in decision.changes.items():
            if stream.startswith("review/"):
                state = then(state, *changes)
            else:
                received[stream] = changes
    assert state.status == "convened"
    assert not state.waiting
    assert state == then(Review(), *(entered(n) for n in range(3)), set_of(0, 1, 2))
    assert sorted(received) == [f"case/{case}" for case in CASES[:3]]


def test_a_closed_round_convenes_a_review_for_each_track_that_has_one() -> None:
    (event,) = convened(closed(CASES[:2]), Programmes.all_published().newest("sjz-2024-chain"))
    assert (event.review, event.region, event.cases) == (CALL, "1301", CASES[:2])


def test_reviewers_have_no_bank_account_and_no_contacts() -> None:
    file = case_file(accepted(CASES[0]), TRACK)
    kept_back = {"account_holder", "account_bank", "account_number", "account_routing", "contact", "phone", "email"}
    assert not kept_back & file.form.keys()
    assert {"name", "title", "measures"} <= file.form.keys()


def test_reviewers_have_contacts_where_the_programme_shows_them() -> None:
    review = TRACK.review
    assert review is not None
    shown = review.model_copy(update={"blindness": review.blindness.model_copy(update={"contacts": "shown"})})
    file = case_file(accepted(CASES[0]), TRACK.model_copy(update={"review": shown}))
    assert "phone" in file.form
    assert "account_number" not in file.form


def test_a_review_is_opened_when_its_round_is_closed_and_every_case_has_come() -> None:
    assert opened().status == "opened"
    refused("wrong-status", lambda: rules.open_review(then(Review(), entered(0)), AGENCY, DUE, NOW, BY))
    waiting = then(Review(), entered(0), set_of(0, 1))
    assert CASES[1] in refused("wrong-status", lambda: rules.open_review(waiting, AGENCY, DUE, NOW, BY)).text.zh


def test_a_review_without_cases_is_not_opened() -> None:
    refused("wrong-status", lambda: rules.open_review(then(Review(), set_of()), AGENCY, DUE, NOW, BY))


def test_a_review_is_due_later_than_now_and_is_only_extended_to_a_later_day() -> None:
    refused("invalid-content", lambda: rules.open_review(convened_review(), AGENCY, NOW, NOW, BY))
    refused("invalid-content", lambda: rules.extend(opened(), DUE, "x", NOW, BY))
    refused("invalid-content", lambda: rules.extend(opened(), DUE + timedelta(days=1), "x", DUE + timedelta(days=2), BY))
    state = opened()
    later = DUE + timedelta(days=7)
    assert then(state, *rules.extend(state, later, "x", NOW, BY)).due == later


def test_a_case_that_is_withdrawn_is_not_waited_for() -> None:
    state = then(drawn(), progressed(CASES[0], "scored"))
    assert state.unscored == (CASES[1],)
    assert then(state, progressed(CASES[1], "withdrawn")).unscored == ()


def test_a_score_that_is_taken_back_is_waited_for_again() -> None:
    state = then(drawn(1), progressed(CASES[0], "scored"))
    rules.require_scored(state)
    refusal = refused("cases-unscored", lambda: rules.require_scored(then(state, progressed(CASES[0], "reopened"))))
    assert [fault.pointer for fault in refusal.faults] == [f"/cases/{CASES[0]}"]


def test_a_place_that_is_drawn_again_changes_that_panel_alone() -> None:
    state = then(drawn(), continued(1, CASES[0], NEW))
    assert state.panels == {CASES[0]: (NEW,), CASES[1]: (EXPERT,)}
    assert state.vacant == {}


def test_a_place_that_nobody_takes_is_vacant_until_somebody_does() -> None:
    state = then(drawn(), continued(1, CASES[0], None))
    assert (state.panels[CASES[0]], state.vacant) == ((), {CASES[0]: 1})
    state = then(state, continued(2, CASES[0], None, left=None, why="spread"))
    assert state.vacant == {CASES[0]: 2}
    state = then(state, continued(3, CASES[0], NEW, left=None, why="vacancy"))
    assert (state.panels[CASES[0]], state.vacant) == ((NEW,), {CASES[0]: 1})


def test_a_withdrawn_case_has_no_vacant_places_and_is_told_to_the_next_draw() -> None:
    state = then(drawn(), continued(1, CASES[0], None), progressed(CASES[0], "withdrawn"))
    assert (state.vacant, state.gone) == ({}, (CASES[0],))
    assert then(state, continued(2, CASES[1], NEW)).gone == ()


def test_the_report_comes_after_the_ranking_and_the_ranking_after_the_last_score() -> None:
    refused("cases-unscored", lambda: rules.close(drawn(1), "a" * 64, BY))
    scored = then(drawn(1), progressed(CASES[0], "scored"))
    refused("wrong-status", lambda: rules.close(scored, "a" * 64, BY))
    ranked = then(scored, published())
    assert ranked.status == "ranked"
    (event,) = rules.close(ranked, "a" * 64, BY)
    assert then(ranked, event).status == "closed"
    refused("wrong-status", lambda: rules.close(then(ranked, event), "a" * 64, BY))


def test_no_score_changes_after_the_ranking() -> None:
    scored = then(drawn(1), progressed(CASES[0], "scored"))
    rules.require_unranked(scored)
    refused("wrong-status", lambda: rules.require_unranked(then(scored, published())))


def published() -> RankingPublished:
    return RankingPublished(
        review=CALL,
        region="1301",
        places=(),
        ties=(),
        passing="60",
        passed=0,
        alpha=None,
        inputs="a" * 64,
        file="b" * 64,
        whole="b" * 64,
        salt="c" * 64,
        by=BY,
        note=None,
    )


@pytest.mark.parametrize("status", ["entering", "convened"])
def test_nothing_is_extended_before_the_review_is_open(status: str) -> None:
    state = Review() if status == "entering" else convened_review()
    assert state.status == status
    refused("wrong-status", lambda: rules.extend(state, DUE, "x", NOW, BY))
