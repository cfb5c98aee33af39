"""When all are told: everybody on the roll at the event's time, once, also those of whom we hear only later; nobody else."""

from __future__ import annotations

import pytest

from contracts.events.event import Event
from contracts.events.intake.application import ApplicationWithdrawn
from contracts.events.intake.content import Call
from contracts.events.intake.organisation import OrganisationAmended, OrganisationRegistered
from contracts.events.intake.round import RoundMoved, Window
from contracts.events.parties import Address, Division, Organisation
from services.notify.domain.roll import PAGE
from services.notify.streams import REGISTER, ROLL, SUBJECT
from tests.unit.contracts.complete import uscc
from tests.unit.intake import cases
from tests.unit.notify import upstream
from tests.unit.notify.upstream import CALL, DUE, FIRST, SECOND, USCCS
from tests.unit.notify.world import AT, World

OPENED, NOTICE, MOVED = "intake.round.opened", "funding.notice.published", "intake.round.moved"
FIRST_ORGANISATION, SECOND_ORGANISATION = (f"organisation/{USCCS[key]}" for key in (FIRST, SECOND))
MINUTES_LATE = 500


def enterprises(world: World, name: str) -> set[str]:
    return {one for one in world.told(name) if one.startswith("organisation/")}


def moved() -> Event:
    window = Window(opens=AT, closes=DUE)
    return RoundMoved(programme=CALL.programme, round=CALL.round, window=window, reason="延长", document=None, by=cases.CITY)


def many(number: int) -> OrganisationRegistered:
    address = Address(division=Division(code="130102", name="长安区"), street="路1号")
    entry = Organisation(uscc=uscc(1000 + number), kind="enterprise", name=f"企业{number}", address=address, contact=cases.CONTACT)
    return OrganisationRegistered(organisation=entry, by=cases.BY)


def test_a_round_that_opens_is_told_to_every_enterprise_of_the_region_page_by_page() -> None:
    world = World()
    for number in range(1, 2 * PAGE + 6):
        world.hear(many(number))
    world.hear(upstream.opened())
    assert enterprises(world, OPENED) == set()
    assert world.state(REGISTER, "130102").due is not None
    world.broadcast()
    assert len(enterprises(world, OPENED)) == 2 * PAGE + 5
    assert world.state(REGISTER, "130102").due is None
    assert len({one.notification for one in world.sent}) == len(world.sent)


def test_an_enterprise_of_which_we_hear_late_is_told_if_it_was_registered_when_the_round_opened() -> None:
    world = World()
    world.hear(upstream.opened())
    world.broadcast()
    world.consume(world.event(upstream.registered(FIRST), minutes=0))
    world.consume(world.event(upstream.registered(SECOND), minutes=MINUTES_LATE))
    assert enterprises(world, OPENED) == {FIRST_ORGANISATION}


def test_one_of_which_we_hear_while_others_are_being_told_is_told_once() -> None:
    world = World()
    for number in range(1, PAGE + 2):
        world.hear(many(number))
    world.hear(upstream.opened())
    world.consume(world.event(upstream.registered(SECOND), minutes=0))
    world.broadcast()
    assert len(enterprises(world, OPENED)) == PAGE + 2
    inboxes = [one for one in world.sent if one.event.type == f"lianzhu.{OPENED}.v1" and one.to.audience == one.recipient]
    assert len([one for one in inboxes if one.role == "enterprise"]) == PAGE + 2


def test_who_moves_to_another_county_is_told_there() -> None:
    world = World()
    world.hear(upstream.registered(FIRST))
    address = Address(division=upstream.COUNTIES[SECOND], street="路1号")
    world.hear(OrganisationAmended(organisation=upstream.enterprise(FIRST).model_copy(update={"address": address}), by=cases.BY))
    world.hear(upstream.opened())
    world.broadcast()
    assert enterprises(world, OPENED) == {FIRST_ORGANISATION}
    assert world.state(REGISTER, "130102").members[USCCS[FIRST]].left


def test_a_notice_is_told_to_every_applicant_whom_the_city_accepted_and_stands_on_their_timelines() -> None:
    world = World()
    for event in (*upstream.accepting(FIRST), *upstream.accepting(SECOND)[:3]):
        world.hear(event)
    world.hear(upstream.published(FIRST))
    world.broadcast()
    assert enterprises(world, NOTICE) == {FIRST_ORGANISATION}
    assert world.state(SUBJECT, FIRST).timeline[-1].event.type.endswith("notice.published.v1")
    assert all(not step.event.type.endswith("notice.published.v1") for step in world.state(SUBJECT, SECOND).timeline)


def test_an_acceptance_that_reaches_us_after_the_notice_has_been_told_is_told_of_the_notice() -> None:
    world, (registered, drafted, submitted, accepted) = World(), upstream.accepting()
    for event in (registered, drafted, submitted):
        world.consume(world.event(event, minutes=0))
    world.consume(world.event(upstream.published(FIRST), minutes=10))
    world.broadcast()
    assert enterprises(world, NOTICE) == set()
    world.consume(world.event(accepted, minutes=5))
    assert enterprises(world, NOTICE) == {FIRST_ORGANISATION}


def test_who_withdrew_is_not_told_of_the_notice() -> None:
    world = World()
    for event in (*upstream.accepting(FIRST), ApplicationWithdrawn(application=FIRST, reason=None, by=cases.BY), upstream.published(FIRST)):
        world.hear(event)
    world.broadcast()
    assert enterprises(world, NOTICE) == set()


def test_a_round_that_moves_is_told_to_those_who_have_a_draft_and_to_nobody_who_begins_later() -> None:
    world = World()
    world.hear(upstream.registered(FIRST))
    world.hear(upstream.drafted(FIRST))
    world.hear(moved())
    world.hear(upstream.drafted(SECOND))
    world.broadcast()
    assert enterprises(world, MOVED) == {FIRST_ORGANISATION}


def test_who_begins_on_a_roll_that_was_empty_when_the_round_moved_is_told_if_it_began_in_time() -> None:
    world = World()
    world.hear(upstream.registered(FIRST))
    world.hear(moved(), minutes=MINUTES_LATE)
    assert world.state(ROLL, CALL.programme, CALL.round, upstream.COUNTIES[FIRST].code).due is None, "nobody is left to be told"
    world.hear(upstream.drafted(FIRST))
    assert enterprises(world, MOVED) == {FIRST_ORGANISATION}


def test_a_notice_of_one_track_is_not_for_the_applicants_of_another() -> None:
    world = World()
    other = Call(programme=CALL.programme, version=CALL.version, round=CALL.round, track="another-track")
    for event in (*upstream.accepting(FIRST), upstream.published(SECOND).model_copy(update={"call": other})):
        world.hear(event)
    world.broadcast()
    assert enterprises(world, NOTICE) == set()


@pytest.mark.parametrize("again", [2, 3])
def test_a_list_that_is_supplemented_names_all_who_stand_on_it(again: int) -> None:
    world = World()
    by_type = {event.type: event for event in upstream.intake_events(FIRST)}
    world.hear(by_type["lianzhu.intake.list.filed.v1"])
    for number in range(again - 1):
        added = upstream._entry(SECOND).model_copy(update={"application": f"01ARZ3NDEKTSV4RRFFQ69G5F{number:02}"})
        world.hear(by_type["lianzhu.intake.list.supplemented.v1"].model_copy(update={"added": (added,)}))
    bodies = [one.body for one in world.sent if one.event.type.endswith("supplemented.v1") and one.role == "city"]
    assert f"现共{again}件" in bodies[-1]
    assert len(world.state(ROLL, CALL.programme, CALL.round, "130102").listed) == again
