"""Endpoints: where a city's system wants its webhooks. Streams: ``endpoint/<id>``, and ``endpoints/<region>`` for the directory.

Their secrets are in no event: what is on the bus is read by many.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from contracts.events.event import Event
from contracts.events.parties import Filer
from contracts.events.values import Code, DivisionCode, Words

EndpointId = Annotated[str, Field(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="ULID")]
Topics = tuple[Code, ...]
"""What it wants to be told of: the names of events in a programme's texts (``funding.payment.made``); none: all of them."""
Language = Literal["zh", "en"]


class EndpointRegistered(Event):
    """A system wants to be told at ``url`` of what happens within ``region``."""

    type = "lianzhu.notify.endpoint.registered.v1"
    endpoint: EndpointId
    url: Words
    region: DivisionCode
    topics: Topics
    language: Language
    by: Filer


class EndpointAmended(Event):
    """Another address, other topics or another language."""

    type = "lianzhu.notify.endpoint.amended.v1"
    endpoint: EndpointId
    url: Words
    topics: Topics
    language: Language
    by: Filer


class EndpointRotated(Event):
    """It has a new secret; the one before is good for a while yet."""

    type = "lianzhu.notify.endpoint.rotated.v1"
    endpoint: EndpointId
    by: Filer


class EndpointDisabled(Event):
    """It is told nothing any more: it answered that it is gone (410), or its system wants so."""

    type = "lianzhu.notify.endpoint.disabled.v1"
    endpoint: EndpointId
    reason: Words


class EndpointEnabled(Event):
    """It is told again."""

    type = "lianzhu.notify.endpoint.enabled.v1"
    endpoint: EndpointId
    by: Filer


class EndpointDeleted(Event):
    """It is gone for good."""

    type = "lianzhu.notify.endpoint.deleted.v1"
    endpoint: EndpointId
    by: Filer


class DirectoryEntered(Event):
    """An active endpoint of the directory's region, or what it now wants; in the commit that makes it so."""

    type = "lianzhu.notify.directory.entered.v1"
    endpoint: EndpointId
    topics: Topics
    language: Language


class DirectoryLeft(Event):
    """It is active no more."""

    type = "lianzhu.notify.directory.left.v1"
    endpoint: EndpointId


EVENTS: tuple[type[Event], ...] = (
    EndpointRegistered,
    EndpointAmended,
    EndpointRotated,
    EndpointDisabled,
    EndpointEnabled,
    EndpointDeleted,
    DirectoryEntered,
    DirectoryLeft,
)
