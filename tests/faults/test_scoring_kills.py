"""kill -9 of scoring's worker while it consumes 5,000 events of intake: nothing lost, nothing twice; the closed round may come first."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from ulid import ULID

from contracts.envelope import OutgoingEvent, encode
from contracts.events.event import Event
from services.chassis.assembly import assembled
from services.chassis.bus import Message, Producer
from services.scoring.domain.review import Review
from services.scoring.service import SERVICE
from services.scoring.streams import REVIEW
from tests.support.intake import PROGRAMME, ROUND, TRACK, Process
from tests.support.reviewing import BEGINNING
from tests.support.scoring import Running, accepted, closed
from tests.support.servers import delete_topics, drop_databases
from tests.support.waiting import eventually

EVENTS = 5_000
KILLS = 4


@pytest.fixture
def scoring(mongodb_uri: str, kafka_bootstrap: str, namespace: str, tmp_path: Path) -> Iterator[Running]:
    extra = {"LIANZHU_CONSUMER_FOLDER": str(tmp_path / "consumer"), "LIANZHU_CONSUMER_BATCH": "100"}
    made = Running(f"{namespace[:22]}-{token_hex(3)}", mongodb_uri, kafka_bootstrap, tmp_path, extra)
    made.create_topics()
    made.begin(BEGINNING)
    yield made
    drop_databases(mongodb_uri, made.namespace)
    delete_topics(kafka_bootstrap, made.namespace)


def published(scoring: Running, event: Event, stream: str) -> Message:
    """The event as intake's relay sends it, the first of its stream."""
    made = OutgoingEvent(str(ULID()), "/lianzhu/intake", event.type, stream, BEGINNING, 1, f"commit-of-{stream}", "0" * 64, event.encoded())
    message = encode(made)
    return Message(f"{scoring.namespace}.intake.events", message.key, message.value, message.headers)


async def send(scoring: Running, messages: list[Message]) -> None:
    producer = Producer(scoring.kafka_bootstrap, timeout=30)
    assert [failure for failure in await producer.publish(messages) if failure] == []
    await producer.close()


def handled(scoring: Running) -> int:
    """Events that have taken effect: each has a commit."""
    with scoring.store() as store:
        return store["commits"].count_documents({})


def shown(scoring: Running) -> tuple[int, int]:
    """Cases in the views: in their own, and in the review's count."""
    with scoring.store() as store:
        return store["cases"].count_documents({}), (store["reviews"].find_one() or {}).get("counts", {}).get("arrived", 0)


async def review(scoring: Running) -> Review:
    """The review as its own stream tells it."""
    stream = REVIEW.stream(PROGRAMME, ROUND, TRACK)
    async with assembled(SERVICE, scoring.settings) as chassis:
        state = (await chassis.store.load([stream]))[stream].state
    assert isinstance(state, Review)
    return state


@pytest.mark.timeout(400)
def test_every_case_comes_once_although_the_worker_dies_and_the_round_is_closed_first(scoring: Running) -> None:
    cases = [str(ULID()) for _ in range(EVENTS - 1)]
    first = accepted(cases[0])
    messages = [published(scoring, first.model_copy(update={"application": case}), f"application/{case}") for case in cases]
    early = published(scoring, closed(cases), f"round/{PROGRAMME}/{ROUND}")
    asyncio.run(send(scoring, [*messages[:100], early, *messages[100:], *messages[:50]]))  # some are sent twice, too
    chance = random.Random(7)  # noqa: S311  # no secret
    for _ in range(KILLS):
        enough = handled(scoring) + chance.randrange(1, EVENTS // (2 * KILLS))
        worker = Process(scoring.start("worker"))
        eventually(lambda enough=enough: handled(scoring) >= enough, 60)  # type: ignore[misc]
        worker.kill()
    worker = Process(scoring.start("worker"))
    try:
        eventually(lambda: handled(scoring) >= EVENTS, 120)
        with scoring.relaying():  # writes the views that a worker did not live to write
            eventually(lambda: shown(scoring) == (len(cases), len(cases)), 120)
    finally:
        worker.kill()
    state = asyncio.run(review(scoring))
    assert (state.status, state.waiting, len(state.cases)) == ("convened", (), len(cases))
    assert handled(scoring) == EVENTS
    with scoring.store() as store:
        parts = [part for commit in store["commits"].find({}, {"parts": 1}) for part in commit["parts"]]
        assert store["dead_letters"].count_documents({}) == 0
    effects = Counter(part["stream"] for part in parts if part["stream"].startswith("case/"))
    assert (len(effects), set(effects.values())) == (len(cases), {1})
    assert sum(len(part["events"]) for part in parts if part["stream"].startswith("review/")) == EVENTS
