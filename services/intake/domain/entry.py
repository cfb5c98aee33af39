"""Entries: the places that an applicant may take, so many as the programme allows."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from pydantic import BaseModel, ConfigDict

from contracts.canonical import canonical
from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.intake.entry import EntryFreed, EntryTaken
from contracts.programme.track import Track
from contracts.programme.workflow import StepName, Uniqueness
from contracts.refusal import Refusal, Text


class Entry(BaseModel):
    """``application`` holds the place; None: it is free."""

    model_config = ConfigDict(frozen=True)
    application: str | None = None


def fold(state: Entry, event: Event, _at: datetime) -> Entry:
    match event:
        case EntryTaken():
            return Entry(application=event.application)
        case EntryFreed():
            return Entry()
    return state


Key = tuple[str, ...]


Form = Mapping[str, Any]


def places(call: Call, track: Track, applicant: str, form: Form | None = None) -> Iterator[tuple[Uniqueness, list[Key]]]:
    """For each rule of uniqueness, the keys of the places that it allows this applicant.

    Without a form those of the rules that need none; with one those of the rules that go by its fields.
    """
    words = {"applicant": applicant, "round": call.round, "track": call.track}
    for number, rule in enumerate(track.unique):
        if bool(rule.fields) is (form is not None):
            said = words | {name: same(form.get(name)) for name in rule.fields} if form is not None else words
            key = (call.programme, str(number), *(said[word] for word in sorted(rule.per)))
            yield rule, [(*key, str(ordinal)) for ordinal in range(1, rule.most + 1)]


def same(value: object) -> str:
    """A value of a form by a short digest, the same however a text is spaced, punctuated or capitalised."""
    if isinstance(value, str):
        plain = unicodedata.normalize("NFKC", value).casefold()
        value = "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LN") or plain
    return hashlib.sha256(canonical({"value": value})).hexdigest()[:32]


def free_places(call: Call, track: Track, applicant: str, read: Callable[[Key], Entry], form: Form | None = None) -> list[Key]:
    """One free place for each rule. Refused where there is none, naming the application that holds it."""
    return [_free(rule, keys, read) for rule, keys in places(call, track, applicant, form)]


def _free(rule: Uniqueness, keys: list[Key], read: Callable[[Key], Entry]) -> Key:
    held = ""
    for key in keys:
        held = read(key).application or ""
        if not held:
            return key
    raise Refusal(
        "entry-taken",
        Text(f"按规定最多 {rule.most} 件，已有申报 {held}", f"At most {rule.most} allowed; there is application {held}"),
        source=rule.clause("most"),
        link=f"/v1/applications/{held}",
    )


def held_places(call: Call, track: Track, applicant: str, step: StepName, form: Form | None = None) -> Iterator[Key]:
    """The places that an application may hold and gives up by this step."""
    begun, filed = places(call, track, applicant), places(call, track, applicant, form) if form is not None else ()
    for rule, keys in chain(begun, filed):
        if step in rule.freed_by:
            yield from keys
