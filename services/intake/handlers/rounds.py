"""Rounds: opened, moved and closed by the authority that issued the programme."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

from contracts.canonical import instant
from contracts.events.intake.round import Counts, Window
from contracts.events.parties import Officer
from contracts.programme.workflow import StepName
from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.mongo import Document
from services.intake import access
from services.intake.domain import round as rules
from services.intake.domain.application import Status
from services.intake.domain.round import Round
from services.intake.intake import Intake
from services.intake.streams import LIST, ROUND
from services.intake.views import APPLICATIONS, LISTS

_TRIES = 5
"""How often a closing looks again while lists are being filed or cases accepted."""


async def open_round(intake: Intake, asked: Asked, code: str, round_: str) -> dict[str, Any]:
    """Open a round with the dates of the programme's newest version."""
    programme = intake.programmes.newest(code)
    access.require_operator(asked.caller, programme)
    stream = ROUND.stream(code, round_)

    def decide(streams: Streams) -> Decision:
        events = rules.open_round(streams.state(ROUND, code, round_), programme, round_, Officer.of(asked.caller))
        return Decision(_answer(code, round_, "open", streams)).on(stream, *events)

    return await intake.decide(asked, "open_round", decide, stream)


async def move(intake: Intake, asked: Asked, key: tuple[str, str], window: Window, reason: tuple[str, str | None]) -> dict[str, Any]:
    """Move a round's window; ``reason`` is the reason and the number of the notice that says so."""
    access.require_operator(asked.caller, intake.programmes.newest(key[0]))
    stream = ROUND.stream(*key)

    def decide(streams: Streams) -> Decision:
        events = rules.move(streams.state(ROUND, *key), window, *reason, Officer.of(asked.caller))
        return Decision(_answer(*key, "open", streams)).on(stream, *events)

    return await intake.decide(asked, "move_round", decide, stream)


async def close(intake: Intake, asked: Asked, key: tuple[str, str]) -> dict[str, Any]:
    """Close a round, naming the cases that were accepted into it.

    Which lists there are is looked up in a view, before the round is decided on as it stood then: every filing is noted on the round, so
    that one in between makes the closing look again.
    """
    access.require_operator(asked.caller, intake.programmes.newest(key[0]))
    for _ in range(_TRIES):
        with suppress(_Moved):
            return await _close_as_seen(intake, asked, key)
    raise Refusal("unavailable", Text("该批次正有县区报送，请稍后重试", "Lists of this round are being filed right now; please try again"))


class _Moved(Exception):
    """Something happened in the round after the lists were looked up."""


async def _close_as_seen(intake: Intake, asked: Asked, key: tuple[str, str]) -> dict[str, Any]:
    stream = ROUND.stream(*key)
    seen = await intake.chassis.group.version(stream)
    lists, counts = await _lists(intake, key), await _counts(intake, key)

    def decide(streams: Streams) -> Decision:
        if streams.head(stream).version != seen:
            raise _Moved
        state = streams.state(ROUND, *key)
        accepted = _accepted_tracks(intake, state)
        filed = [application for one in lists for application in streams.state(LIST, *one).filed_of(accepted)]
        events = rules.close(state, filed, counts, streams.now, Officer.of(asked.caller))
        return Decision(_answer(*key, "closed", streams)).on(stream, *events)

    return await intake.decide(asked, "close_round", decide, stream, *(LIST.stream(*one) for one in lists))


def _accepted_tracks(intake: Intake, state: Round) -> set[str]:
    """The tracks whose applications are accepted or returned one by one; in the others the filed list is the end."""
    tracks = intake.programmes.of(state).tracks if state.window else {}
    return {code for code, track in tracks.items() if StepName.ACCEPTANCE in track.steps}


def _answer(programme: str, round_: str, status: str, streams: Streams) -> dict[str, Any]:
    return {"id": f"{programme}/{round_}", "programme": programme, "round": round_, "status": status, "at": instant(streams.now)}


async def _lists(intake: Intake, key: tuple[str, str]) -> list[list[str]]:
    """The keys of the round's lists; one that can be filed has a row in the view, where its scan was uploaded for."""
    rows = LISTS.collection(intake.database).find({"programme": key[0], "round": key[1]}, {"_id": 1})
    return [row["_id"].split("/") async for row in rows]


async def _counts(intake: Intake, key: tuple[str, str]) -> Counts:
    """How many applications of the round stand where; one whose recommendation is prepared is still with its county."""
    groups: list[Document] = [{"$match": {"programme": key[0], "round": key[1]}}, {"$group": {"_id": "$status", "n": {"$sum": 1}}}]
    found = Counter({row["_id"]: row["n"] async for row in APPLICATIONS.collection(intake.database).aggregate(groups)})
    return Counts(
        drafted=found[Status.DRAFT.value],
        submitted=found[Status.SUBMITTED.value] + found[Status.PREPARED.value],
        returned=found[Status.RETURNED.value],
        recommended=found[Status.RECOMMENDED.value],
        accepted=found[Status.ACCEPTED.value],
        rejected=found[Status.REJECTED.value],
        withdrawn=found[Status.WITHDRAWN.value],
    )
