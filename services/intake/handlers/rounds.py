"""Rounds: opened, moved and closed by the authority that issued the programme."""

from __future__ import annotations

from collections import Counter
from typing import Any

from contracts.canonical import instant
from contracts.events.intake.round import Counts, Window
from contracts.events.parties import Officer
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.mongo import Document
from services.intake import access
from services.intake.domain import round as rules
from services.intake.domain.application import Status
from services.intake.intake import Intake
from services.intake.streams import ROUND
from services.intake.views import APPLICATIONS, LISTS


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
    """Close a round, naming the cases that were accepted into it."""
    access.require_operator(asked.caller, intake.programmes.newest(key[0]))
    stream = ROUND.stream(*key)
    undecided, counts = await _undecided(intake, key), await _counts(intake, key)

    def decide(streams: Streams) -> Decision:
        events = rules.close(streams.state(ROUND, *key), undecided, counts, streams.now, Officer.of(asked.caller))
        return Decision(_answer(*key, "closed", streams)).on(stream, *events)

    return await intake.decide(asked, "close_round", decide, stream)


def _answer(programme: str, round_: str, status: str, streams: Streams) -> dict[str, Any]:
    return {"id": f"{programme}/{round_}", "programme": programme, "round": round_, "status": status, "at": instant(streams.now)}


async def _undecided(intake: Intake, key: tuple[str, str]) -> list[str]:
    """The applications on filed lists that the city has not decided on."""
    call = {"programme": key[0], "round": key[1]}
    lists = intake.database[LISTS.name].find(call | {"status": "filed"}, {"filed": 1})
    filed = [application async for row in lists for application in row["filed"]]
    undecided = {"_id": {"$in": filed}, "status": Status.RECOMMENDED.value}
    return [row["_id"] async for row in intake.database[APPLICATIONS.name].find(undecided, {"_id": 1}).sort("_id", 1)]


async def _counts(intake: Intake, key: tuple[str, str]) -> Counts:
    """How many applications of the round stand where; one whose recommendation is prepared is still with its county."""
    groups: list[Document] = [{"$match": {"programme": key[0], "round": key[1]}}, {"$group": {"_id": "$status", "n": {"$sum": 1}}}]
    found = Counter({row["_id"]: row["n"] async for row in intake.database[APPLICATIONS.name].aggregate(groups)})
    return Counts(
        drafted=found[Status.DRAFT.value],
        submitted=found[Status.SUBMITTED.value] + found[Status.PREPARED.value],
        returned=found[Status.RETURNED.value],
        recommended=found[Status.RECOMMENDED.value],
        accepted=found[Status.ACCEPTED.value],
        rejected=found[Status.REJECTED.value],
        withdrawn=found[Status.WITHDRAWN.value],
    )
