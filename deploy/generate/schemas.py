"""The JSON Schema of each event type's payload, as the models accept it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.events.catalogue import EVENTS
from contracts.events.event import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(events: Mapping[str, type[Event]] = EVENTS) -> dict[str, dict[str, Any]]:
    """Schemas by event type."""
    return {event_type: schema(event) for event_type, event in events.items()}


def schema(event: type[Event]) -> dict[str, Any]:
    """One type's schema. Titles that only repeat a field's name are left out."""
    body = event.model_json_schema(mode="validation")
    return {"$schema": DIALECT, **_plain(body), "title": event.type}


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    return [_plain(item) for item in node] if isinstance(node, list) else node
