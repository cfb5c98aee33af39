"""A service's worker, as a process of its own on Faust: it brings what is on the bus to the inbox and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from services.chassis.bus import Message
from tests.support.tallying import FREED, Tallying, event
from tests.support.waiting import eventually


@pytest.fixture
def tallying(mongodb_uri: str, kafka_bootstrap: str, namespace: str, tmp_path: Path) -> Iterator[Tallying]:
    """A platform of its own for each test."""
    tallying = Tallying(f"{namespace[:22]}-{token_hex(3)}", mongodb_uri, kafka_bootstrap, tmp_path)
    yield tallying
    tallying.remove()


def test_a_worker_handles_what_is_there_and_what_comes_and_stops_when_it_is_told(tallying: Tallying) -> None:
    tallying.send(event(f"entry/{n % 20}", n // 20 + 1) for n in range(400))
    with tallying.worker() as worker:
        tallying.until_handled(400)
        tallying.send(event(f"entry/{n}", 21) for n in range(20))
        tallying.until_handled(420)
        eventually(lambda: tallying.totals() == {f"entry/{n}": 21 for n in range(20)})
        assert tallying.stop(worker) == 0
    assert set(tallying.effects().values()) == {1}


def test_poison_between_good_messages_ends_among_the_dead_letters_and_the_neighbours_go_on(tallying: Tallying) -> None:
    good = [event(f"entry/{n}", 1) for n in range(20)]
    sound = tallying.message(event("entry/poison", 1))
    poison = [
        Message(tallying.topic, b"entry/a", b"not JSON", sound.headers),
        Message(tallying.topic, sound.key, sound.value, [header for header in sound.headers if header[0] != "ce_type"]),
        tallying.message(event("entry/unknown", 1, "lianzhu.intake.entry.painted.v1")),
        tallying.message(event("entry/invalid", 1, data={"application": 7})),
        tallying.message(event("entry/refused", 1, FREED)),
        tallying.message(event("entry/gap", 2)),
    ]
    mixed = [message for pair in zip(good, [*poison, *poison, *poison, *poison][: len(good)], strict=True) for message in pair]
    tallying.send(mixed)
    with tallying.worker():
        tallying.until_handled(20)
        eventually(lambda: len(tallying.dead().values()) >= 6 and "parked" in tallying.dead().values())
    assert set(tallying.dead().values()) == {"malformed", "unknown-type", "invalid-data", "permanent", "parked"}
    assert tallying.totals() == {f"entry/{n}": 1 for n in range(20)}


def test_a_second_worker_with_the_same_number_refuses_to_start(tallying: Tallying) -> None:
    tallying.send([event("entry/1", 1)])
    with tallying.worker():
        tallying.until_handled(1)
        with tallying.worker() as second:
            assert second.wait(20) != 0
        assert "instance 0 of tally is running already" in tallying.log()
        tallying.send([event("entry/1", 2)])
        tallying.until_handled(2)


def test_two_workers_share_the_partitions(tallying: Tallying) -> None:
    tallying.send(event(f"entry/{n % 40}", n // 40 + 1) for n in range(400))
    with tallying.worker(0), tallying.worker(1):
        tallying.until_handled(400)
        tallying.send(event(f"entry/{n % 40}", n // 40 + 11) for n in range(400))
        tallying.until_handled(800)
    assert set(tallying.effects().values()) == {1}
    assert tallying.dead() == {}
