"""What a filing does beside the application itself: places that depend on its form, and the list of who files directly."""

from __future__ import annotations

from contracts.events.deferred import Deferred
from contracts.events.intake.content import Content
from contracts.events.intake.entry import EntryFreed, EntryTaken
from contracts.events.intake.list import ListRef
from contracts.events.parties import Officer
from contracts.programme.track import Track
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.intake import access
from services.intake.domain import entry as entries
from services.intake.domain import summary_list
from services.intake.domain.application import Application, known
from services.intake.domain.listing import entry_of
from services.intake.streams import ENTRY, LIST, ROUND


def also(asked: Asked, streams: Streams, decision: Decision, filed: tuple[Application, Track, Deferred[Content]]) -> Decision:
    """The same commit with what else comes of it. Nothing of the content is read where the track has no such rule."""
    state, track, content = filed
    if state.uscc is None:
        access.require_filing(asked.caller, track, content.value.applicant.region.code)
    if any(rule.fields for rule in track.unique):
        _take_places(streams, decision, state, track, content.value)
    if track.own_table is not None and track.is_direct(content.value.form):
        _enter_own_list(asked, streams, decision, (state, track, content.value))
    return decision


def _take_places(streams: Streams, decision: Decision, state: Application, track: Track, content: Content) -> None:
    """Places by the fields of this form are taken, those by the form that was filed before are given up."""
    call, uscc = known(state.call), state.uscc or ""
    before = [key for _, keys in entries.places(call, track, uscc, state.content.form) for key in keys] if state.content else []
    held = {key for key in before if streams.state(ENTRY, *key).application == state.id}

    def read(key: entries.Key) -> entries.Entry:
        return entries.Entry() if key in held else streams.state(ENTRY, *key)

    taken = set(entries.free_places(call, track, uscc, read, content.form))
    for key in sorted(taken - held):
        decision.on(ENTRY.stream(*key), EntryTaken(application=state.id))
    for key in sorted(held - taken):
        decision.on(ENTRY.stream(*key), EntryFreed(application=state.id))


def _enter_own_list(asked: Asked, streams: Streams, decision: Decision, filed: tuple[Application, Track, Content]) -> None:
    """The application goes on its filer's own list, where the quota holds."""
    state, track, content = filed
    call, applicant = known(state.call), content.applicant
    key = (call.programme, call.round, known(state.uscc))
    listed = streams.state(LIST, *key)
    ref = ListRef(
        programme=call.programme,
        version=streams.state(ROUND, call.programme, call.round).version,
        round=call.round,
        region=applicant.region,
        bureau=applicant.name,
        owner=known(state.uscc),
    )
    entry = entry_of(state, content, track, listed.last_position + 1)
    decision.on(LIST.stream(*key), *summary_list.enter(listed, ref, track, entry, Officer.of(asked.caller)))
