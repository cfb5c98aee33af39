"""What each call tells its applicants and bureaus: by its newest version, of all that can happen by its steps."""

from __future__ import annotations

import pytest

from contracts.events.catalogue import EVENTS
from contracts.programme import NO_NEWS, Programme, StepName, published
from contracts.programme.programmes import Programmes
from contracts.roles import Role

CALLS = Programmes.all_published().codes
MINISTRYS = [("miit-2021-255", 2, 3), ("miit-2024-cluster", 3, 4)]
OF_STEPS = {
    "intake.application.drafted": StepName.SUBMISSION,
    "intake.application.submitted": StepName.SUBMISSION,
    "intake.application.resubmitted": StepName.CORRECTION,
    "intake.application.returned": StepName.RETURN,
    "intake.application.rejected": StepName.REJECTION,
    "intake.application.withdrawn": StepName.WITHDRAWAL,
    "intake.application.checked": StepName.RECOMMENDATION,
    "intake.application.prepared": StepName.RECOMMENDATION,
    "intake.application.recommended": StepName.RECOMMENDATION,
    "intake.application.paper-received": StepName.RECEIPT,
    "intake.application.accepted": StepName.ACCEPTANCE,
    "intake.application.concluded": StepName.RESULT,
    "scoring": StepName.REVIEW,
    "funding": StepName.AWARD,
}
"""By which step of a programme an event comes about; of what the other services publish, by that with which they begin."""
OF_BUREAUS = ("submitted", "resubmitted", "withdrawn", "prepared")


def happens(programme: Programme, event: str) -> bool:
    step = OF_STEPS.get(event) or OF_STEPS[event.partition(".")[0]]
    return any(step in track.steps for track in programme.tracks.values())


def changes(programme: Programme) -> set[str]:
    """What can happen to an application of the call and is news to its applicant."""
    named = {name.removeprefix("lianzhu.").removesuffix(".v1") for name, event in EVENTS.items() if "application" in event.model_fields}
    return {name for name in named if not name.startswith("notify.") and name not in NO_NEWS and happens(programme, name)}


@pytest.mark.parametrize("code", CALLS)
def test_an_applicant_is_told_of_every_change_that_the_steps_of_its_call_bring(code: str) -> None:
    programme = Programmes.all_published().newest(code)
    told = changes(programme) | {"intake.organisation.registered", "intake.organisation.amended", "intake.round.moved"}
    assert {event for event in told if Role.ENTERPRISE not in programme.notifications.of(event)} == set()


@pytest.mark.parametrize("code", CALLS)
def test_the_bureau_that_recommends_is_told_what_it_has_to_check_and_to_confirm_and_what_it_does_not_have_any_more(code: str) -> None:
    programme = Programmes.all_published().newest(code)
    bureaus = {role for track in programme.tracks.values() for role in track.steps[StepName.RECOMMENDATION].by}
    for event in (f"intake.application.{step}" for step in OF_BUREAUS):
        if happens(programme, event):
            texts = programme.notifications.of(event)
            assert bureaus <= texts.keys(), event
            assert all(texts[role].obligatory for role in bureaus), event


@pytest.mark.parametrize("code", CALLS)
def test_who_files_a_list_and_who_gets_it_are_told_what_becomes_of_it(code: str) -> None:
    programme = Programmes.all_published().newest(code)
    filers = {role for track in programme.tracks.values() for role in track.steps[StepName.FILING].by} - {Role.PROVIDER}
    to = {role for track in programme.tracks.values() for table in track.tables for role in table.to}
    for event in ("intake.list.filed", "intake.list.returned", "intake.list.received", "intake.round.moved"):
        assert filers <= programme.notifications.of(event).keys(), event
    for event in ("intake.list.filed", "intake.list.supplemented"):
        assert to <= programme.notifications.of(event).keys(), event


@pytest.mark.parametrize(("code", "before", "after"), MINISTRYS)
def test_the_versions_that_tell_of_every_change_differ_from_those_before_in_their_texts_only(code: str, before: int, after: int) -> None:
    earlier, later = (published()[code, version] for version in (before, after))
    apart = {"version", "notifications"}
    assert later.model_dump(exclude=apart) == earlier.model_dump(exclude=apart)
    assert all(later.notifications.texts[event].items() >= texts.items() for event, texts in earlier.notifications.texts.items())


@pytest.mark.parametrize("code", CALLS)
def test_what_is_obligatory_in_the_subsidy_is_so_in_the_ministrys_calls(code: str) -> None:
    chain = Programmes.all_published().newest("sjz-2024-chain").notifications
    said = Programmes.all_published().newest(code).notifications
    for event in changes(Programmes.all_published().newest(code)) & chain.texts.keys():
        assert said.of(event)[Role.ENTERPRISE].obligatory is chain.of(event)[Role.ENTERPRISE].obligatory, event
