"""The AsyncAPI 3.0 document of the bus: every topic with its messages, written from the topics and the catalogue of events."""

from __future__ import annotations

from importlib.metadata import version
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from contracts.envelope import CONTENT_TYPE, source_of
from contracts.events.catalogue import EVENTS
from contracts.topics import TOPICS, Topic

_COMMIT = "000617bf2a1c94d0-3f9a1c77b2-1a"
_TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def asyncapi() -> bytes:
    """The document as YAML; payloads are references to the schemas beside it."""
    text = StringIO()
    yaml = YAML()
    yaml.width = 1000
    yaml.dump(document(), text)
    return text.getvalue().encode()


def document() -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": CONTENT_TYPE,
        "channels": {topic.topic: _channel(topic) for topic in TOPICS.values()},
        "operations": {f"publish.{topic.topic}": _operation(topic) for topic in TOPICS.values()},
        "components": {
            "messages": {event_type: _message(event_type) for topic in TOPICS.values() for event_type in sorted(topic.events)},
            "messageTraits": {"cloudEvent": {"headers": _headers(), "bindings": _key()}},
        },
    }


def _info() -> dict[str, Any]:
    return {
        "title": "lianzhu",
        "version": version("lianzhu"),
        "description": "Events of the platform: CloudEvents 1.0 in Kafka's binary binding, JSON payloads, ordered within a stream.",
        "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    }


def _channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": f"{{namespace}}.{topic.topic}",
        "title": topic.title.en,
        "description": f"{topic.title.zh}. Owner: {topic.owner}.",
        "parameters": {"namespace": {"description": "The platform's name.", "default": "dev", "examples": ["dev", "test"]}},
        "messages": {event_type: {"$ref": f"#/components/messages/{event_type}"} for event_type in sorted(topic.events)},
        "bindings": {"kafka": _kafka(topic)},
    }


def _kafka(topic: Topic) -> dict[str, Any]:
    return {
        "partitions": topic.partitions,
        "topicConfiguration": {
            "cleanup.policy": [topic.cleanup],
            "retention.ms": -1,
            "retention.bytes": -1,
            "max.message.bytes": topic.max_message_bytes,
        },
        "bindingVersion": "0.5.0",
    }


def _operation(topic: Topic) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{topic.topic}"},
        "summary": f"Published by {topic.owner}, at least once; a repetition has the same id.",
        "messages": [{"$ref": f"#/channels/{topic.topic}/messages/{event_type}"} for event_type in sorted(topic.events)],
    }


def _message(event_type: str) -> dict[str, Any]:
    said = " ".join((EVENTS[event_type].__doc__ or "").split())
    return {
        "name": event_type,
        "summary": said,
        "contentType": CONTENT_TYPE,
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {"schemaFormat": "application/schema+json;version=draft-07", "schema": {"$ref": f"./schemas/{event_type}.json"}},
    }


def _key() -> dict[str, Any]:
    key = {"type": "string", "description": "The stream, as in ce_subject."}
    return {"kafka": {"key": key, "bindingVersion": "0.5.0"}}


def _headers() -> dict[str, Any]:
    headers: dict[str, dict[str, Any]] = {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": _header("Unique with the source; the same when an event is repeated.", f"{_COMMIT}.0"),
        "ce_source": _header("The service.", source_of("intake")),
        "ce_type": _header("The message's name.", "lianzhu.intake.application.submitted.v1"),
        "ce_subject": _header("The stream.", "application/01JDA6Y3V8Q0Z5M1C2B3N4K5T7"),
        "ce_time": {**_header("When it was decided, UTC.", "2024-05-06T01:02:03.004Z"), "format": "date-time"},
        "ce_sequence": _header("Position among the stream's events, dense from 1, padded with zeros.", "0000000001"),
        "ce_commit": _header("The commit that decided it.", _COMMIT),
        "ce_digest": _header("Digest of the commit's part in the stream's hash chain.", "0" * 64),
        "ce_traceparent": _header("W3C trace context; absent where there was none.", _TRACEPARENT),
        "content-type": {"type": "string", "const": CONTENT_TYPE},
    }
    return {"type": "object", "required": [name for name in headers if name != "ce_traceparent"], "properties": headers}


def _header(description: str, example: str) -> dict[str, Any]:
    return {"type": "string", "description": description, "examples": [example]}
