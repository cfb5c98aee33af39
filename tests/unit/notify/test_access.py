"""Who reads whose inbox, who sees a timeline and the ledger, who may change settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts.events.notify.notification import NotificationDue
from contracts.refusal import Refusal
from services.chassis.identity import ANONYMOUS, Principal
from services.notify import access
from services.notify.domain.notification import Notification
from services.notify.domain.subject import Subject
from services.notify.streams import SUBJECT
from tests.unit.notify import upstream
from tests.unit.notify.upstream import AGENCY, CITY, FIRST, USCCS
from tests.unit.notify.world import World


def person(role: str, *regions: str, organisation: str | None = None, subject: str = "somebody") -> Principal:
    return Principal(subject, "某人", frozenset({role}), regions, organisation)


def system(*scopes: str, subject: str = "key:city", regions: tuple[str, ...] = (CITY,)) -> Principal:
    return Principal(subject, "city", frozenset({"city-system"}), regions, None, frozenset(scopes), "system")


CALLERS: dict[str, Principal] = {
    "own": person("enterprise", organisation=USCCS[FIRST]),
    "another enterprise": person("enterprise", organisation=USCCS[upstream.SECOND]),
    "county": person("county", "130102"),
    "another county": person("county", "130104"),
    "city": person("city", CITY),
    "another city": person("city", "1302"),
    "overseer": person("overseer", CITY),
    "finance": person("finance", CITY),
    "agency": person("agency", CITY, organisation=AGENCY.uscc),
    "expert": person("expert", CITY, subject="qian"),
    "system that filed": system(access.READ, subject="zhang"),
    "a system without the scope": system(subject="zhang"),
    "another system": system(access.READ),
    "nobody": ANONYMOUS,
}
INBOXES: dict[str, str] = {
    "own": f"organisation/{USCCS[FIRST]}",
    "county": "office/county/130102",
    "city": f"office/city/{CITY}",
    "finance": f"office/finance/{CITY}",
    "agency": f"office/agency/{AGENCY.uscc}",
    "expert": "person/qian",
}


@pytest.fixture(scope="module")
def world() -> World:
    world = World()
    world.hear(upstream.expert_registered())
    for event in (*upstream.accepting(), *upstream.scoring_events(), *upstream.funding_events()):
        world.hear(event)
    return world


@pytest.fixture(scope="module")
def subject(world: World) -> Subject:
    return world.state(SUBJECT, FIRST)


def said(ask: Callable[[], object]) -> str | None:
    try:
        ask()
    except Refusal as refusal:
        return refusal.slug
    return None


@pytest.mark.parametrize("who", CALLERS)
def test_one_reads_the_inboxes_of_oneself_and_ones_own_offices_only(who: str) -> None:
    mine = set(access.audiences(CALLERS[who]))
    for reader, inbox in INBOXES.items():
        assert (inbox in mine) == (who == reader)


def test_a_city_officer_does_not_read_the_inbox_of_a_county() -> None:
    assert "office/city/130102" not in access.audiences(CALLERS["city"])
    assert "office/county/130102" not in access.audiences(person("county", CITY))


@pytest.mark.parametrize("who", CALLERS)
def test_the_timeline_is_for_the_applicant_and_the_bureaus_around(who: str, subject: Subject) -> None:
    expected = who in {"own", "system that filed", "county", "city", "overseer"}
    assert said(lambda: access.require_timeline(CALLERS[who], subject)) == (None if expected else "not-found")


@pytest.mark.parametrize("who", CALLERS)
def test_the_ledger_is_for_the_bureaus_around_and_an_applicant_is_told_so(who: str, subject: Subject) -> None:
    expected = None if who in {"county", "city", "overseer"} else "forbidden" if who in {"own", "system that filed"} else "not-found"
    assert said(lambda: access.require_ledger(CALLERS[who], subject)) == expected


def test_a_bureau_does_not_see_a_draft() -> None:
    world = World()
    world.hear(upstream.drafted())
    assert said(lambda: access.require_timeline(CALLERS["county"], world.state(SUBJECT, FIRST))) == "not-found"
    assert said(lambda: access.require_timeline(CALLERS["own"], world.state(SUBJECT, FIRST))) is None


def test_a_county_learns_nothing_of_experts_from_the_ledger() -> None:
    assert access.visible(CALLERS["county"]) == {"role": {"$in": ["enterprise", "county"]}}
    assert access.visible(CALLERS["city"]) == {}


@pytest.mark.parametrize("who", CALLERS)
def test_who_may_see_a_notification(who: str, world: World) -> None:
    for one in world.sent:
        state = Notification(sent=one)
        assert access.sees(CALLERS[who], state) == _expected(who, one), (one.recipient, one.channel)


def _expected(who: str, one: NotificationDue) -> bool:
    if (
        who in INBOXES
        and one.channel == "inbox"
        and one.recipient in {INBOXES[who], f"expert/{upstream.EXPERT}" if who == "expert" else ""}
    ):
        return True
    if who in {"city", "overseer"}:
        return True
    if who == "another county":
        return one.recipient == "office/county/130104"
    if who == "county":
        return one.region == "130102" and one.role in {"enterprise", "county"}
    return "system" in who and one.channel == "feed"


def test_only_a_bureau_of_the_region_sends_again(world: World) -> None:
    mail = next(one for one in world.sent if one.channel == "email" and one.role == "enterprise" and one.region == "130102")
    state = Notification(sent=mail)
    found = {who: said(lambda who=who: access.require_redelivery(CALLERS[who], state)) for who in CALLERS}  # type: ignore[misc]
    assert {who for who, slug in found.items() if slug is None} == {"county", "city"}
    assert {who for who, slug in found.items() if slug == "forbidden"} == {"overseer"}


def test_a_system_sends_again_and_acknowledges_what_went_to_its_own_endpoint(world: World) -> None:
    feed = next(one for one in world.sent if one.channel == "feed")
    hook = Notification(sent=feed.model_copy(update={"channel": "webhook"}))
    for rule in (access.require_redelivery, access.require_reader):
        assert said(lambda rule=rule: rule(system(), hook, "key:city")) is None  # type: ignore[misc]
        assert said(lambda rule=rule: rule(system(), hook, "key:other")) == "not-found"  # type: ignore[misc]


def test_only_who_was_told_says_that_they_read_it(world: World) -> None:
    inbox = Notification(sent=next(one for one in world.sent if one.recipient == INBOXES["own"] and one.channel == "inbox"))
    assert said(lambda: access.require_reader(CALLERS["own"], inbox)) is None
    assert said(lambda: access.require_reader(CALLERS["county"], inbox)) == "forbidden"
    assert said(lambda: access.require_reader(CALLERS["another enterprise"], inbox)) == "not-found"


@pytest.mark.parametrize("who", CALLERS)
def test_settings_and_recipients_are_ones_own(who: str) -> None:
    assert (said(lambda: access.require_settings(CALLERS[who], USCCS[FIRST])) is None) == (who == "own")
    assert (said(lambda: access.require_office(CALLERS[who], "county", "130102")) is None) == (who == "county")
    assert (said(lambda: access.require_office(CALLERS[who], "agency", AGENCY.uscc)) is None) == (who == "agency")
    assert said(lambda: access.require_office(CALLERS[who], "enterprise", USCCS[FIRST])) == "not-found"
