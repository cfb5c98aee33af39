"""What happens to a case besides its sheets: an expert is excluded, the panel meets, the applicant withdraws it."""

from __future__ import annotations

from typing import Any, BinaryIO

from contracts.canonical import instant
from contracts.events.parties import Filer, Officer
from contracts.refusal import Fault, Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.files import chunks_of
from services.chassis.inspection import Wanted, inspect
from services.chassis.sniffing import PDF
from services.scoring import access
from services.scoring.domain import panel as panel_rules
from services.scoring.domain import withdrawal as rules
from services.scoring.domain.assignment import Removal
from services.scoring.domain.case import Case, known
from services.scoring.domain.panel import Opinion
from services.scoring.domain.review import Review, require_unranked
from services.scoring.handlers import panels
from services.scoring.scoring import Scoring, key_of
from services.scoring.streams import CASE
from services.scoring.views import CASES, REVIEWS

_MINUTES = "minutes"


async def exclude(scoring: Scoring, asked: Asked, place: tuple[str, str], reason: str) -> dict[str, Any]:
    """A conflict was found: the agency or the city takes the expert of a ``place`` (case, expert) off.

    A submitted sheet no longer counts, and the place is drawn again.
    """
    application, expert = place

    def decide(streams: Streams) -> Decision:
        _, review = panels.read(streams, application)
        access.require_office(asked.caller, review)
        decision = Decision(_answer(application, "excluded", streams) | {"expert": expert})
        panels.take_out(scoring, streams, decision, place, Removal("conflict", reason, Officer.of(asked.caller)))
        return decision

    return await scoring.decide(asked, "exclude_expert", decide, CASE.stream(application))


async def keep_minutes(scoring: Scoring, asked: Asked, application: str, file: BinaryIO) -> dict[str, Any]:
    """Keep the signed minutes of the panel's meeting, for a joint opinion to name: SHA-256, size in bytes, pages."""
    access.require_agency(asked.caller, await _review(scoring, application))
    if (first := await scoring.answered(asked)) is not None:
        return first
    facts = await inspect(file, Wanted({PDF}), scoring.settings.upload)
    await scoring.files.put(chunks_of(file), scoring.settings.upload.limit)
    row = {"_id": f"{application}/{facts.sha256}", "size": facts.size, "at": scoring.clock.now()}
    await scoring.database[_MINUTES].update_one({"_id": row["_id"]}, {"$setOnInsert": row}, upsert=True)
    shown = {"sha256": facts.sha256, "size": facts.size, "pages": facts.pages}

    def decide(streams: Streams) -> Decision:
        """Take note of the upload, so that the same request again has the same answer."""
        access.require_agency(asked.caller, panels.read(streams, application)[1])
        return Decision(shown).on(CASE.stream(application))

    return await scoring.decide(asked, "keep_minutes", decide, CASE.stream(application))


async def _review(scoring: Scoring, application: str) -> Review:
    """The review of a case, without what grows with its cases; a 404 where there is no such case."""
    state = await scoring.state(CASES, application, Case)
    if state is None:
        raise access.unknown(access.NO_CASE)
    return await scoring.state(REVIEWS, "/".join(key_of(known(state.review))), Review) or Review()


async def record_opinion(scoring: Scoring, asked: Asked, application: str, opinion: Opinion) -> dict[str, Any]:
    """The agency records what the panel agreed on: its marks stand for the sheets, and the case is scored."""
    access.require_agency(asked.caller, await _review(scoring, application))
    await _require_minutes(scoring, application, opinion.minutes)

    def decide(streams: Streams) -> Decision:
        state, review = panels.read(streams, application)
        access.require_agency(asked.caller, review)
        require_unranked(review)
        events = panel_rules.record_opinion(state, scoring.rules(known(state.review)), opinion, Officer.of(asked.caller))
        decision = Decision(_answer(application, "scored", streams)).on(CASE.stream(application), *events)
        panels.settle(scoring, streams, decision, application)
        return decision

    return await scoring.decide(asked, "record_joint_opinion", decide, CASE.stream(application))


async def _require_minutes(scoring: Scoring, application: str, minutes: str | None) -> None:
    if minutes is not None and await scoring.database[_MINUTES].find_one({"_id": f"{application}/{minutes}"}) is None:
        text = Text("请先上传合议记录", "Upload the minutes of the meeting first")
        raise Refusal("invalid-content", text, (Fault("unknown-file", "/minutes", text),))


async def withdraw(scoring: Scoring, asked: Asked, application: str, reason: str | None) -> dict[str, Any]:
    """The applicant takes the case out of the review; after the ranking it is funding that can do so."""

    def decide(streams: Streams) -> Decision:
        state, review = panels.read(streams, application)
        track = scoring.track_of(state)
        access.require_applicant(asked.caller, state, track)
        rules.require_until(track)
        region = review.region or scoring.programmes.of(known(state.review)).authority.region
        events = rules.withdraw(state, (region, review.agency), reason, Filer.of(asked.caller))
        rules.require_here(review.ranking is not None, application, scoring.settings.links.funding, track)
        decision = Decision(_answer(application, "withdrawn", streams)).on(CASE.stream(application), *events)
        panels.withdrawn(decision, state)
        return decision

    return await scoring.decide(asked, "withdraw_case", decide, CASE.stream(application))


def _answer(application: str, status: str, streams: Streams) -> dict[str, Any]:
    return {"application": application, "status": status, "at": instant(streams.now)}
