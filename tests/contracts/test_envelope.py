"""The envelope: CloudEvents 1.0 in Kafka's binary binding, the same as the cloudevents library writes and reads; a bad message says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from timeit import repeat
from typing import Any

import pytest
from cloudevents.core.bindings import kafka
from cloudevents.core.v1.event import CloudEvent as LibraryEvent

from contracts.envelope import (
    InvalidEventData,
    KafkaMessage,
    MalformedEvent,
    OutgoingEvent,
    UnknownEventType,
    decode,
    encode,
    source_of,
    typed,
)
from contracts.events.intake.application import ApplicationWithdrawn
from contracts.events.intake.list import ListReceived, ListReturned
from deploy.generate.golden import FOLDER, read

STREAM = "application/01J0Q7F3ZK8M2V4T6W9X1Y3B5C"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
DATA: dict[str, Any] = {
    "application": "01J0Q7F3ZK8M2V4T6W9X1Y3B5C",
    "reason": "项目调整，拟参加“第二批”申报",
    "by": {"subject": "https://id.example.cn/|e-7f3c21", "name": "王建国", "kind": "person"},
}


def outgoing(**changes: Any) -> OutgoingEvent:
    event = {
        "id": "00061fb4a60239d0-148de9c5a7-4.0",
        "source": source_of("intake"),
        "type": ApplicationWithdrawn.type,
        "subject": STREAM,
        "time": datetime(2024, 5, 6, 1, 2, 3, 4000, tzinfo=UTC),
        "sequence": 3,
        "commit": "00061fb4a60239d0-148de9c5a7-4",
        "digest": "0f" * 32,
        "data": DATA,
        "traceparent": TRACE,
    }
    return OutgoingEvent(**{**event, **changes})


def headers_with(**changes: bytes | None) -> list[tuple[str, bytes | None]]:
    given: dict[str, bytes | None] = dict(encode(outgoing()).headers)
    for name, value in changes.items():
        given[name.replace("content_type", "content-type")] = value
    return [(name, value) for name, value in given.items() if value is not None]


def test_a_message_has_the_stream_as_key_the_attributes_as_headers_and_the_data_as_value() -> None:
    message = encode(outgoing())
    assert message.key == STREAM.encode()
    assert json.loads(message.value) == DATA
    assert "项目调整".encode() in message.value
    assert dict(message.headers) == {
        "ce_specversion": b"1.0",
        "content-type": b"application/json",
        "ce_id": b"00061fb4a60239d0-148de9c5a7-4.0",
        "ce_source": b"/lianzhu/intake",
        "ce_type": b"lianzhu.intake.application.withdrawn.v1",
        "ce_subject": STREAM.encode(),
        "ce_time": b"2024-05-06T01:02:03.004Z",
        "ce_sequence": b"0000000003",
        "ce_commit": b"00061fb4a60239d0-148de9c5a7-4",
        "ce_digest": b"0f" * 32,
        "ce_traceparent": TRACE.encode(),
    }


def test_what_is_encoded_decodes_to_the_same_event() -> None:
    event = typed(decode(*encode(outgoing())))
    assert isinstance(event.data, ApplicationWithdrawn)
    assert event.data.data() == DATA
    assert (event.id, event.source, event.type, event.subject) == (outgoing().id, "/lianzhu/intake", ApplicationWithdrawn.type, STREAM)
    assert (event.time, event.sequence, event.commit, event.digest) == (outgoing().time, 3, outgoing().commit, "0f" * 32)
    assert event.traceparent == TRACE


def test_an_event_outside_a_trace_carries_none() -> None:
    message = encode(outgoing(traceparent=None))
    assert "ce_traceparent" not in dict(message.headers)
    assert decode(*message).traceparent is None


def test_sequences_compare_as_text_in_their_order() -> None:
    padded = [dict(encode(outgoing(sequence=number)).headers)["ce_sequence"] for number in (1, 9, 10, 2_000_000_000)]
    assert padded == sorted(padded)


def test_the_cloudevents_library_reads_what_is_written() -> None:
    message = encode(outgoing())
    event = kafka.from_binary_event(kafka.KafkaMessage(dict(message.headers), message.key, message.value))
    assert event.get_data() == DATA
    assert event.get_time() == outgoing().time
    assert event.get_attributes() == {
        "specversion": "1.0",
        "datacontenttype": "application/json",
        "id": outgoing().id,
        "source": "/lianzhu/intake",
        "type": ApplicationWithdrawn.type,
        "subject": STREAM,
        "time": outgoing().time,
        "sequence": "0000000003",
        "commit": outgoing().commit,
        "digest": "0f" * 32,
        "traceparent": TRACE,
        "partitionkey": STREAM,
    }


def test_what_the_cloudevents_library_writes_is_read() -> None:
    attributes = {name.removeprefix("ce_"): value.decode() for name, value in encode(outgoing()).headers if name.startswith("ce_")}
    attributes["datacontenttype"] = "application/json"
    event = LibraryEvent({**attributes, "time": outgoing().time}, DATA)
    written = kafka.to_binary_event(event, key_mapper=lambda event: event.get_subject())
    assert isinstance(written.key, str)
    assert typed(decode(written.key.encode(), written.value, written.headers)) == typed(decode(*encode(outgoing())))


def test_an_instant_of_another_zone_is_read_as_utc() -> None:
    at = datetime(2024, 5, 6, 9, 2, 3, tzinfo=timezone(timedelta(hours=8)))
    assert encode(outgoing(time=at)).headers == encode(outgoing(time=at.astimezone(UTC))).headers
    raw = decode(STREAM.encode(), b"{}", headers_with(ce_time=b"2024-05-06T09:02:03+08:00"))
    assert raw.time == at
    assert raw.time.tzinfo is UTC


@pytest.mark.parametrize(
    "name",
    ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence", "ce_commit", "ce_digest", "content-type"],
)
def test_a_missing_and_an_empty_header_are_named(name: str) -> None:
    given = {key: value for key, value in headers_with() if key != name}
    with pytest.raises(MalformedEvent, match=f"header {name} is missing"):
        decode(STREAM.encode(), b"{}", given)
    with pytest.raises(MalformedEvent, match=f"header {name} is empty"):
        decode(STREAM.encode(), b"{}", {**given, name: b""})


@pytest.mark.parametrize(
    ("header", "value", "said"),
    [
        ("ce_specversion", b"0.3", "ce_specversion is '0.3', not '1.0'"),
        ("content_type", b"text/xml", "content-type is 'text/xml'"),
        ("ce_time", b"yesterday", "ce_time is 'yesterday', which is no RFC 3339 instant"),
        ("ce_time", b"2024-05-06T01:02:03", "has no time zone"),
        ("ce_time", b"0001-01-01T00:00:00+14:00", "no RFC 3339 instant"),
        ("ce_sequence", b"0", "not a position from 1"),
        ("ce_sequence", b"-1", "not a position from 1"),
        ("ce_sequence", b"1e3", "not a position from 1"),
        ("ce_sequence", "٣".encode(), "not a position from 1"),
        ("ce_sequence", b"9" * 40, "not a position from 1"),
        ("ce_id", b"\xff", "ce_id is not UTF-8"),
        ("ce_subject", b"application/other", "the key is b'application/01J0Q7F3ZK8M2V4T6W9X1Y3B5C', but header ce_subject"),
    ],
)
def test_a_wrong_header_is_named_with_its_value(header: str, value: bytes, said: str) -> None:
    with pytest.raises(MalformedEvent) as caught:
        decode(STREAM.encode(), b"{}", headers_with(**{header: value}))
    assert said in caught.value.reason


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "tombstone"),
        (b"", "data is not JSON"),
        (b"<xml/>", "data is not JSON"),
        (b'{"a":', "data is not JSON"),
        (b'{"a":"\xff"}', "data is not JSON"),
        (b'{"a":"\\ud800"}', "data is not JSON"),
        (b'{"a":NaN}', "data is not JSON"),
        (b"[" * 100_000, "data is not JSON"),
        (b"[]", "data is a JSON list, not an object"),
        (b"null", "data is a JSON NoneType, not an object"),
    ],
)
def test_data_that_is_no_json_object_is_refused(value: bytes | None, said: str) -> None:
    with pytest.raises(MalformedEvent, match=said):
        decode(STREAM.encode(), value, headers_with())


def test_a_message_without_a_key_or_without_headers_is_refused() -> None:
    with pytest.raises(MalformedEvent, match="no key"):
        decode(None, b"{}", headers_with())
    with pytest.raises(MalformedEvent, match="header ce_specversion is missing"):
        decode(STREAM.encode(), b"{}", None)


def test_headers_that_are_not_ours_are_passed_over() -> None:
    assert decode(STREAM.encode(), b"{}", headers_with(ce_other=b"x", b3=b"\xff")).type == ApplicationWithdrawn.type


def test_a_type_that_the_reader_does_not_know_is_said() -> None:
    raw = decode(STREAM.encode(), b"{}", headers_with(ce_type=b"lianzhu.intake.application.withdrawn.v2"))
    with pytest.raises(UnknownEventType, match=r"lianzhu\.intake\.application\.withdrawn\.v2"):
        typed(raw)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"reason": 7}, "/reason"),
        ({"reason": None, "extra": 1}, "/extra"),
        ({"by": {"subject": "x", "name": "王建国", "kind": "ghost"}}, "/by/kind"),
        ({"application": "01j0q7f3zk8m2v4t6w9x1y3b5c"}, "/application"),
    ],
)
def test_data_that_does_not_fit_its_type_is_refused_with_pointer_and_reason_but_without_the_value(
    change: dict[str, Any], pointer: str
) -> None:
    raw = decode(*encode(outgoing(data={**DATA, **change})))
    with pytest.raises(InvalidEventData) as caught:
        typed(raw)
    assert [found for found, _ in caught.value.faults] == [pointer]
    assert f"{ApplicationWithdrawn.type}: {pointer}: " in caught.value.reason
    assert "王建国" not in caught.value.reason


@pytest.mark.parametrize(("event_type", "field", "loose"), [(ListReceived.type, "copies", "1"), (ListReturned.type, "due", 1722873600)])
def test_a_value_of_another_json_type_is_not_converted(event_type: str, field: str, loose: object) -> None:
    raw = decode(*read(FOLDER / f"{event_type}.json"))
    assert typed(raw).type == event_type
    with pytest.raises(InvalidEventData, match=f"/{field}: "):
        typed(replace(raw, data=json.dumps({**json.loads(raw.data), field: loose}).encode()))


def test_a_missing_field_is_refused() -> None:
    with pytest.raises(InvalidEventData, match="/by: Field required"):
        typed(decode(*encode(outgoing(data={"application": DATA["application"], "reason": None}))))


@pytest.mark.parametrize("data", [{"at": datetime(2024, 5, 6, tzinfo=UTC)}, {"n": 2**53}, {"s": "\ud800"}, {"b": b"x"}])
def test_data_that_is_no_json_is_not_encoded(data: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        encode(outgoing(data=data))


def test_encoding_costs_at_most_15_microseconds_and_decoding_20() -> None:
    data = {"form": {f"field_{number}": "推动链式数字化转型" * 12 for number in range(25)}}
    event, message = outgoing(data=data), encode(outgoing(data=data))
    assert _microseconds(lambda: encode(event)) <= 15
    assert _microseconds(lambda: decode(*message)) <= 20


def _microseconds(work: Callable[[], KafkaMessage | object]) -> float:
    return min(repeat(work, number=500, repeat=7)) / 500 * 1e6
