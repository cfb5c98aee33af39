"""A public notice: the oldest decision, whole working days, frozen rows that name and reach nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from contracts.days import end_of
from contracts.events.funding.notice import NoticeEnded, NoticePublished, ObjectionLodged
from contracts.programme.fields import Meaning
from contracts.programme.oversight import SHOWABLE, Notice
from services.funding.domain import notice as rules
from services.funding.domain.award import Award
from services.funding.domain.notice import Page, Period
from services.funding.domain.objection import Said, lodge
from tests.unit.funding.awards import (
    BY,
    ENDS,
    ID,
    NOW,
    OBJECTOR,
    OFFER,
    OTHER_ID,
    TRACK,
    decision,
    declined,
    noticed,
    proposed,
    round_of,
    then,
)
from tests.unit.intake.cases import refused


def rule() -> Notice:
    assert TRACK.notice is not None
    return TRACK.notice


def published(number: int = 1, *applications: str) -> NoticePublished:
    awards = [proposed(key) for key in applications or (ID,)]
    rows = tuple(rules.row(award, OFFER, rule()) for award in awards)
    return rules.publish(
        decision(number, *(award.id for award in awards)), Page(number, "link", "5" * 64, "6" * 64, Period(NOW, ENDS), rows), BY
    )


def test_it_runs_for_the_programmes_working_days_after_the_day_on_which_it_begins() -> None:
    assert rules.period(rule(), NOW) == Period(NOW, ENDS)
    before_the_holidays = datetime(2024, 9, 30, 1, tzinfo=UTC)
    assert rules.period(rule(), before_the_holidays).ends == end_of(date(2024, 10, 12))


def test_it_is_not_published_where_no_calendar_covers_its_days() -> None:
    said = refused("conflict", lambda: rules.period(rule(), datetime(2090, 5, 1, tzinfo=UTC)))
    assert "5 个工作日" in said.text.zh
    assert said.source


def test_the_oldest_decision_without_a_notice_is_due_with_its_awards_in_rank_order() -> None:
    awards = {ID: proposed(ID, rank=2), OTHER_ID: proposed(OTHER_ID, rank=1)}
    first, both = round_of([decision(1, ID, OTHER_ID), decision(2, ID)]), [OTHER_ID, ID]
    made, standing = rules.due(first, awards)
    assert (made.decision, [award.id for award in standing]) == (1, both)
    second = round_of([decision(1, ID, OTHER_ID), decision(2, ID), published(1)])
    assert rules.due(second, awards)[0].decision == 2


def test_what_fell_is_not_shown_and_a_decision_of_which_nothing_stands_is_passed_over() -> None:
    awards = {ID: declined(proposed(ID)), OTHER_ID: proposed(OTHER_ID)}
    made, standing = rules.due(round_of([decision(1, ID), decision(2, ID, OTHER_ID)]), awards)
    assert (made.decision, [award.id for award in standing]) == (2, [OTHER_ID])
    refused("wrong-status", lambda: rules.due(round_of([decision(1, ID)]), awards))
    refused("wrong-status", lambda: rules.due(round_of([]), {}))


def test_the_public_reads_options_by_their_titles_and_no_number_that_reaches_a_person() -> None:
    award = proposed(title="联系13812341234或zhang@example.cn的案例")
    row = rules.row(award, OFFER, rule())
    assert list(row.shown) == [meaning.value for meaning in rule().shows]
    assert (row.shown["mode"], row.shown["case-title"]) == ("平台赋能", "联系138******34或z***@example.cn的案例")
    assert award.candidate is not None
    assert row.shown["applicant-name"] == award.candidate.applicant.name


def test_people_are_masked_and_credit_codes_are_not() -> None:
    people = (Meaning.CONTACT_NAME, Meaning.CONTACT_PHONE, Meaning.CONTACT_EMAIL, Meaning.APPLICANT_USCC)
    award = proposed(contact="欧阳建国", phone="13812341234", email="ouyang@example.cn")
    shown = rules.row(award, OFFER, rule().model_copy(update={"shows": people})).shown
    assert shown == {
        "contact-name": "欧***",
        "contact-phone": "138****1234",
        "contact-email": "o***@example.cn",
        "applicant-uscc": award.uscc,
    }


@pytest.mark.parametrize("meaning", sorted(SHOWABLE))
def test_whatever_a_programme_may_show_has_words(meaning: Meaning) -> None:
    assert rules.row(proposed(), OFFER, rule().model_copy(update={"shows": (meaning,)})).shown[meaning.value]


def test_an_industry_that_the_applicant_named_is_free_text() -> None:
    row = rules.row(proposed(scope="core", industry={"other": "传感器（热线0311-86086000）"}), OFFER, rule())
    assert row.shown["industry"] == "传感器（热线031********00）"


def test_it_ends_once_when_its_period_is_over() -> None:
    state = round_of([decision(1, ID), published(1)])
    assert rules.over(state, ENDS.replace(microsecond=0) - (ENDS - NOW) / 2) == []
    assert [notice.notice for notice in rules.over(state, ENDS)] == [1]
    ended = rules.end(state.notices[0], [noticed()])
    assert isinstance(ended, NoticeEnded)
    assert rules.over(round_of([decision(1, ID), published(1), ended]), ENDS) == []


def test_its_end_counts_the_objections_to_it() -> None:
    def objected(state: Award) -> Award:
        lodged = lodge(state, Said("1301", 1, NOW, OBJECTOR, "不属实不属实不属实"), (OTHER_ID, ()), rule(), NOW)
        assert isinstance(lodged, ObjectionLodged)
        return then(state, lodged)

    awards = [objected(noticed()), noticed(OTHER_ID)]
    assert rules.end(published(1), awards).objections == 1
    assert rules.end(published(2), awards).objections == 0
