"""Every event type of the platform by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from contracts.events import funding, intake, notify, scoring
from contracts.events.event import Event

_NAME = re.compile(r"lianzhu\.(?P<owner>[a-z]+)\.[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v(?P<version>[1-9][0-9]*)")


class CatalogueError(ValueError):
    """Two events of one name, or a name that is not ``lianzhu.<service>.<noun>.<past participle>.v<version>``."""


def catalogue(events: Iterable[type[Event]]) -> Mapping[str, type[Event]]:
    """The events by their type names, in the order of the names."""
    by_type: dict[str, type[Event]] = {}
    for event in events:
        owner_of(event.type)
        if event.type in by_type:
            raise CatalogueError(f"{event.type} is both {by_type[event.type].__name__} and {event.__name__}")
        by_type[event.type] = event
    return MappingProxyType(dict(sorted(by_type.items())))


def owner_of(event_type: str) -> str:
    """The service that publishes the type; CatalogueError where the name does not say one."""
    match = _NAME.fullmatch(event_type)
    if match is None:
        raise CatalogueError(f"{event_type} is not lianzhu.<service>.<noun>.<past participle>.v<version>")
    return match["owner"]


EVENTS = catalogue((*intake.EVENTS, *scoring.EVENTS, *funding.EVENTS, *notify.EVENTS))
