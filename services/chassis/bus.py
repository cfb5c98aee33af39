"""Kafka through kafka-python: producing, topics, and whether the bus answers. The one file that imports it.

kafka-python blocks, so each call runs in a thread of its own and the event loop goes on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    KafkaTimeoutError,
    TopicAlreadyExistsError,
)

_RECONNECT_MS = 1000
"""Longest pause between two tries to reach a broker: all goes on soon after it is back."""

_COORDINATOR_TRIES, _COORDINATOR_PAUSE = 40, 0.25

_LARGEST = 8 * 1024 * 1024
"""Bytes of one request; what one event may have is bounded where it is decided."""

_NEVER_MS = 7 * 24 * 3600 * 1000
"""A record that waits for the bus never expires by itself: expiring one and sending the next would break the order of a stream."""


class BusAway(Exception):
    """Kafka does not answer; the message says what was tried."""


class Message(NamedTuple):
    """One record for the bus; ``key`` is the stream, so that a stream keeps its order."""

    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a group has come in a partition: the next offset it will read, and the next one that will be written."""

    committed: int
    end: int

    @property
    def lag(self) -> int:
        return max(0, self.end - self.committed)


class Producer:
    """The idempotent producer (acks=all): in order, and no duplicate from its own retries."""

    def __init__(self, bootstrap: str, *, timeout: float) -> None:
        self._bootstrap = bootstrap
        self._timeout = timeout
        self._producer: KafkaProducer | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="producer")

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Send in this order and wait for every acknowledgement; for each message None, or what went wrong.

        Raises BusAway where no broker answers; what had been handed over before may still arrive.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._publish, messages)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    def _publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        producer = self._connected()
        try:
            producer.flush(self._timeout)  # what an earlier attempt left in it goes before anything newer
            sent = _send(producer, messages)
            producer.flush(self._timeout)
        except KafkaTimeoutError as error:
            raise BusAway(f"no acknowledgement from {self._bootstrap} within {self._timeout:g} s") from error
        return [one if isinstance(one, Exception) else one.exception if one.failed() else None for one in sent]

    def _connected(self) -> KafkaProducer:
        if self._producer is None:
            try:
                self._producer = KafkaProducer(
                    bootstrap_servers=self._bootstrap.split(","),
                    acks="all",
                    enable_idempotence=True,
                    delivery_timeout_ms=_NEVER_MS,
                    max_block_ms=int(self._timeout * 1000),
                    bootstrap_timeout_ms=int(self._timeout * 1000),
                    reconnect_backoff_max_ms=_RECONNECT_MS,
                    linger_ms=0,
                    batch_size=256 * 1024,
                    max_request_size=_LARGEST,
                )
            except KafkaError as error:
                raise BusAway(f"no broker at {self._bootstrap}: {error}") from error
        return self._producer

    def _close(self) -> None:
        if self._producer is not None:
            with suppress(KafkaTimeoutError):  # what it still holds is pending in the store
                self._producer.close(timeout=0)
            self._producer = None


def _send(producer: KafkaProducer, messages: Sequence[Message]) -> list[Any]:
    """Hand over in this order: a future for each message, or the error for one that is not taken and for those behind it in its stream."""
    results: list[Any] = []
    refused: dict[bytes, Exception] = {}
    for message in messages:
        try:
            results.append(refused.get(message.key) or producer.send(message.topic, message.value, message.key, message.headers))
        except KafkaTimeoutError:
            raise
        except KafkaError as error:
            refused[message.key] = error
            results.append(error)
    return results


class Admin:
    """Topics, groups and whether the bus answers."""

    def __init__(self, bootstrap: str, *, timeout: float = 2.0) -> None:
        self._bootstrap = bootstrap
        self._timeout = timeout
        self._admin: KafkaAdminClient | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bus-admin")

    async def ensure_topics(self, topics: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """Create those that do not exist: name to ``{num_partitions, replication_factor, configs}``; returns the names created."""
        created: list[str] = await self._run(self._ensure, topics)
        return created

    async def delete_topics(self, names: Sequence[str]) -> None:
        """Delete those of them that exist."""
        await self._run(self._delete, names)

    async def progress(self, group: str, topics: Sequence[str]) -> dict[tuple[str, int], Progress]:
        """How far a consumer group has come, by (topic, partition); a topic that does not exist has none."""
        found: dict[tuple[str, int], Progress] = await self._run(self._progress, (group, topics))
        return found

    async def probe(self) -> None:
        """Return if a broker answers, raise BusAway if none does."""
        await self._run(self._probe, None)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._drop)
        self._thread.shutdown(wait=False)

    async def _run(self, call: Any, argument: Any) -> Any:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, call, argument)
        except (KafkaError, OSError) as error:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._drop)
            raise BusAway(f"no answer from {self._bootstrap}: {error}") from error

    def _ensure(self, topics: Mapping[str, Mapping[str, Any]]) -> list[str]:
        admin = self._connected()
        missing = {name: dict(options) for name, options in topics.items() if name not in set(admin.list_topics())}
        if missing:
            try:
                admin.create_topics(missing, wait_for_metadata=True)
            except TopicAlreadyExistsError:
                return self._ensure(topics)
        return sorted(missing)

    def _delete(self, names: Sequence[str]) -> None:
        admin = self._connected()
        there = sorted(set(names) & set(admin.list_topics()))
        if there:
            admin.delete_topics(there)

    def _progress(self, asked: tuple[str, Sequence[str]]) -> dict[tuple[str, int], Progress]:
        group, topics = asked
        admin = self._connected()
        places = [
            TopicPartition(topic["name"], partition["partition_index"])
            for topic in admin.describe_topics(list(topics))
            for partition in topic["partitions"]
        ]
        ends = admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
        committed = _patiently(lambda: admin.list_group_offsets({group: places})[group])
        return {tuple(place): Progress(max(0, committed[place].offset), ends[place].offset) for place in places}

    def _probe(self, _: None) -> None:
        self._connected().describe_cluster()

    def _connected(self) -> KafkaAdminClient:
        if self._admin is None:
            milliseconds = int(self._timeout * 1000)
            self._admin = KafkaAdminClient(
                bootstrap_servers=self._bootstrap.split(","),
                request_timeout_ms=milliseconds,
                bootstrap_timeout_ms=milliseconds,
                reconnect_backoff_max_ms=_RECONNECT_MS,
            )
        return self._admin

    def _drop(self) -> None:
        if self._admin is not None:
            self._admin.close()
            self._admin = None


def _patiently(ask: Callable[[], Any]) -> Any:
    """The first group that is asked for makes the broker set up its groups, which takes it a moment."""
    for _ in range(_COORDINATOR_TRIES):
        try:
            return ask()
        except (CoordinatorNotAvailableError, CoordinatorLoadInProgressError):
            time.sleep(_COORDINATOR_PAUSE)
    return ask()


def read_to_end(bootstrap: str, topic: str, *, within: float = 10.0) -> list[Message]:
    """Every record that the topic holds at this moment, each partition in its order. For tools and checks: services consume.

    BusAway: the bus did not hand them over within so many seconds. Blocks.
    """
    consumer = KafkaConsumer(bootstrap_servers=bootstrap.split(","), group_id=None, auto_offset_reset="earliest", enable_auto_commit=False)
    try:
        partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
        ends: dict[TopicPartition, int] = consumer.end_offsets(partitions)
        consumer.assign(partitions)
        return list(_records(consumer, ends, within))
    except KafkaError as error:
        raise BusAway(f"no answer from {bootstrap}: {error}") from error
    finally:
        consumer.close()


def _records(consumer: KafkaConsumer, ends: Mapping[TopicPartition, int], within: float) -> Iterator[Message]:
    deadline = time.monotonic() + within
    while any(consumer.position(partition) < end for partition, end in ends.items()):
        if time.monotonic() > deadline:
            raise BusAway(f"the records did not come within {within:g} s")
        for records in consumer.poll(timeout_ms=200).values():
            yield from (Message(each.topic, each.key, each.value, list(each.headers)) for each in records)
