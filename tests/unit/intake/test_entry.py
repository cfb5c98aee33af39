"""Places: an applicant has one application a round and track, and gets its place back by withdrawing or being rejected."""

from __future__ import annotations

from contracts.events.intake.entry import EntryFreed, EntryTaken
from contracts.programme.workflow import StepName, Uniqueness
from services.intake.domain import entry as rules
from services.intake.domain.entry import Entry, Key, fold
from tests.unit.contracts.complete import uscc
from tests.unit.intake.cases import CALL, ID, NOW, OTHER_ID, TRACK, refused

MINE, OTHERS = uscc(1), uscc(2)
TWO = TRACK.model_copy(update={"unique": (TRACK.unique[0].model_copy(update={"most": 2}),)})


def places(**held: str) -> dict[Key, Entry]:
    """The keys of an applicant's places under the rule of two, by ordinal, some of them held."""
    (found,) = [keys for _, keys in rules.places(CALL, TWO, MINE)]
    return {key: Entry(application=held.get(f"_{key[-1]}")) for key in found}


def test_a_place_is_one_of_the_applicant_in_its_round_and_track() -> None:
    ((rule, keys),) = list(rules.places(CALL, TRACK, MINE))
    assert isinstance(rule, Uniqueness)
    assert keys == [("sjz-2024-chain", "0", MINE, "2024-08", "chain-case", "1")]
    others = [rules.places(CALL, TRACK, OTHERS), rules.places(CALL.model_copy(update={"round": "2025-05"}), TRACK, MINE)]
    assert all(keys not in [found for _, found in each] for each in others)


def test_the_first_free_place_is_taken_and_when_none_is_free_the_holder_is_named() -> None:
    free = places()
    assert rules.free_places(CALL, TWO, MINE, free.__getitem__) == [next(iter(free))]
    one = places(_1=ID)
    assert rules.free_places(CALL, TWO, MINE, one.__getitem__)[0][-1] == "2"
    both = places(_1=ID, _2=OTHER_ID)
    full = refused("entry-taken", lambda: rules.free_places(CALL, TWO, MINE, both.__getitem__))
    assert full.link == f"/v1/applications/{OTHER_ID}"
    assert "2" in full.text.zh and (full.source or "").startswith("主管部门自定")


def test_a_place_that_was_given_back_is_taken_again() -> None:
    gap = places(_2=ID)
    assert rules.free_places(CALL, TWO, MINE, gap.__getitem__)[0][-1] == "1"


def test_a_place_is_given_back_by_the_steps_that_the_programme_names() -> None:
    (keys,) = [found for _, found in rules.places(CALL, TRACK, MINE)]
    for step in (StepName.WITHDRAWAL, StepName.REJECTION):
        assert list(rules.held_places(CALL, TRACK, MINE, step)) == keys
    for step in (StepName.RETURN, StepName.ACCEPTANCE):
        assert list(rules.held_places(CALL, TRACK, MINE, step)) == []


def test_a_place_folds_from_its_events() -> None:
    taken = fold(Entry(), EntryTaken(application=ID), NOW)
    assert taken.application == ID
    assert fold(taken, EntryFreed(application=ID), NOW) == Entry()
