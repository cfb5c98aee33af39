"""The demo's own check that everybody was told: it fails where one change, one channel or one of many who are told is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.notify.notification import NotificationDelivered, NotificationDue
from contracts.events.notify.values import Channel, To
from demo.findings import Published
from demo.telling import applicants_told, changes, reached
from services.notify.domain.happening import Happening, name_of
from services.notify.domain.notification import notification_id
from tests.unit.notify import upstream
from tests.unit.notify.upstream import FIRST, SECOND, USCCS
from tests.unit.notify.world import AT

OWNERS = {FIRST: USCCS[FIRST], SECOND: USCCS[SECOND]}
NOWHERE = To(name=None, email=None, phone=None, endpoint=None, audience=None)


def happened(*data: Event) -> list[Published]:
    """Each a minute after the one before."""
    return [
        CloudEvent(f"event-{n}", "/lianzhu/funding", one.type, f"s/{n}", AT + timedelta(minutes=n), 1, "c", "0" * 64, None, one)
        for n, one in enumerate(data)
    ]


def told(event: Published, uscc: str, *channels: Channel, role: str = "enterprise", delivered: bool = True) -> list[Published]:
    """What notify publishes of an event."""
    found: list[Event] = []
    for channel in channels:
        ref = Happening(event.id, event.type, event.time, event.data).ref
        recipient = f"organisation/{uscc}" if role == "enterprise" else f"office/{role}/1301"
        due = NotificationDue(
            notification=notification_id(ref, recipient, channel),
            event=ref,
            recipient=recipient,
            role=role,
            channel=channel,
            to=NOWHERE,
            language="zh",
            title="某事",
            body="某事",
            payload={},
            obligatory=True,
            application=None,
            programme=None,
            round=None,
            region="1301",
        )
        found += [due, NotificationDelivered(notification=due.notification)] if delivered else [due]
    return [CloudEvent(f"n-{n}", "/lianzhu/notify", one.type, f"n/{n}", AT, 1, "c", "0" * 64, None, one) for n, one in enumerate(found)]


def of(name: str, key: str = FIRST) -> Event:
    return next(event for event in upstream.everything(key) if name_of(event.type) == name)


def right(events: Sequence[Published], notified: Sequence[Published], **channels: Sequence[str]) -> bool:
    return applicants_told(changes(events, OWNERS), reached(notified), channels).right


@pytest.mark.parametrize(
    "name", ["funding.award.decided", "funding.payment.ordered", "funding.evaluation.filed", "funding.objection.lodged"]
)
def test_a_change_of_which_the_enterprise_is_told_nothing_is_found_whether_there_is_a_text_for_it_or_not(name: str) -> None:
    (event,) = events = happened(of(name))
    assert [(change.name, change.uscc) for change in changes(events, OWNERS)] == [(name, USCCS[FIRST])]
    assert right(events, told(event, USCCS[FIRST], "inbox", "email"))
    assert not right(events, [])
    assert not right(events, told(event, "", "inbox", "email", role="city")), "somebody else was told"
    assert not right(events, told(event, USCCS[SECOND], "inbox", "email")), "another enterprise was told"


def test_an_enterprise_is_told_over_the_channels_that_it_chose() -> None:
    (event,) = events = happened(of("funding.payment.made"))
    usual = told(event, USCCS[FIRST], "inbox", "email")
    assert right(events, usual)
    assert not right(events, usual, **{USCCS[FIRST]: ("inbox", "email", "sms")})
    assert right(events, told(event, USCCS[FIRST], "inbox", "sms"), **{USCCS[FIRST]: ("inbox", "sms")})


def test_what_is_only_due_has_not_been_told_but_in_the_inbox_it_is_there_at_once() -> None:
    (event,) = events = happened(of("funding.payment.made"))
    assert not right(events, told(event, USCCS[FIRST], "inbox", "email", delivered=False))
    assert right(events, told(event, USCCS[FIRST], "inbox", delivered=False), **{USCCS[FIRST]: ("inbox",)})


def test_a_notice_is_told_to_all_who_were_accepted_and_have_not_left() -> None:
    withdrawn = of("scoring.case.withdrawn", SECOND)
    for events, wanted in (
        (happened(upstream.accepted(FIRST), upstream.accepted(SECOND), upstream.published(FIRST)), {FIRST, SECOND}),
        (happened(upstream.accepted(FIRST), upstream.accepted(SECOND), withdrawn, upstream.published(FIRST)), {FIRST}),
        (happened(upstream.accepted(FIRST), upstream.published(FIRST), upstream.accepted(SECOND)), {FIRST}),
    ):
        notified = {change.uscc for change in changes(events, OWNERS) if change.name == "funding.notice.published"}
        assert notified == {USCCS[key] for key in wanted}


def test_a_round_that_opens_is_told_to_those_who_are_registered() -> None:
    events = happened(upstream.registered(FIRST), upstream.opened(), upstream.registered(SECOND))
    assert [(change.name, change.uscc) for change in changes(events, OWNERS)] == [("intake.round.opened", USCCS[FIRST])]


def test_nothing_to_tell_proves_nothing() -> None:
    assert not right(happened(of("funding.fund.changed")), [])
