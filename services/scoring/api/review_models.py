"""Reviews, draws and rankings as clients send them and are shown them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from contracts.events.scoring.review import Agency
from contracts.events.values import Instant
from contracts.identifiers import Uscc
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Day, Line, Words, example
from services.scoring.api.words import ANSWERS, ExpertId
from services.scoring.domain.review import Status


class Opening(Input):
    """The agency that the city hired; ``due`` is the last day for all sheets (included); without it, the programme's period."""

    model_config = example(agency={"name": "河北示例评估有限公司", "uscc": "91130104MA0EXAMP1P"}, due="2024-08-23")
    agency: AgencyNamed
    due: Day | None = None


class AgencyNamed(Input):
    """第三方服务机构."""

    name: Line
    uscc: Uscc


class Extension(Input):
    """More time: the new last day (included), and why."""

    model_config = example(due="2024-08-30", reason="加评案例较多")
    due: Day
    reason: Words


class PoolChosen(Input):
    """The experts of the pool by id; without them, all of the review's region who may be drawn."""

    model_config = example(experts=["01ARZ3NDEKTSV4RRFFQ69G5FAV"])
    experts: Annotated[tuple[ExpertId, ...], Field(min_length=1, max_length=2000)] | None = None


class PoolAdded(Input):
    """The experts who join the pool."""

    model_config = example(experts=["01ARZ3NDEKTSV4RRFFQ69G5FAV"])
    experts: Annotated[tuple[ExpertId, ...], Field(min_length=1, max_length=2000)]


class Publication(Input):
    """What the agency remarks on the ranking, if anything."""

    model_config = example(note="两件并列案例按带动成效排序")
    note: Words | None = None


class ReviewDone(Output):
    """What a command on a review answers, with what it made."""

    example = ANSWERS["ReviewDone"]
    model_config = ConfigDict(extra="allow", frozen=True)
    id: str
    status: Status
    at: Instant


class Counts(Output):
    """Cases of the round, those that have come, those that are not withdrawn, scored, withdrawn; experts in the pool."""

    cases: int
    arrived: int
    reviewed: int
    scored: int
    withdrawn: int
    pool: int


class ReviewRow(Output):
    """A review in a list."""

    example = ANSWERS["ReviewRow"]
    id: str
    programme: str
    round: str
    track: str
    region: str
    status: Status
    agency: Agency | None
    due: Instant | None
    counts: Counts


class RankedShown(Output):
    """The published ranking: SHA-256 of the file for everybody and of the whole one, the digest of the former's inputs, how many pass,
    Krippendorff's alpha."""

    at: Instant
    file: str
    whole: str
    inputs: str
    passed: int
    alpha: str | None


class ReviewShown(ReviewRow):
    """A review, how far it has come. ``vacant``: places that nobody could take, by case; ``continued``: places drawn after the draw."""

    example = ANSWERS["ReviewShown"]
    version: int
    opened_at: Instant | None
    commitment: str | None
    drawn_at: Instant | None
    draw: str | None
    vacant: dict[str, int]
    ranking: RankedShown | None
    report: str | None
    closed_at: Instant | None


class Commitment(Output):
    """What is public of a draw from its beginning: the SHA-256 of its seed, the seed once it is opened; with the ranking the salt of the
    pseudonyms (an expert's is the first 16 hexadecimal digits of HMAC-SHA256 of the expert's id under it)."""

    example = ANSWERS["Commitment"]
    review: str
    commitment: str
    seed: str | None
    salt: str | None


class CaseProgress(Output):
    """How far a case has come: places, sheets that are in, vacant places."""

    example = ANSWERS["CaseProgress"]
    application: str
    title: str
    applicant: str
    status: str
    places: int
    submitted: int
    vacant: int


class ExpertProgress(Output):
    """How far an expert has come: signed, cases that are the expert's now, sheets that are in."""

    example = ANSWERS["ExpertProgress"]
    expert: str
    name: str
    signed: bool
    cases: int
    accepted: int
    submitted: int
    due: Instant | None


Json = dict[str, Any]
