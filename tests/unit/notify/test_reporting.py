"""Calls of the ministry: who reports for a region is told; a filer's own list is for its filer and the ministry alone."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.events.event import Event
from contracts.events.intake.application import ApplicationDrafted, ApplicationResubmitted, ApplicationSubmitted, ApplicationWithdrawn
from contracts.events.intake.content import Call
from contracts.events.intake.examination import ApplicationReturned
from contracts.events.intake.list import ListFiled, ListReceived, ListRef
from contracts.events.intake.organisation import OrganisationRegistered
from contracts.events.intake.result import Announcement, ApplicationConcluded
from contracts.events.parties import Address, Division
from contracts.programme.programmes import Programmes
from contracts.regions import find_region
from services.notify.domain.scope import governing
from services.notify.streams import ROLL
from tests.unit.contracts.complete import uscc
from tests.unit.intake import cases
from tests.unit.notify import upstream
from tests.unit.notify.world import World

VERSION = Programmes.all_published().newest("miit-2021-255").version
CALL = Call(programme="miit-2021-255", version=VERSION, round="2021", track="scenario-solution")
KEY, PROVIDER = cases.ID, uscc(1)
SHA = "a" * 64


def division(code: str) -> Division:
    found = find_region(code)
    assert found is not None
    return Division(code=code, name=found.full_name)


def drafted(region: str) -> ApplicationDrafted:
    return ApplicationDrafted(application=KEY, call=CALL, applicant="示例服务商", uscc=PROVIDER, region=division(region), by=cases.BY)


def world(region: str) -> World:
    """A provider of this county is registered, and has begun a case."""
    made = World()
    made.hear(upstream.registered(upstream.FIRST))
    made.hear(drafted(region))
    return made


def ref(region: str, bureau: str, owner: str | None = None) -> ListRef:
    return ListRef(programme=CALL.programme, version=VERSION, round=CALL.round, region=division(region), bureau=bureau, owner=owner)


def filed(of: ListRef, *applications: str) -> ListFiled:
    entries = tuple(upstream._entry(upstream.FIRST).model_copy(update={"application": one}) for one in applications)
    return ListFiled(list=of, filing=1, entries=entries, contact=cases.CONTACT, scan=SHA, by=cases.CITY)


@pytest.mark.parametrize(
    ("region", "office"), [("130102", "office/province/13"), ("210202", "office/city/2102"), ("659001", "office/city/6590")]
)
def test_the_ministrys_result_is_told_to_who_reports_for_the_region_and_to_the_applicant(region: str, office: str) -> None:
    known = world(region)
    document = Announcement(number="工信厅企业函〔2022〕33号", date=date(2022, 2, 18))
    known.hear(ApplicationConcluded(application=KEY, outcome="selected", document=document, note=None, by=cases.CITY))
    told = known.told("intake.application.concluded", "inbox")
    assert told.keys() == {office, f"organisation/{PROVIDER}"}
    assert told[office].body.endswith("入选。文件：工信厅企业函〔2022〕33号（2022年2月18日）。")


def filed_by(way: str) -> list[Event]:
    """The provider files its solution: directly, or for the province to recommend it."""
    content = upstream.content().model_copy(update={"form": {"way": way}})
    said = {"application": KEY, "content": content, "by": cases.BY}
    again = ApplicationResubmitted.model_validate(said | {"submission": 2})
    return [ApplicationSubmitted.model_validate(said | {"call": CALL}), again]


def test_what_the_applicant_does_is_told_to_who_reports_for_the_region() -> None:
    known = world("130102")
    for event in (*filed_by("province"), ApplicationWithdrawn(application=KEY, reason=None, by=cases.BY)):
        known.hear(event)
    for step in ("submitted", "resubmitted", "withdrawn"):
        assert known.told(f"intake.application.{step}", "inbox").keys() == {"office/province/13", f"organisation/{PROVIDER}"}


def test_no_bureau_is_told_of_what_is_filed_directly() -> None:
    known = world("130102")
    for event in (*filed_by("direct"), ApplicationWithdrawn(application=KEY, reason=None, by=cases.BY)):
        known.hear(event)
    for step in ("submitted", "resubmitted", "withdrawn"):
        assert known.told(f"intake.application.{step}", "inbox").keys() == {f"organisation/{PROVIDER}"}


def test_no_bureau_is_told_of_a_draft_that_is_withdrawn() -> None:
    known = world("130102")
    known.hear(ApplicationWithdrawn(application=KEY, reason=None, by=cases.BY))
    (told,) = known.told("intake.application.withdrawn", "inbox").values()
    assert (told.recipient, "“草稿”" in told.body) == (f"organisation/{PROVIDER}", True)


def test_an_enterprise_outside_every_citys_call_is_told_of_its_registration_in_the_words_of_the_ministry() -> None:
    known = World()
    address = Address(division=division("210202"), street="中山路1号")
    known.hear(OrganisationRegistered(organisation=upstream.enterprise().model_copy(update={"address": address}), by=cases.BY))
    assert known.told("intake.organisation.registered").keys() == {f"organisation/{PROVIDER}"}
    known.hear(upstream.registered(upstream.SECOND))
    last = known.told("intake.organisation.registered", "inbox")[f"organisation/{upstream.USCCS[upstream.SECOND]}"]
    assert "申报书" in last.body, "where a city has a call, in the city's words"


def test_what_is_about_no_call_is_told_in_the_words_of_a_province_before_those_of_the_nation() -> None:
    nation = Programmes.all_published().newest(CALL.programme)
    province = nation.model_copy(update={"programme": "a", "authority": nation.authority.model_copy(update={"region": "21"})})
    both = Programmes({("a", 1): province, nation.key: nation})
    assert (governing("210202", both), governing("220202", both)) == (province, nation)


def test_a_return_names_who_reports_for_the_region() -> None:
    known = world("659001")
    due = cases.NOW
    known.hear(ApplicationReturned(application=KEY, level="province", reasons=cases.REASONS, due=due, by=cases.CITY))
    (told,) = known.told("intake.application.returned", "inbox").values()
    assert "由新疆生产建设兵团主管部门退回" in told.body


def test_a_round_of_the_nation_is_told_to_all_who_report() -> None:
    known = World()
    opened = upstream.opened().model_copy(update={"programme": CALL.programme, "version": VERSION, "round": "2021", "region": "00"})
    known.hear(opened)
    told = known.told("intake.round.opened", "inbox")
    assert {"office/province/13", "office/city/2102", "office/city/6590"} <= told.keys()
    assert not {"office/province/00", "office/city/1301"} & told.keys()


def test_a_filers_own_list_is_counted_apart_and_told_to_the_filer_and_the_ministry_only() -> None:
    known = world("130102")
    known.hear(filed(ref("13", "河北省"), "01HZZZZZZZZZZZZZZZZZZZZZA1", "01HZZZZZZZZZZZZZZZZZZZZZA2"))
    own = ref("130102", "示例服务商", PROVIDER)
    known.hear(filed(own, KEY))
    assert len(known.state(ROLL, CALL.programme, CALL.round, "13").listed) == 2
    assert known.state(ROLL, CALL.programme, CALL.round, PROVIDER).listed == (KEY,)
    assert known.state(ROLL, CALL.programme, CALL.round, "130102").listed == ()
    last = known.told("intake.list.filed", "inbox")["office/ministry/00"]
    assert last.body == "示例服务商报送了2021批次案例汇总表，共1件。"
    assert known.told("intake.list.filed", "feed").keys() == {"system/13"}, "systems are told of the province's list, not of the filer's"
    known.hear(ListReceived(list=own, on=date(2021, 10, 26), copies=1, by=cases.CITY))
    assert known.told("intake.list.received", "inbox").keys() == {f"organisation/{PROVIDER}"}
