"""An endpoint: where a city's system wants its webhooks; and the directory of a region's active endpoints."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.notify.endpoint import (
    DirectoryEntered,
    DirectoryLeft,
    EndpointAmended,
    EndpointDeleted,
    EndpointDisabled,
    EndpointEnabled,
    EndpointRegistered,
    EndpointRotated,
    Language,
)
from contracts.events.parties import Filer
from contracts.events.values import Instant
from contracts.refusal import Refusal, Text


class State(StrEnum):
    """Whether it is told anything."""

    NONE = "none"
    ACTIVE = "active"
    DISABLED = "disabled"
    DELETED = "deleted"


class Wish(BaseModel):
    """What a system asks for: where, of what (no topics: of all), in which language."""

    model_config = ConfigDict(frozen=True)
    url: str
    topics: tuple[str, ...]
    language: Language


class Endpoint(BaseModel):
    """``client`` is the subject of the system that registered it. ``reason`` says why it is disabled."""

    model_config = ConfigDict(frozen=True)
    id: str = ""
    client: str = ""
    region: str = ""
    wish: Wish = Wish(url="", topics=(), language="zh")
    state: State = State.NONE
    reason: str | None = None
    since: Instant | None = None
    rotated: Instant | None = None


class Entry(BaseModel):
    """One active endpoint, as the directory has it."""

    model_config = ConfigDict(frozen=True)
    endpoint: str
    topics: tuple[str, ...]
    language: Language


class Directory(BaseModel):
    """The active endpoints of one region (of this very code: those of the regions around it are in directories of their own)."""

    model_config = ConfigDict(frozen=True)
    entries: tuple[Entry, ...] = ()

    def wanting(self, topic: str) -> tuple[Entry, ...]:
        """Those that want to be told of this event."""
        return tuple(entry for entry in self.entries if not entry.topics or topic in entry.topics)


_AFTER: dict[type[Event], State] = {
    EndpointDisabled: State.DISABLED,
    EndpointEnabled: State.ACTIVE,
    EndpointDeleted: State.DELETED,
}


def fold(state: Endpoint, event: Event, at: datetime) -> Endpoint:
    match event:
        case EndpointRegistered():
            wish = Wish(url=event.url, topics=event.topics, language=event.language)
            return Endpoint(
                id=event.endpoint, client=event.by.subject, region=event.region, wish=wish, state=State.ACTIVE, since=at, rotated=at
            )
        case EndpointAmended():
            return state.model_copy(update={"wish": Wish(url=event.url, topics=event.topics, language=event.language)})
        case EndpointRotated():
            return state.model_copy(update={"rotated": at})
        case EndpointDisabled() | EndpointEnabled() | EndpointDeleted():
            reason = event.reason if isinstance(event, EndpointDisabled) else None
            return state.model_copy(update={"state": _AFTER[type(event)], "reason": reason, "since": at})
    return state


def fold_directory(state: Directory, event: Event, _at: datetime) -> Directory:
    match event:
        case DirectoryEntered():
            entered = Entry(endpoint=event.endpoint, topics=event.topics, language=event.language)
            return Directory(entries=(*_without(state, event.endpoint), entered))
        case DirectoryLeft():
            return Directory(entries=_without(state, event.endpoint))
    return state


def _without(state: Directory, endpoint: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in state.entries if entry.endpoint != endpoint)


Changes = tuple[list[Event], list[Event]]
"""What happens to the endpoint, and what its region's directory says of it."""


def register(endpoint: str, region: str, wish: Wish, by: Filer) -> Changes:
    """A new endpoint."""
    registered = EndpointRegistered(endpoint=endpoint, url=wish.url, region=region, topics=wish.topics, language=wish.language, by=by)
    return [registered], [_entered(endpoint, wish)]


def amend(state: Endpoint, wish: Wish, by: Filer) -> Changes:
    """Another wish; nothing to do where it is the same."""
    _require(state, State.ACTIVE, State.DISABLED)
    if wish == state.wish:
        return [], []
    amended = EndpointAmended(endpoint=state.id, url=wish.url, topics=wish.topics, language=wish.language, by=by)
    return [amended], [_entered(state.id, wish)] if state.state is State.ACTIVE else []


def rotate(state: Endpoint, by: Filer) -> Changes:
    """A new secret."""
    _require(state, State.ACTIVE, State.DISABLED)
    return [EndpointRotated(endpoint=state.id, by=by)], []


def disable(state: Endpoint, reason: str) -> Changes:
    """Tell it nothing any more; nothing to do where that is so."""
    if state.state is not State.ACTIVE:
        return [], []
    return [EndpointDisabled(endpoint=state.id, reason=reason)], [DirectoryLeft(endpoint=state.id)]


def enable(state: Endpoint, by: Filer) -> Changes:
    """Tell it again. What was not delivered meanwhile is not sent by itself: it is in the feed, and can be sent again by hand."""
    _require(state, State.DISABLED)
    return [EndpointEnabled(endpoint=state.id, by=by)], [_entered(state.id, state.wish)]


def delete(state: Endpoint, by: Filer) -> Changes:
    """Remove it for good."""
    _require(state, State.ACTIVE, State.DISABLED)
    left: list[Event] = [DirectoryLeft(endpoint=state.id)] if state.state is State.ACTIVE else []
    return [EndpointDeleted(endpoint=state.id, by=by)], left


def _entered(endpoint: str, wish: Wish) -> Event:
    return DirectoryEntered(endpoint=endpoint, topics=wish.topics, language=wish.language)


_NAMES = {State.NONE: "不存在", State.ACTIVE: "启用", State.DISABLED: "停用", State.DELETED: "已删除"}


def _require(state: Endpoint, *allowed: State) -> None:
    if state.state not in allowed:
        wanted = "、".join(_NAMES[one] for one in allowed)
        zh = f"该回调地址现为“{_NAMES[state.state]}”，此操作要求：{wanted}"
        raise Refusal("wrong-status", Text(zh, f"The endpoint is {state.state}; this needs it to be {' or '.join(allowed)}"))
