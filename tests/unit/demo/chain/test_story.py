from __future__ import annotations

from collections import Counter

from contracts.form import FaultCode, check_form
from contracts.problems import CATALOGUE
from contracts.programme.programmes import Programmes
from demo.chain import story
from demo.chain.call import PROGRAMME, TRACK
from demo.chain.data.company import companies, company
from demo.chain.data.content import form_content
from demo.chain.data.partner import SHARED
from demo.chain.round import OVERLAPPING
from demo.chain.slips import SLIPS


def test_everybody_named_in_the_story_is_there_and_plays_one_part() -> None:
    keys = {one.key for one in story.everybody()}
    parts = [
        story.EARLY_AND_LATE,
        story.LATE,
        story.RETURNED_BY_COUNTY,
        story.RETURNED_BY_CITY,
        story.REJECTED,
        story.WITHDRAWN_BEFORE,
        story.WITHDRAWN_AFTER,
        story.SELF_CONFIRMED,
    ]
    assert len(set(parts)) == len(parts) and set(parts) <= keys
    assert SLIPS.keys() <= {one.key for one in story.filers()}
    assert {frozenset(pair) for pair in SHARED.items()} == {frozenset(pair) for pair in OVERLAPPING}


def test_enough_applications_are_accepted_and_every_other_end_is_there_too() -> None:
    ends = Counter(story.end_of(one.key) for one in story.everybody())
    assert ends["accepted"] >= 12
    assert ends.keys() == {"accepted", "rejected", "withdrawn", "draft"}


def test_a_list_remains_for_every_county_whose_list_is_returned_or_supplemented() -> None:
    accepted = Counter(one.county for one in companies() if story.end_of(one.key) == "accepted")
    assert min(accepted[company(key).county] for key in (story.LATE, story.RETURNED_BY_CITY)) >= 2
    assert accepted[story.LIST_RETURNED] >= 1


def test_every_expected_refusal_is_a_type_of_the_catalogue() -> None:
    for slips in SLIPS.values():
        for slip in slips:
            assert slip.wrong.slug in CATALOGUE
            assert slip.wrong.code is None or slip.wrong.code in set(FaultCode)


def test_the_sole_trader_is_refused_as_such_and_for_nothing_else() -> None:
    offer = Programmes.all_published().newest(PROGRAMME).offers[TRACK]
    assert [fault.code for fault in check_form(offer, form_content(story.sole_trader()))] == [FaultCode.SOLE_TRADER]
