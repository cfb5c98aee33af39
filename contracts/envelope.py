"""The envelope of every message: CloudEvents 1.0 in Kafka's binary binding.

The attributes travel as headers ``ce_*``, the payload as JSON, the stream as the key. Beside the standard attributes there are four
extensions: ``sequence`` (the position of the event among all that its stream has published, dense from 1, padded with zeros because
the CloudEvents extension of that name is compared as text), ``commit`` (the commit that decided it), ``digest`` (of the commit's part in
the stream's hash chain, hexadecimal) and ``traceparent`` (W3C). The headers are written here and not by the cloudevents library because the
relay writes thousands in a second; that the two agree, in both directions, is tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, NamedTuple, TypeVar

import orjson
from pydantic import ValidationError

from contracts.canonical import instant
from contracts.events.catalogue import EVENTS
from contracts.events.event import Event

T_co = TypeVar("T_co", bound=Event, covariant=True)
Headers = Mapping[str, bytes | None] | Iterable[tuple[str, bytes | None]]

CONTENT_TYPE = "application/json"
_CONSTANT = (("ce_specversion", b"1.0"), ("content-type", CONTENT_TYPE.encode()))
_REQUIRED = (
    "ce_specversion",
    "content-type",
    "ce_id",
    "ce_source",
    "ce_type",
    "ce_subject",
    "ce_time",
    "ce_sequence",
    "ce_commit",
    "ce_digest",
)
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATETIME


class UnreadableEvent(Exception):
    """The message cannot be acted on, now or later by trying again: it belongs to the dead letters, with ``reason``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MalformedEvent(UnreadableEvent):
    """The message is no event: a tombstone, a missing or wrong header, a payload that is no JSON object."""


class UnknownEventType(UnreadableEvent):
    """The type is not in the catalogue of this reader: it may be newer than the reader."""


class InvalidEventData(UnreadableEvent):
    """The payload does not fit its type; ``faults`` has a JSON pointer and a reason for each fault."""

    def __init__(self, event_type: str, faults: tuple[tuple[str, str], ...]) -> None:
        said = "; ".join(f"{pointer or '/'}: {reason}" for pointer, reason in faults)
        super().__init__(f"data does not fit {event_type}: {said}")
        self.faults = faults


class KafkaMessage(NamedTuple):
    """What goes to the bus."""

    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


@dataclass(slots=True)
class OutgoingEvent:
    """A recorded event with all that its envelope says; ``data`` is made of JSON values, or is their canonical bytes."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    commit: str
    digest: str
    data: Mapping[str, Any] | bytes
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class RawEvent:
    """A message whose envelope is sound and whose ``data`` is a JSON object, not yet held against its type."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    commit: str
    digest: str
    traceparent: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class CloudEvent(Generic[T_co]):
    """An event as a handler receives it; ``subject`` is the stream: the key on the bus."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    commit: str
    digest: str
    traceparent: str | None
    data: T_co


def source_of(service: str) -> str:
    """The ``source`` of the events that a service publishes."""
    return f"/lianzhu/{service}"


def encode(event: OutgoingEvent) -> KafkaMessage:
    """The message of an event. The same event gives the same bytes; TypeError where the data is no JSON."""
    stream = event.subject.encode()
    headers = [
        *_CONSTANT,
        ("ce_id", event.id.encode()),
        ("ce_source", event.source.encode()),
        ("ce_type", event.type.encode()),
        ("ce_subject", stream),
        ("ce_time", instant(event.time).encode()),
        ("ce_sequence", b"%010d" % event.sequence),
        ("ce_commit", event.commit.encode()),
        ("ce_digest", event.digest.encode()),
    ]
    if event.traceparent is not None:
        headers.append(("ce_traceparent", event.traceparent.encode()))
    value = event.data if isinstance(event.data, bytes) else orjson.dumps(event.data, option=_OPTIONS)
    return KafkaMessage(stream, value, headers)


def decode(key: bytes | None, value: bytes | None, headers: Headers | None) -> RawEvent:
    """The envelope of a message; MalformedEvent says what is missing or wrong. Headers that the platform does not know are passed over."""
    if value is None:
        raise MalformedEvent("tombstone: the message has no value")
    given = dict(headers or ())
    version, content_type, id_, source, type_, subject, time, sequence, commit, digest = _texts(given)
    if version != "1.0":
        raise MalformedEvent(f"header ce_specversion is {version!r}, not '1.0'")
    if content_type != CONTENT_TYPE and content_type.partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise MalformedEvent(f"header content-type is {content_type!r}, not {CONTENT_TYPE!r}")
    _require_object(value)
    if key is None:
        raise MalformedEvent("the message has no key")
    if key != given["ce_subject"]:
        raise MalformedEvent(f"the key is {key[:200]!r}, but header ce_subject is {subject!r}")
    trace = _text(given, "ce_traceparent") if "ce_traceparent" in given else None
    return RawEvent(id_, source, type_, subject, _time(time), _sequence(sequence), commit, digest, trace, value)


def typed(raw: RawEvent, events: Mapping[str, type[Event]] = EVENTS) -> CloudEvent[Event]:
    """The event with its payload as its model; UnknownEventType or InvalidEventData where there is none or it does not fit."""
    model = events.get(raw.type)
    if model is None:
        raise UnknownEventType(f"event type {raw.type!r} is not known here")
    try:
        data = model.model_validate_json(raw.data, strict=True)
    except ValidationError as error:
        raise InvalidEventData(raw.type, _faults(error)) from None
    return CloudEvent(raw.id, raw.source, raw.type, raw.subject, raw.time, raw.sequence, raw.commit, raw.digest, raw.traceparent, data)


def _texts(headers: Mapping[str, bytes | None]) -> list[str]:
    """The required headers, read together: a worker reads thousands of messages in a second. What is wrong is found one by one."""
    try:
        texts = [headers[name].decode() for name in _REQUIRED]  # type: ignore[union-attr]  # None is found one by one
    except (KeyError, AttributeError, UnicodeDecodeError):
        texts = []
    return texts if texts and all(texts) else [_text(headers, name) for name in _REQUIRED]


def _text(headers: Mapping[str, bytes | None], name: str) -> str:
    value = headers.get(name)
    if not value:
        raise MalformedEvent(f"header {name} is {'empty' if name in headers else 'missing'}")
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise MalformedEvent(f"header {name} is not UTF-8") from None


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else _refuse_time(text, "has no time zone")
    except (ValueError, OverflowError):
        return _refuse_time(text, "is no RFC 3339 instant")


def _refuse_time(text: str, reason: str) -> datetime:
    raise MalformedEvent(f"header ce_time is {text[:200]!r}, which {reason}")


def _sequence(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18 and int(text) > 0):
        raise MalformedEvent(f"header ce_sequence is {text[:200]!r}, not a position from 1")
    return int(text)


def _require_object(value: bytes) -> None:
    try:
        data = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise MalformedEvent(f"data is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise MalformedEvent(f"data is a JSON {type(data).__name__}, not an object")


def _faults(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """Pointer and reason of each fault, without the values, which may be personal."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(("".join(f"/{step}" for step in fault["loc"]), fault["msg"]) for fault in found)
