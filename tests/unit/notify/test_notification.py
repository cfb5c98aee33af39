"""The delivery ledger: tries, their schedule and their end; once recorded, twice said; redelivery under the same id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contracts.events.event import Event
from contracts.events.notify.notification import NotificationDue
from contracts.events.notify.values import EventRef, To
from contracts.refusal import Refusal
from services.notify.domain import notification as rules
from services.notify.domain.notification import Notification, Said, State, notification_id
from services.notify.domain.schedule import ATTEMPTS
from tests.unit.intake import cases

AT = datetime(2024, 7, 1, 1, tzinfo=UTC)
EVENT = EventRef(id="c-1.1", type="lianzhu.funding.payment.made.v1", at=AT)
KEY = notification_id(EVENT, "organisation/x", "email")
DELIVERED, RETRY, REFUSED = Said("delivered", "250 OK", 250), Said("retry", "greylisted", 451), Said("refused", "no such user", 550)


def due() -> Notification:
    to = To(name="张三", email="zhang@example.cn", phone=None, endpoint=None, audience=None)
    made = NotificationDue(
        notification=KEY,
        event=EVENT,
        recipient="organisation/x",
        role="enterprise",
        channel="email",
        to=to,
        language="zh",
        title="已拨付",
        body="已拨付500,000元",
        payload={},
        obligatory=True,
        application=None,
        programme=None,
        round=None,
        region="1301",
    )
    return then(Notification(), [made], AT)


def then(state: Notification, events: list[Event], at: datetime) -> Notification:
    for event in events:
        state = rules.fold(state, event, at)
    return state


def tried(state: Notification, said: Said, at: datetime = AT) -> Notification:
    return then(state, rules.attempt(state, len(state.attempts) + 1, said, at), at)


def test_an_id_follows_from_event_recipient_and_channel_and_sorts_by_the_events_time() -> None:
    assert notification_id(EVENT, "organisation/x", "email") == KEY
    others = {
        notification_id(EVENT, "organisation/y", "email"),
        notification_id(EVENT, "organisation/x", "sms"),
        notification_id(EVENT.model_copy(update={"id": "c-1.2"}), "organisation/x", "email"),
    }
    assert len(others | {KEY}) == 4
    later = EVENT.model_copy(update={"at": AT + timedelta(milliseconds=1)})
    assert notification_id(later, "organisation/x", "email") > max(others | {KEY})


def test_what_is_delivered_is_due_no_more() -> None:
    state = tried(due(), DELIVERED)
    assert (state.state, state.due, state.delivered, len(state.attempts)) == (State.DELIVERED, None, AT, 1)


def test_what_may_go_better_is_tried_again_at_growing_distances_and_then_given_up() -> None:
    state, at, waits = due(), AT, []
    while state.state is State.DUE:
        state = tried(state, RETRY, at)
        if state.due:
            waits.append(state.due - at)
            at = state.due
    assert (state.state, len(state.attempts), state.abandoned) == (State.ABANDONED, ATTEMPTS, "greylisted")
    assert waits == sorted(waits) and timedelta(hours=75) < at - AT < timedelta(hours=76)


def test_a_wish_to_wait_is_honoured() -> None:
    state = tried(due(), Said("retry", "busy", 503, timedelta(minutes=10)))
    assert state.due == AT + timedelta(minutes=10)


def test_what_will_never_go_is_given_up_at_once() -> None:
    state = tried(due(), REFUSED)
    assert (state.state, state.due, state.abandoned, state.attempts[0].code) == (State.ABANDONED, None, "no such user", 550)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_try_that_was_recorded_or_never_began_is_not_recorded(number: int) -> None:
    state = tried(due(), RETRY)
    assert rules.attempt(state, number, DELIVERED, AT) == []


def test_a_late_answer_changes_nothing_of_what_is_delivered() -> None:
    state = tried(due(), DELIVERED)
    assert rules.attempt(state, 2, RETRY, AT) == []


def test_redelivery_keeps_the_id_and_begins_a_new_schedule() -> None:
    state = tried(due(), REFUSED)
    again = then(state, rules.redeliver(state, state.to, "邮箱已恢复", cases.CITY), AT + timedelta(days=9))
    assert (again.state, again.due, again.redeliveries, again.abandoned) == (State.DUE, AT + timedelta(days=9), 1, None)
    assert again.sent == state.sent
    again = tried(again, RETRY, AT + timedelta(days=9))
    assert again.due == AT + timedelta(days=9, seconds=5)
    assert [one.number for one in again.attempts] == [1, 2]


def test_what_is_sent_again_goes_to_the_address_by_now_and_both_stay_on_record() -> None:
    state = tried(due(), REFUSED)
    moved = To(name="张三", email="zhang@new.example.cn", phone=None, endpoint=None, audience=None)
    again = tried(then(state, rules.redeliver(state, moved, "邮箱已变更", cases.CITY), AT), DELIVERED)
    assert again.to == moved
    assert [one.address for one in again.attempts] == ["zhang@example.cn", "zhang@new.example.cn"]
    assert again.sent == state.sent


def test_what_is_still_being_sent_is_not_sent_again_by_hand() -> None:
    with pytest.raises(Refusal) as said:
        rules.redeliver(tried(due(), RETRY), None, "快", cases.CITY)
    assert said.value.slug == "wrong-status"


def test_a_reader_acknowledges_once() -> None:
    state = then(due(), rules.acknowledge(due(), cases.CITY), AT)
    assert [one.by for one in state.acknowledged] == [cases.CITY.subject]
    assert rules.acknowledge(state, cases.CITY) == []
    assert rules.acknowledge(state, cases.FIRST) != []


def test_what_does_not_exist_is_neither_sent_nor_read() -> None:
    with pytest.raises(Refusal, match="no such notification"):
        rules.redeliver(Notification(), None, "x", cases.CITY)
    with pytest.raises(Refusal, match="no such notification"):
        rules.acknowledge(Notification(), cases.CITY)
