"""The draw of experts. Stream: the review's, ``review/<programme>/<round>/<track>``."""

from __future__ import annotations

from typing import Literal

from contracts.events.event import Event, Record
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.events.scoring.expert import Expert
from contracts.events.scoring.review import Agency
from contracts.events.values import ApplicationId, Count, DivisionCode, ExpertId, Position, Sha256, Words

Why = Literal["declined", "conflict", "suspended", "spread", "vacancy"]
"""Why a place is drawn after the draw: the expert declined, may not review it or is suspended; scores too far apart; it was vacant."""


class SeedCommitted(Event):
    """The seed is fixed, and nobody knows it: ``commitment`` is the SHA-256 of its 32 bytes. It is opened with the draw."""

    type = "lianzhu.scoring.seed.committed.v1"
    review: Call
    commitment: Sha256
    by: Officer


class Pooled(Record):
    """An expert of the pool, as known when it was closed; ``pseudonym`` is what the published files call the expert."""

    expert: ExpertId
    pseudonym: Words
    entry: Expert


class PoolClosed(Event):
    """Nobody joins any more before the draw: these are the experts that it draws from."""

    type = "lianzhu.scoring.pool.closed.v1"
    review: Call
    pool: tuple[Pooled, ...]
    by: Officer


class PoolExtended(Event):
    """More experts: before the draw, where it could not be made with too few; after it, for places that nobody could take."""

    type = "lianzhu.scoring.pool.extended.v1"
    review: Call
    pool: tuple[Pooled, ...]
    by: Officer


class Panel(Record):
    """Who reviews a case; ``excluded``: who of those who could be drawn may not, for a conflict that was known then."""

    application: ApplicationId
    experts: tuple[ExpertId, ...]
    excluded: tuple[ExpertId, ...]


class DrawPublished(Event):
    """The draw, with its seed; ``file`` is the published file (a stored file's SHA-256) from which anyone can draw again."""

    type = "lianzhu.scoring.draw.published.v1"
    review: Call
    region: DivisionCode
    agency: Agency
    seed: Sha256
    """The 32 bytes of the seed in hexadecimal digits: their SHA-256 is the commitment."""
    commitment: Sha256
    panels: tuple[Panel, ...]
    absent: tuple[ExpertId, ...]
    """Experts of the pool who could not be drawn: suspended or expired since it was closed."""
    experts: Count
    """Experts with at least one case."""
    file: Sha256
    by: Officer


class Joined(Record):
    """An expert who came to the pool after the draw; ``excluded``: the cases that this expert may not review."""

    expert: ExpertId
    excluded: tuple[ApplicationId, ...]


class DrawContinued(Event):
    """One place was drawn from the seed's ``n``-th continuation. ``chosen`` null: nobody could take it, and it is vacant."""

    type = "lianzhu.scoring.draw.continued.v1"
    review: Call
    n: Position
    application: ApplicationId
    why: Why
    left: ExpertId | None
    """Whose place it was; null for an extra expert."""
    chosen: ExpertId | None
    barred: tuple[ExpertId, ...]
    """Who could not come besides those whom the draw excluded: suspended, expired, in a conflict found since."""
    gone: tuple[ApplicationId, ...]
    """Cases that were withdrawn since the place drawn before."""
    joined: tuple[Joined, ...]
    """Experts who came to the pool since then."""
    relaxed: tuple[Words, ...]
    """Wishes of the draw that could not be kept (county, industry)."""
