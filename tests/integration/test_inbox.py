"""Consumed events take effect once and in the order of their stream, or are among the dead letters with the reason; none is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.errors import PyMongoError

from contracts.envelope import CloudEvent, OutgoingEvent, encode
from contracts.refusal import Refusal, Text
from services.chassis.clock import ManualClock
from services.chassis.deadletters import DeadLetters, Received
from services.chassis.decisions import Decision, Streams
from services.chassis.failures import PermanentError, RetryableError
from services.chassis.inbox import Inbox
from tests.support.counter import COUNTER, Added, Scheduled, add
from tests.support.instances import Instance, Platform

NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)


def received(stream: str, sequence: int, *, offset: int | None = None, note: Any = "", event_type: str = Added.type) -> Received:
    """An event of another service's counter as it comes from the bus; its place there is where it was first published."""
    event = OutgoingEvent(
        f"{stream}.{sequence}", "/lianzhu/other", event_type, stream, NOW, sequence, "c", "0" * 64, {"amount": 1, "note": note}
    )
    message = encode(event)
    place = sequence if offset is None else offset
    return Received(f"other.{stream}", 0, place, message.key, message.value, tuple(message.headers))


def without(record: Received, header: str) -> Received:
    return replace(record, headers=tuple(one for one in record.headers if one[0] != header))


@dataclass
class Reaction:
    """Adds one to the counter of the same name; ``trouble`` says which error the event with this note meets, how many times."""

    trouble: dict[str, tuple[Exception, int]] = field(default_factory=dict)

    def __call__(self, event: CloudEvent[Any], streams: Streams) -> Decision:
        error, times = self.trouble.get(event.data.note, (None, 0))
        if error is not None and times > 0:
            self.trouble[event.data.note] = (error, times - 1)
            raise error
        return add(event.subject, note=event.data.note)(streams)


@dataclass
class Consuming:
    """An instance with its inbox."""

    counters: Platform
    instance: Instance
    inbox: Inbox
    reaction: Reaction
    dead: DeadLetters

    async def letters(self) -> dict[str, str]:
        """The kind of each dead letter, by its place on the bus."""
        return {row["_id"]: row["kind"] for row in await self.dead.all()}

    async def total(self, name: str) -> int:
        row = await self.counters.row(name)
        return row["total"] if row else 0

    async def notes(self, name: str) -> list[str]:
        state = (await self.instance.store.load([COUNTER.stream(name)]))[COUNTER.stream(name)].state
        return list(state.model_dump()["notes"])


Consumer = Callable[..., Consuming]


@pytest.fixture
def consumer(counters: Platform) -> Consumer:
    """Makes consumers on one store, each a process of its own."""

    def make(trouble: dict[str, tuple[Exception, int]] | None = None, **pace: Any) -> Consuming:
        instance, dead, reaction = counters.instance(), DeadLetters(counters.database), Reaction(trouble or {})
        return Consuming(counters, instance, instance.inbox(dead, {Added: reaction}, **pace), reaction, dead)

    return make


async def test_an_event_takes_effect_and_the_commit_says_where_it_came_from(consumer: Consumer) -> None:
    one = consumer()
    await one.inbox.handle([received("a", 1, offset=41)])
    (commit,) = await one.counters.commits()
    assert {name: commit.cause[name] for name in ("event", "source", "stream", "sequence", "topic", "partition", "offset")} == {
        "event": "a.1",
        "source": "/lianzhu/other",
        "stream": "a",
        "sequence": 1,
        "topic": "other.a",
        "partition": 0,
        "offset": 41,
    }
    assert [part.stream for part in commit.parts] == ["counter/a", "inbox/lianzhu/other/a"]


async def test_a_redelivery_is_success_and_changes_nothing(consumer: Consumer) -> None:
    one, other = consumer(), consumer()
    records = [received("a", n) for n in (1, 2, 3)]
    await one.inbox.handle([*records, *records])
    await one.inbox.handle(records)
    await other.inbox.handle([received("a", n, offset=100 + n) for n in (2, 3, 4)])
    assert await one.total("a") == 4
    assert await one.letters() == {}


async def test_two_processes_that_have_the_same_events_in_hand_do_them_once(consumer: Consumer) -> None:
    one, other = consumer(), consumer()
    records = [received(name, n) for n in range(1, 41) for name in "abc"]
    await asyncio.gather(one.inbox.handle(records), other.inbox.handle(records))
    assert [await one.total(name) for name in "abc"] == [40, 40, 40]
    assert len(await one.counters.commits()) == 120
    assert await one.letters() == {}


async def test_an_event_nobody_reacts_to_is_taken_note_of_so_that_its_successors_go_on(consumer: Consumer) -> None:
    one = consumer()
    scheduled = encode(OutgoingEvent("a.1", "/lianzhu/other", Scheduled.type, "a", NOW, 1, "c", "0" * 64, {"due": "2024-07-01T00:00:00Z"}))
    await one.inbox.handle([Received("other.a", 0, 1, scheduled.key, scheduled.value, tuple(scheduled.headers)), received("a", 2)])
    assert await one.total("a") == 1
    assert await one.letters() == {}


async def test_a_gap_parks_the_successors_of_that_stream_only_and_they_go_on_by_themselves(consumer: Consumer) -> None:
    one = consumer()
    await one.inbox.handle([received("a", 3, note="third"), received("b", 1), received("a", 2, note="second"), received("b", 2)])
    assert await one.letters() == {"other.a/0/3": "parked", "other.a/0/2": "parked"}
    assert (await one.total("a"), await one.total("b")) == (0, 2)
    assert await one.inbox.redrive() == 0
    await one.inbox.handle([received("a", 1, note="first")])
    assert await one.inbox.redrive() == 2
    assert await one.notes("a") == ["first", "second", "third"]
    assert await one.letters() == {}


async def test_many_streams_are_released_at_a_time_and_those_that_still_wait_are_not(consumer: Consumer) -> None:
    one = consumer()
    streams = [f"{n}" for n in range(1200)]
    await one.inbox.handle([received(name, 2) for name in streams])
    await one.inbox.handle([received(name, 1) for name in streams[::2]])
    assert await one.inbox.redrive() == 600
    assert len(await one.letters()) == 600
    assert await one.inbox.redrive() == 0
    assert (await one.total("0"), await one.total("1"), await one.total("1198")) == (2, 0, 2)


async def test_a_permanent_failure_is_a_dead_letter_at_once_and_its_neighbours_go_on(consumer: Consumer) -> None:
    one = consumer({"bad": (PermanentError("never"), 99)})
    await one.inbox.handle([received("a", 1, note="bad"), received("b", 1), received("a", 2), received("b", 2)])
    rows = {row["_id"]: row for row in await one.dead.all()}
    bad, behind = rows["other.a/0/1"], rows["other.a/0/2"]
    assert (bad["kind"], bad["reason"], bad["attempts"]) == ("permanent", "never", 1)
    assert (bad["topic"], bad["partition"], bad["offset"], bytes(bad["key"])) == ("other.a", 0, 1, b"a")
    assert bytes(bad["value"]) == received("a", 1, note="bad").value
    assert behind["kind"] == "parked"
    assert (await one.total("a"), await one.total("b")) == (0, 2)


async def test_a_rules_refusal_will_never_work_either(consumer: Consumer) -> None:
    one = consumer({"bad": (Refusal("quota-exhausted", Text("满", "full")), 99)})
    await one.inbox.handle([received("a", 1, note="bad")])
    assert await one.letters() == {"other.a/0/1": "permanent"}


@pytest.mark.parametrize("error", [RetryableError("later"), ZeroDivisionError("a fault of ours")])
async def test_what_may_work_later_is_tried_again_before_its_successors(consumer: Consumer, error: Exception) -> None:
    one = consumer({"twice": (error, 2)})
    await one.inbox.handle([received("a", 1, note="twice"), received("a", 2, note="next"), received("b", 1)])
    assert await one.notes("a") == ["twice", "next"]
    assert await one.total("b") == 1
    assert await one.letters() == {}


async def test_what_fails_in_every_try_is_a_dead_letter_with_the_last_reason(consumer: Consumer) -> None:
    one = consumer({"always": (ZeroDivisionError("a fault of ours"), 999)}, attempts=4)
    await one.inbox.handle([received("a", 1, note="always"), received("a", 2), received("b", 1)])
    rows = {row["_id"]: row for row in await one.dead.all()}
    assert {name: row["kind"] for name, row in rows.items()} == {"other.a/0/1": "exhausted", "other.a/0/2": "parked"}
    assert (rows["other.a/0/1"]["reason"], rows["other.a/0/1"]["attempts"]) == ("ZeroDivisionError: a fault of ours", 4)
    assert await one.total("b") == 1


SOUND = received("a", 1)
MALFORMED: dict[str, tuple[Received, str]] = {
    "not JSON": (replace(SOUND, value=b"{"), "malformed"),
    "a number": (replace(SOUND, value=b"7"), "malformed"),
    "no UTF-8": (replace(SOUND, value=b'{"note":"\xff"}'), "malformed"),
    "a tombstone": (replace(SOUND, value=None), "malformed"),
    "no key": (replace(SOUND, key=None), "malformed"),
    "another key": (replace(SOUND, key=b"b"), "malformed"),
    "no header": (replace(SOUND, headers=()), "malformed"),
    "a header without a value": (replace(SOUND, headers=(*without(SOUND, "ce_id").headers, ("ce_id", None))), "malformed"),
    "a foreign header without a value": (
        replace(received("a", 1, event_type="lianzhu.other.count.painted.v1"), headers=(*SOUND.headers, ("foreign", None))),
        "unknown-type",
    ),
    "no number": (replace(SOUND, headers=(*without(SOUND, "ce_sequence").headers, ("ce_sequence", b"one"))), "malformed"),
    **{f"no {name}": (without(SOUND, name), "malformed") for name, _ in SOUND.headers},
    "an unknown type": (received("a", 1, event_type="lianzhu.other.count.painted.v1"), "unknown-type"),
    "data that do not fit": (replace(SOUND, value=b'{"amount":"many"}'), "invalid-data"),
    "data with more than the type has": (replace(SOUND, value=b'{"amount":1,"note":"","colour":1}'), "invalid-data"),
}


@pytest.mark.parametrize("case", MALFORMED)
async def test_a_bad_message_is_a_dead_letter_with_its_reason_and_the_neighbours_go_on(consumer: Consumer, case: str) -> None:
    record, kind = MALFORMED[case]
    record = replace(
        record,
        headers=tuple(
            ("ce_type", b"lianzhu.other.count.painted.v1") if h[0] == "ce_type" and "foreign" in case else h for h in record.headers
        ),
    )
    one = consumer()
    await one.inbox.handle([received("b", 1), record, received("b", 2)])
    (letter,) = await one.dead.all()
    assert letter["kind"] == kind
    assert letter["reason"]
    assert await one.total("b") == 2
    assert await one.dead.ask_redrive() == 1
    assert await one.inbox.redrive() == 0
    (again,) = await one.dead.all()
    assert (again["attempts"], again["redrive"], again["value"], again["headers"]) == (2, False, letter["value"], letter["headers"])


async def test_an_event_of_a_stream_that_somebody_broke_holds_up_no_other(consumer: Consumer) -> None:
    one = consumer()
    await one.inbox.handle([received("a", 1), received("a", 2)])
    await one.counters.database["commits"].delete_one({"parts.stream": "counter/a", "parts.version": 1})
    other = consumer()
    other.inbox.reads = {Added: lambda event: (COUNTER.stream(event.subject),)}
    await asyncio.wait_for(other.inbox.handle([received("b", 1), received("a", 3), received("b", 2)]), 20)
    assert await one.letters() == {"other.a/0/3": "exhausted"}
    assert await one.total("b") == 2


async def test_a_dead_letter_is_one_however_often_it_comes(consumer: Consumer) -> None:
    one = consumer()
    bad = replace(SOUND, value=b"{")
    await one.inbox.handle([bad, bad])
    await consumer().inbox.handle([bad])
    (letter,) = await one.dead.all()
    assert letter["attempts"] == 3
    assert letter["first"] <= letter["last"]


async def test_a_redrive_runs_the_dead_letter_and_what_is_parked_behind_it_in_order(consumer: Consumer) -> None:
    one = consumer({"first": (PermanentError("not yet"), 99), "other": (PermanentError("no"), 99)})
    await one.inbox.handle([received("b", 1, note="other")])
    await one.inbox.handle([received("a", n, note=note) for n, note in ((1, "first"), (3, "third"), (2, "second"))])
    assert await one.total("a") == 0
    assert await one.dead.ask_redrive(["other.a/0/1"]) == 3
    one.reaction.trouble.clear()
    assert await one.inbox.redrive() == 3
    assert await one.notes("a") == ["first", "second", "third"]
    assert await one.letters() == {"other.b/0/1": "permanent"}


async def test_a_redrive_that_fails_keeps_the_letter_and_counts_the_try(consumer: Consumer) -> None:
    one = consumer({"bad": (PermanentError("still not"), 99)})
    await one.inbox.handle([received("a", 1, note="bad"), received("a", 2)])
    assert await one.dead.ask_redrive() == 2
    assert await one.inbox.redrive() == 0
    rows = {row["_id"]: row for row in await one.dead.all()}
    assert {name: (row["kind"], row["attempts"], row["redrive"]) for name, row in rows.items()} == {
        "other.a/0/1": ("permanent", 2, False),
        "other.a/0/2": ("parked", 2, False),
    }


async def test_a_redrive_by_two_processes_at_a_time_acts_once(consumer: Consumer) -> None:
    one, other = consumer({"first": (PermanentError("not yet"), 99)}), consumer()
    await one.inbox.handle([received("a", n, note="first" if n == 1 else "") for n in range(1, 9)])
    await one.dead.ask_redrive()
    one.reaction.trouble.clear()
    await asyncio.gather(one.inbox.redrive(), other.inbox.redrive())
    while await one.letters():
        await one.inbox.redrive()
    assert await one.total("a") == 8


async def test_what_was_parked_and_has_been_handled_since_is_removed(consumer: Consumer) -> None:
    """The relay may publish an event twice: the second copy fills the gap before the first is redriven."""
    one = consumer()
    await one.inbox.handle([received("a", 2)])
    await one.inbox.handle([received("a", 1), received("a", 2, offset=12)])
    await one.inbox.redrive()
    assert await one.total("a") == 2
    assert await one.letters() == {}


async def test_past_its_limit_the_breaker_stops_the_consumer_until_the_minute_is_over(counters: Platform) -> None:
    clock = ManualClock(NOW)
    counters.clock = clock
    instance, dead = counters.instance(), DeadLetters(counters.database)
    inbox = instance.inbox(dead, {Added: Reaction({"bad": (PermanentError("no"), 99)})}, breaker=3)
    await inbox.handle([received(name, 1, note="bad") for name in "abc"])
    assert inbox.breaker.open
    stopped = asyncio.create_task(inbox.handle([received("d", 1)]))
    done, _ = await asyncio.wait([stopped], timeout=0.3)
    assert not done and await counters.row("d") is None
    clock.advance(timedelta(seconds=61))
    await asyncio.wait_for(stopped, 5)
    assert await counters.row("d") is not None


async def test_a_topic_full_of_garbage_is_not_drained_into_the_dead_letters(counters: Platform) -> None:
    counters.clock = ManualClock(NOW)
    instance, dead = counters.instance(), DeadLetters(counters.database)
    inbox = instance.inbox(dead, {}, breaker=3)
    garbage = [replace(SOUND, offset=n, value=b"{") for n in range(50)]
    stopped = asyncio.create_task(inbox.handle(garbage))
    done, _ = await asyncio.wait([stopped], timeout=0.5)
    assert not done and await dead.count() == 3
    stopped.cancel()


async def test_an_event_parked_behind_another_does_not_open_the_breaker(consumer: Consumer) -> None:
    one = consumer({}, breaker=2)
    await one.inbox.handle([received("a", n) for n in range(2, 12)])
    assert not one.inbox.breaker.open
    assert len(await one.letters()) == 10


async def test_a_store_that_is_away_is_waited_for_without_counting_tries(consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> None:
    one = consumer()
    execute, put = one.instance.group.execute, one.dead.put
    left = {"execute": 12, "put": 6}

    def away(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        async def tried(*arguments: Any) -> Any:
            left[name] -= 1
            if left[name] > 0:
                raise PyMongoError("no primary")
            return await call(*arguments)

        return tried

    monkeypatch.setattr(one.instance.group, "execute", away("execute", execute))
    monkeypatch.setattr(one.dead, "put", away("put", put))
    await one.inbox.handle([received("a", 1), replace(received("b", 1), value=b"{"), received("a", 2)])
    assert await one.total("a") == 2
    assert await one.letters() == {"other.b/0/1": "malformed"}


async def test_waiting_for_the_store_is_a_sign_of_life(consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> None:
    one = consumer()
    beats: list[float] = []

    async def away(*_: Any) -> None:
        beats.append(one.inbox.beats[SOUND.topic, SOUND.partition])
        if len(beats) < 4:
            raise PyMongoError("no primary")

    monkeypatch.setattr(one.dead, "put", away)
    await one.inbox.handle([replace(SOUND, value=b"{")])
    assert len(set(beats)) == 4 and beats == sorted(beats)


async def test_a_reason_that_cannot_be_stored_does_not_stop_the_consumer(consumer: Consumer) -> None:
    one = consumer({"bad": (PermanentError("odd \ud800 text"), 9), "long": (PermanentError("x" * 20_000_000), 9)})
    await asyncio.wait_for(one.inbox.handle([received("a", 1, note="bad"), received("b", 1, note="long"), received("c", 1)]), 10)
    assert await one.letters() == {"other.a/0/1": "permanent", "other.b/0/1": "permanent"}
    assert await one.total("c") == 1
