"""Who is told of what: everybody whom the programme's texts name, in whole sentences, once, and nobody else."""

from __future__ import annotations

import re

import pytest

from contracts.events.catalogue import EVENTS
from contracts.events.event import Event
from contracts.events.funding.award import Firm
from contracts.events.notify.endpoint import DirectoryEntered
from contracts.events.notify.office import RecipientEntry, RecipientRegistered
from contracts.events.notify.organisation import PurposeContact, SettingsChanged
from contracts.events.notify.values import Language, Reach
from contracts.events.parties import Contact
from contracts.programme.notifications import NO_NEWS, VARIABLES
from services.notify.domain.addressing import purpose_of
from services.notify.domain.happening import name_of
from services.notify.domain.values import OWN, values
from services.notify.reactions.table import REACTIONS
from services.notify.streams import DIRECTORY, EXPERT, OFFICE, ORGANISATION, SUBJECT
from tests.unit.contracts import complete
from tests.unit.intake import cases
from tests.unit.notify import upstream
from tests.unit.notify.upstream import CITY, FIRST, SECOND, USCCS
from tests.unit.notify.world import World

TEXTS = complete.programme().notifications.texts
OWN_INBOX = f"organisation/{USCCS[FIRST]}"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
ENDPOINT = "01HZZZZZZZZZZZZZZZZZZZZZP1"


def by_name() -> dict[str, Event]:
    return {name_of(event.type): event for event in upstream.everything()}


def world(*keys: str) -> World:
    """These applications are accepted, and the expert is registered."""
    world = World()
    world.hear(upstream.expert_registered())
    for key in keys or (FIRST,):
        for event in upstream.accepting(key):
            world.hear(event)
    return world


def settle(world: World, channels: tuple[Reach, ...], *opt_outs: str, language: str = "zh", finance: Contact | None = None) -> None:
    contacts = (PurposeContact(purpose="finance", contact=finance),) if finance else ()
    settings = SettingsChanged.model_validate(
        {"uscc": USCCS[FIRST], "contacts": contacts, "channels": channels, "language": language, "opt_outs": opt_outs, "by": cases.BY}
    )
    world.happen(ORGANISATION.stream(USCCS[FIRST]), settings)


def test_every_event_with_a_text_is_one_that_exists_with_values_for_all_its_variables() -> None:
    assert OWN.keys() == VARIABLES.keys()
    assert {f"lianzhu.{name}.v1" for name in VARIABLES} <= EVENTS.keys()
    assert VARIABLES.keys() == by_name().keys(), "the tests know one of each"


@pytest.mark.parametrize("name", VARIABLES)
def test_every_text_on_an_event_is_filled_in_whole_in_both_languages(name: str) -> None:
    known = world()
    telling = known.prepared(by_name()[name])
    for language in LANGUAGES:
        filled = values(telling.happening, telling.facts, language)
        assert filled.keys() == VARIABLES[name]
        for text in TEXTS.get(name, {}).values():
            said = getattr(text, language).fill(filled)
            assert not re.search("[{}]|None|“”|（）", said.title + said.body), said.body


def test_notify_reacts_to_every_event_that_somebody_is_told_of() -> None:
    assert {name_of(event.type) for event in REACTIONS} >= VARIABLES.keys()


# Recipients


def test_an_enterprise_is_told_in_its_inbox_and_by_email_and_its_county_in_the_offices_inbox() -> None:
    known = World()
    for event in upstream.accepting()[:3]:
        known.hear(event)
    told = known.told("intake.application.submitted")
    assert set(told) == {OWN_INBOX, "office/county/130102", "system/130102"}
    mine = known.told("intake.application.submitted", "email")[OWN_INBOX]
    assert (mine.to.email, mine.to.name, mine.obligatory) == ("zhang@example.cn", "张三", True)
    assert mine.title == "申报已提交"
    assert upstream.TITLES[FIRST] in mine.body and FIRST in mine.body and "长安区" in mine.body
    assert known.told("intake.application.submitted", "inbox")[OWN_INBOX].to.audience == OWN_INBOX


def test_the_people_of_an_office_are_told_themselves_in_their_own_language() -> None:
    known = World()
    entry = RecipientEntry(name="王五", email="wang@example.cn", phone=None, channels=("email",), language="en", opt_outs=())
    registered = RecipientRegistered(role="county", place="130102", recipient=ENDPOINT, entry=entry, by=cases.FIRST)
    known.happen(OFFICE.stream("county", "130102"), registered)
    for key in (FIRST, SECOND):
        for event in upstream.accepting(key)[:3]:
            known.hear(event)
    told = [one for one in known.sent if one.recipient == f"officer/{ENDPOINT}"]
    assert [(one.title, one.application, one.to.email) for one in told] == [("New application", FIRST, "wang@example.cn")]


def test_who_wants_neither_email_nor_sms_has_the_inbox_and_is_told_all_the_same_of_what_is_obligatory() -> None:
    known = world()
    settle(known, ())
    known.hear(by_name()["intake.application.checked"])
    known.hear(by_name()["intake.application.returned"])
    assert {one.channel for one in known.sent if one.event.type.endswith("checked.v1") and one.recipient == OWN_INBOX} == {"inbox"}
    assert {one.channel for one in known.sent if one.event.type.endswith("returned.v1") and one.recipient == OWN_INBOX} == {
        "inbox",
        "email",
    }


def test_nobody_opts_out_of_what_is_obligatory() -> None:
    known = world()
    settle(known, ("email",), "intake.application.checked", "intake.application.returned")
    known.hear(by_name()["intake.application.checked"])
    known.hear(by_name()["intake.application.returned"])
    assert OWN_INBOX not in known.told("intake.application.checked")
    assert OWN_INBOX in known.told("intake.application.returned")


def test_an_sms_goes_to_a_mobile_phone_with_the_values_of_its_template() -> None:
    known = world()
    settle(known, ("email", "sms"), language="en")
    known.hear(by_name()["funding.payment.made"])
    sms = known.told("funding.payment.made", "sms")[OWN_INBOX]
    assert (sms.to.phone, sms.language) == ("13812341234", "en")
    assert sms.payload["variables"]["amount"] == "500,000 yuan"
    assert sms.payload["variables"].keys() == VARIABLES["funding.payment.made"]


def test_a_landline_takes_no_sms() -> None:
    known = world()
    landline = Contact(name="李会计", phone="0311-86086000", email="li@example.cn")
    settle(known, ("sms",), finance=landline)
    known.hear(by_name()["funding.payment.made"])
    assert not known.told("funding.payment.made", "sms")
    assert known.told("funding.payment.made", "email")[OWN_INBOX].to.email == "li@example.cn"


def test_what_concerns_money_goes_to_whom_the_enterprise_named_for_it() -> None:
    known = world()
    settle(known, ("email",), finance=Contact(name="李会计", phone="13812340000", email="li@example.cn"))
    for name in ("funding.payment.made", "funding.audit.passed"):
        known.hear(by_name()[name])
    assert known.told("funding.payment.made", "email")[OWN_INBOX].to.email == "li@example.cn"
    assert known.told("funding.audit.passed", "email")[OWN_INBOX].to.email == "zhang@example.cn"


def test_what_concerns_money_is_every_payment_the_account_and_what_is_demanded_back() -> None:
    of_money = {name for name in VARIABLES if purpose_of(name) == "finance"}
    payments = {f"funding.payment.{step}" for step in ("ordered", "made", "returned", "stopped")}
    assert of_money == payments | {"funding.account.amended", "funding.award.clawed-back", "funding.award.recovered"}


def test_the_people_of_an_office_opt_out_of_what_is_not_obligatory_and_their_inbox_has_it_all_the_same() -> None:
    known = World()
    opted = ("intake.application.accepted", "intake.application.submitted")
    entry = RecipientEntry(name="王五", email="wang@example.cn", phone=None, channels=("email",), language="zh", opt_outs=opted)
    registered = RecipientRegistered(role="county", place="130102", recipient=ENDPOINT, entry=entry, by=cases.FIRST)
    known.happen(OFFICE.stream("county", "130102"), registered)
    for event in upstream.accepting():
        known.hear(event)
    assert f"officer/{ENDPOINT}" not in known.told("intake.application.accepted")
    assert "office/county/130102" in known.told("intake.application.accepted")
    assert f"officer/{ENDPOINT}" in known.told("intake.application.submitted"), "it is obligatory"


def test_amounts_and_days_are_said_as_people_say_them() -> None:
    known = world()
    known.hear(by_name()["funding.payment.made"])
    body = known.told("funding.payment.made", "inbox")[OWN_INBOX].body
    assert "500,000元" in body and "2024年10月1日" in body
    known.hear(by_name()["intake.application.returned"])
    assert "2024年7月11日" in known.told("intake.application.returned", "inbox")[OWN_INBOX].body


@pytest.mark.parametrize(
    ("name", "offices"),
    [
        ("funding.audit.ordered", {f"office/audit-firm/{upstream.FIRM.uscc}"}),
        ("funding.audit.cancelled", {f"office/audit-firm/{upstream.FIRM.uscc}"}),
        ("funding.fund.audit-ordered", {f"office/audit-firm/{upstream.FIRM.uscc}"}),
        ("funding.fund.audited", {f"office/city/{CITY}", f"office/finance/{CITY}"}),
        ("funding.decision.prepared", {f"office/approver/{CITY}"}),
        ("funding.decision.discarded", {f"office/city/{CITY}"}),
        ("funding.account.amended", {f"office/city/{CITY}"}),
        ("funding.payment.returned", {f"office/city/{CITY}"}),
        ("funding.award.promoted", {f"office/city/{CITY}"}),
        ("funding.award.revoked", {f"office/finance/{CITY}"}),
        ("funding.evaluation.filed", {f"office/city/{CITY}"}),
        ("scoring.draw.published", {f"office/agency/{upstream.AGENCY.uscc}"}),
        ("funding.payment.ordered", {f"office/finance/{CITY}"}),
        ("funding.proposal.made", {f"office/approver/{CITY}"}),
        ("intake.list.filed", {f"office/city/{CITY}", "office/county/130102"}),
        ("intake.list.returned", {"office/county/130102"}),
        ("scoring.assignment.made", {f"expert/{upstream.EXPERT}"}),
        ("scoring.assignment.extended", {f"expert/{upstream.EXPERT}"}),
    ],
)
def test_what_concerns_an_office_goes_to_that_one(name: str, offices: set[str]) -> None:
    known = world()
    known.hear(by_name()[name])
    assert {one for one in known.told(name) if one.startswith(("office/", "expert/"))} == offices


def test_a_firm_that_is_replaced_and_the_one_that_follows_are_each_told_what_is_theirs_and_not_why() -> None:
    known, after = world(), Firm(name="河北明鉴会计师事务所", uscc=complete.uscc(802))
    known.hear(by_name()["funding.audit.cancelled"].model_copy(update={"reason": "原事务所与企业有利益关系"}))
    known.hear(by_name()["funding.audit.ordered"].model_copy(update={"firm": after}))
    assert known.told("funding.audit.cancelled", "inbox").keys() == {f"office/audit-firm/{upstream.FIRM.uscc}"}
    assert known.told("funding.audit.ordered", "inbox").keys() == {f"office/audit-firm/{after.uscc}", OWN_INBOX}
    assert not [one for one in known.sent if "利益关系" in f"{one.body}{one.payload}"]


def test_a_round_that_closes_is_told_to_every_county_of_the_city_and_to_none_beyond() -> None:
    known = world()
    known.hear(by_name()["intake.round.closed"])
    counties = {one for one in known.told("intake.round.closed") if one.startswith("office/county/")}
    assert {"office/county/130102", "office/county/130104"} < counties
    assert all(one.startswith("office/county/1301") for one in counties)


# Systems


def test_an_endpoint_is_told_what_it_wants_of_its_region_and_of_no_other() -> None:
    known = World()
    for region, topics in (("1301", ()), ("130104", ()), ("130102", ("funding.payment.made",)), ("1302", ())):
        entered = DirectoryEntered(endpoint=f"{ENDPOINT[:-2]}{region[-2:]}", topics=topics, language="zh")
        known.happen(DIRECTORY.stream(region), entered)
    for event in upstream.accepting():
        known.hear(event)
    hooks = known.told("intake.application.accepted", "webhook")
    assert set(hooks) == {f"endpoint/{ENDPOINT[:-2]}01"}
    (hook,) = hooks.values()
    assert (hook.to.endpoint, hook.payload["application"], hook.payload["region"]) == (f"{ENDPOINT[:-2]}01", FIRST, "130102")
    assert hook.payload["type"] == "intake.application.accepted"


# Once


def test_an_event_that_comes_again_makes_the_same_notifications_and_so_none() -> None:
    known = world()
    event = known.hear(by_name()["intake.application.returned"])
    before = [one.notification for one in known.sent]
    known.consume(event)
    assert [one.notification for one in known.sent] == before
    assert len(set(before)) == len(before)


# The timeline


def test_the_timeline_holds_every_step_that_the_applicant_may_know_in_both_languages() -> None:
    known = world()
    for name in ("scoring.case.scored", "funding.award.proposed", "scoring.extra-review.ordered", "intake.application.prepared"):
        known.hear(by_name()[name])
    steps = known.state(SUBJECT, FIRST).timeline
    names = [name_of(step.event.type) for step in steps]
    assert names == [
        *(f"intake.application.{step}" for step in ("drafted", "submitted", "accepted")),
        "scoring.case.scored",
        "funding.award.proposed",
    ]
    assert (steps[1].zh.title, steps[1].en.title) == ("申报已提交", "Application submitted")


OF_MINISTRIES = "intake.application.concluded"
CHANGES = [name for name in by_name() if "case" in VARIABLES[name] and name not in NO_NEWS | {OF_MINISTRIES}]


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_of_an_application_is_told_to_its_enterprise_and_is_a_step_on_its_timeline(name: str) -> None:
    known = world()
    event = known.hear(by_name()[name])
    assert OWN_INBOX in known.told(name, "inbox") and OWN_INBOX in known.told(name, "email")
    assert event.id in [step.event.id for step in known.state(SUBJECT, FIRST).timeline]


def test_an_application_of_an_earlier_version_is_told_in_the_words_of_that_one() -> None:
    known = World()
    first = upstream.CALL.model_copy(update={"version": 1})
    for event in (upstream.registered(), upstream.drafted(call=first), upstream.submitted(), upstream.accepted()):
        known.hear(event)
    for name in ("funding.award.decided", "funding.award.proposed"):
        known.hear(by_name()[name])
    assert not known.told("funding.award.decided", "inbox"), "the first version has no words for it"
    assert OWN_INBOX in known.told("funding.award.proposed", "inbox")


def test_who_objected_is_not_told_to_the_enterprise_with_the_objection() -> None:
    known = world()
    known.hear(by_name()["funding.objection.lodged"])
    told = known.told("funding.objection.lodged", "inbox")[OWN_INBOX]
    assert "2024年7月11日" in told.body
    hidden = (upstream.OBJECTOR.name, upstream.OBJECTOR.phone, upstream.OBJECTOR.email, "虚报")
    assert not [secret for secret in hidden if str(secret) in f"{told.title}{told.body}{told.payload}"]


def test_an_amended_account_is_named_by_its_last_digits_only() -> None:
    known = world()
    known.hear(by_name()["funding.account.amended"])
    told = known.told("funding.account.amended", "email")[OWN_INBOX]
    assert "尾号2222" in told.body
    assert "6222020402022222222" not in f"{told.body}{told.payload}"


# Out of order: the order of events across topics and streams is not given


def test_what_comes_before_the_application_is_known_waits_and_is_told_then() -> None:
    known, early = World(), by_name()["funding.award.proposed"]
    registered, drafted, submitted, accepted = upstream.accepting()
    event = known.hear(early, 90)
    assert (known.sent, len(known.state(SUBJECT, FIRST).held)) == ([], 1)
    for data in (registered, drafted, submitted):
        known.hear(data)
    assert not known.told("funding.award.proposed"), "what is scored is what was accepted"
    known.hear(accepted)
    assert set(known.told("funding.award.proposed")) >= {OWN_INBOX}
    assert known.told("funding.award.proposed", "inbox")[OWN_INBOX].event.id == event.id
    assert known.state(SUBJECT, FIRST).held == ()
    assert [name_of(step.event.type) for step in known.state(SUBJECT, FIRST).timeline][-1] == "funding.award.proposed"


def test_the_notifications_of_any_order_are_the_same() -> None:
    events = [by_name()[name] for name in ("scoring.case.scored", "funding.award.waiting", "funding.award.promoted")]
    before = [upstream.expert_registered(), *upstream.accepting()]
    orders = ([*before, *events], [*events, *before], [events[1], *before, events[0], events[2]])
    ids = []
    for order in orders:
        known = World()
        for data in order:
            known.consume(known.event(data, name_of(data.type)))
        ids.append({one.notification for one in known.sent})
    assert ids[0] == ids[1] == ids[2]
    assert len(ids[0]) > 10


def test_what_comes_before_the_expert_is_known_waits_and_is_told_then() -> None:
    known = World()
    known.hear(by_name()["scoring.assignment.made"])
    assert (known.sent, len(known.state(EXPERT, upstream.EXPERT).held)) == ([], 1)
    known.hear(upstream.expert_registered())
    inbox = known.told("scoring.assignment.made", "inbox")[f"expert/{upstream.EXPERT}"]
    assert (inbox.to.audience, known.state(EXPERT, upstream.EXPERT).held) == ("person/qian", ())


def test_what_was_scored_waits_for_the_acceptance_also_where_the_application_is_known() -> None:
    known, (registered, drafted, submitted, accepted) = World(), upstream.accepting()
    for data in (registered, drafted, submitted, by_name()["scoring.case.scored"]):
        known.hear(data)
    assert (known.told("scoring.case.scored"), len(known.state(SUBJECT, FIRST).held)) == ({}, 1)
    known.hear(accepted)
    assert OWN_INBOX in known.told("scoring.case.scored")


def test_a_draft_that_comes_before_its_enterprise_is_told_by_mail_when_the_enterprise_is_known() -> None:
    known, (registered, drafted, *_) = World(), upstream.accepting()
    known.hear(drafted)
    assert (known.told("intake.application.drafted"), len(known.state(ORGANISATION, USCCS[FIRST]).held)) == ({}, 1)
    known.hear(registered)
    assert set(known.told("intake.application.drafted", "email")) == {OWN_INBOX}
    assert known.state(ORGANISATION, USCCS[FIRST]).held == ()


def test_a_reminder_without_words_of_its_own_is_told_in_the_words_in_which_it_fell_due() -> None:
    assert "funding.evaluation.reminded" not in TEXTS
    bodies = []
    for name in ("funding.evaluation.due", "funding.evaluation.reminded"):
        heard = world()
        heard.hear(by_name()[name])
        bodies.append(heard.told(name, "inbox")[OWN_INBOX].body)
    assert bodies[0] == bodies[1]
