"""The ministry's result: of what stands on a list that it has received, by a document of a plausible day; the last one stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts.events.intake.result import Announcement
from contracts.programme.programmes import Programmes
from services.intake.domain.application import Application, Status
from services.intake.domain.result import Announced, conclude
from services.intake.domain.summary_list import SummaryList
from tests.unit.intake import cases
from tests.unit.intake.cases import CITY, ID, NOW, refused

TRACK = Programmes.all_published().newest("miit-2021-255").tracks["sme-case"]
RECEIVED = SummaryList(ref=cases.REF, filing=1, filed=frozenset({ID}), filed_at=NOW - timedelta(days=3), received_on=date(2024, 6, 29))
SELECTED = Announced("selected", Announcement(number="工信厅企业函〔2024〕33号", date=date(2024, 7, 1)), None)
NOT = Announced("not-selected", Announcement(number="工信厅企业函〔2024〕34号", date=date(2024, 7, 1)), "复核")


def concluded(state: Application, said: Announced = SELECTED, listed: SummaryList = RECEIVED) -> Application:
    return cases.then(state, conclude(state, listed, TRACK, said, (CITY, NOW)))


def test_what_is_selected_says_so_and_by_which_document() -> None:
    state = concluded(cases.recommended())
    assert state.status is Status.SELECTED
    assert state.result is not None
    assert (state.result.document.number, state.result.at) == ("工信厅企业函〔2024〕33号", NOW)


def test_a_later_document_mends_an_earlier_one_and_the_same_again_is_nothing() -> None:
    first = concluded(cases.recommended())
    assert conclude(first, RECEIVED, TRACK, SELECTED, (CITY, NOW)) == []
    assert concluded(first, NOT).status is Status.NOT_SELECTED


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (RECEIVED.model_copy(update={"filed": frozenset()}), "不在已报送的汇总表中"),
        (RECEIVED.model_copy(update={"received_on": None}), "尚未登记收到汇总表"),
    ],
)
def test_nothing_is_selected_that_was_not_filed_and_received(listed: SummaryList, said: str) -> None:
    assert said in refused("wrong-status", lambda: concluded(cases.recommended(), listed=listed)).text.zh


@pytest.mark.parametrize("state", [cases.drafted, cases.prepared, cases.returned, cases.rejected, cases.withdrawn, cases.accepted])
def test_what_is_elsewhere_gets_no_result(state: object) -> None:
    assert callable(state)
    refused("wrong-status", lambda: concluded(state()))


@pytest.mark.parametrize(("day", "code"), [(date(2024, 6, 27), "too-early"), (date(2024, 7, 2), "too-late")])
def test_it_was_announced_between_the_filing_and_today(day: date, code: str) -> None:
    said = Announced("selected", Announcement(number="一号", date=day), None)
    (fault,) = refused("invalid-content", lambda: concluded(cases.recommended(), said)).faults
    assert (fault.code, fault.pointer) == (code, "/document/date")
