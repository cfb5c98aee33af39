"""What callers see of experts and reviews: rows of the views, within their rights, in the shape that the API shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.days import day
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.scoring import access
from services.scoring.api.expert_models import ExpertRow, ExpertShown
from services.scoring.api.review_models import CaseProgress, Commitment, ExpertProgress, RankedShown, ReviewRow, ReviewShown
from services.scoring.domain.case import Case, Seat
from services.scoring.domain.engagement import Engagement
from services.scoring.domain.expert import Registration, entry_of
from services.scoring.domain.review import Ranked, Review
from services.scoring.handlers.keepers import regions_of
from services.scoring.scoring import ReviewKey, Scoring
from services.scoring.views import CASES, EXPERTS, REVIEWS


async def expert(scoring: Scoring, caller: Principal, key: str) -> ExpertShown:
    """An expert that the caller may see; a 404 for any other."""
    row = await EXPERTS.collection(scoring.database).find_one({"_id": key})
    state = Registration.model_validate(row["state"]) if row else Registration()
    if row is None or not access.sees_expert(caller, state, await regions_of(scoring, caller)):
        raise access.unknown(access.NO_EXPERT)
    status = state.status(today(scoring))
    return ExpertShown(id=key, version=row["version"], region=state.region, status=status, suspended=state.suspended, entry=entry_of(state))


def expert_row(row: Document, on: date) -> ExpertRow:
    state = Registration.model_validate(row["state"])
    entry = entry_of(state)
    return ExpertRow(
        id=row["_id"],
        region=state.region,
        status=state.status(on),
        name=entry.contact.name,
        employer=entry.employer.name,
        industries=entry.industries,
        regions=entry.regions,
    )


def today(scoring: Scoring) -> date:
    return day(scoring.clock.now())


async def review(scoring: Scoring, caller: Principal, key: ReviewKey) -> Document:
    """The row of a review that the caller may see; a 404 for any other."""
    row = await REVIEWS.collection(scoring.database).find_one({"_id": "/".join(key)})
    if row is None:
        raise access.unknown(access.NO_REVIEW)
    access.require_seen(caller, known(row))
    return row


async def public_review(scoring: Scoring, key: ReviewKey) -> Review:
    """A review as far as everybody may know of it: the caller shows of it what is published."""
    row = await REVIEWS.collection(scoring.database).find_one({"_id": "/".join(key)})
    if row is None:
        raise access.unknown(access.NO_REVIEW)
    return known(row)


def known(row: Document) -> Review:
    """What a row holds of the state: without what grows with cases and experts."""
    return Review.model_validate(row["state"])


def review_row(row: Document) -> ReviewRow:
    return ReviewRow(**_review(row))


def review_shown(row: Document) -> ReviewShown:
    state = known(row)
    more: dict[str, Any] = state.model_dump(include={"opened_at", "commitment", "drawn_at", "vacant", "report", "closed_at"})
    return ReviewShown(**_review(row), **more, version=row["version"], draw=state.draw_file, ranking=ranked(state.ranking))


def ranked(ranking: Ranked | None) -> RankedShown | None:
    return RankedShown(**ranking.model_dump(exclude={"salt"})) if ranking else None


def _review(row: Document) -> dict[str, Any]:
    state = known(row)
    key = {"id": row["_id"], "programme": row["programme"], "round": row["round"], "track": row["track"]}
    return key | {
        "region": state.region,
        "status": row["status"],
        "agency": state.agency,
        "due": state.due,
        "counts": row["counts"],
    }


def commitment(key: ReviewKey, state: Review) -> Commitment:
    """A 404 until there is one."""
    if state.commitment is None:
        raise access.unknown(access.NO_REVIEW)
    salt = state.ranking.salt if state.ranking else None
    return Commitment(review="/".join(key), commitment=state.commitment, seed=state.seed, salt=salt)


def case_progress(row: Document) -> CaseProgress:
    state = Case.model_validate(row["state"])
    file = state.file
    return CaseProgress(
        application=state.id,
        title=file.title if file else "",
        applicant=file.applicant if file else "",
        status=state.status.value,
        places=len(state.seats) + state.vacant,
        submitted=len(state.sheets),
        vacant=state.vacant,
    )


async def expert_progress(scoring: Scoring, row: Document) -> ExpertProgress:
    state = Engagement.model_validate(row["state"])
    cases = await _seats(scoring, state)
    return ExpertProgress(
        expert=state.expert,
        name=state.contact.name if state.contact else "",
        signed=state.signature is not None,
        cases=len(cases),
        accepted=sum(accepted for accepted, _ in cases),
        submitted=sum(submitted for _, submitted in cases),
        due=state.due,
    )


async def _seats(scoring: Scoring, state: Engagement) -> list[tuple[bool, bool]]:
    """For each of the expert's present cases: whether it was taken on, and whether the sheet is in."""
    mine = {"_id": {"$in": list(state.cases)}, "experts": state.expert}
    rows = CASES.collection(scoring.database).find(mine, {"state.seats": 1})
    seats = [Seat.model_validate(seat) async for row in rows for seat in row["state"]["seats"] if seat["expert"] == state.expert]
    return [(seat.accepted_at is not None, seat.sheet is not None) for seat in seats]
