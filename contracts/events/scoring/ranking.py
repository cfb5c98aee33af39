"""The ranking (排序). Stream: the review's, ``review/<programme>/<round>/<track>``."""

from __future__ import annotations

from contracts.events.event import Event, Record
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.events.values import ApplicationId, Code, Count, DecimalText, DivisionCode, Position, Sha256, Uscc, Words


class Place(Record):
    """One case of the ranking; no two have one rank. ``adjusted`` is the total without the experts' severity, where it can be told."""

    rank: Position
    application: ApplicationId
    uscc: Uscc | None
    total: DecimalText
    adjusted: DecimalText | None
    passed: bool


class Tie(Record):
    """Cases of one total, in the order of the ranking, and what put them in order: a criterion's code, ``submission`` or ``lot``."""

    total: DecimalText
    cases: tuple[ApplicationId, ...]
    broken_by: tuple[Code, ...]
    """Between each case and the next."""


class RankingPublished(Event):
    """All cases are scored: their ranking.

    ``file`` (a stored file's SHA-256) is for everybody: inputs and result, in as much detail as the programme shows, and anyone can
    recompute it. ``whole`` has every sheet by criterion, for who runs the review and watches over it; the same file where all is shown.
    """

    type = "lianzhu.scoring.ranking.published.v1"
    review: Call
    region: DivisionCode
    places: tuple[Place, ...]
    ties: tuple[Tie, ...]
    passing: DecimalText
    """The least total that passes."""
    passed: Count
    alpha: DecimalText | None
    """Krippendorff's alpha of the round."""
    inputs: Sha256
    """Digest of the inputs that ``file`` holds."""
    file: Sha256
    whole: Sha256
    salt: Sha256
    """32 bytes in hexadecimal digits, opened now: an expert's pseudonym is the first 16 of HMAC-SHA256 of the expert's id under them."""
    by: Officer
    note: Words | None
