"""An expert's place on a case: taken on, given up, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contracts.events.event import Event
from contracts.events.parties import Contact, Officer
from contracts.events.scoring.assignment import AssignmentAccepted, AssignmentDeclined
from contracts.events.scoring.draw import Why
from contracts.events.scoring.review import Agency
from contracts.events.scoring.sheet import SheetExcluded
from contracts.refusal import Refusal, Text
from services.scoring.domain.case import Case, Seat, Status, known
from services.scoring.domain.sheet import require_seat


def accept(state: Case, expert: str, by: Officer) -> list[Event]:
    """Take the case on; taken on already, nothing happens."""
    seat = _require_reviewing(state, expert)
    if seat.accepted_at is not None:
        return []
    return [AssignmentAccepted(review=known(state.review), application=state.id, expert=expert, by=by)]


@dataclass(frozen=True, slots=True)
class Declination:
    """Why an expert does not take a case on; ``conflict``: because of an interest in it."""

    reason: str
    conflict: bool

    @property
    def why(self) -> Why:
        return "conflict" if self.conflict else "declined"


@dataclass(frozen=True, slots=True)
class Declining:
    """Who declines, and who is told: the review's region and agency."""

    expert: str
    contact: Contact
    region: str
    agency: Agency
    by: Officer


def decline(state: Case, who: Declining, why: Declination) -> list[Event]:
    """Give the place up, until the sheet is submitted."""
    seat = _require_reviewing(state, who.expert)
    if seat.sheet is not None:
        zh, en = "评分表已提交；如发现利害关系，请告知评审机构", "The sheet is submitted; if you found a conflict, tell the agency"
        raise Refusal("wrong-status", Text(zh, en))
    known_as: dict[str, Any] = {"review": known(state.review), "region": who.region, "agency": who.agency, "application": state.id}
    told: dict[str, Any] = {"expert": who.expert, "contact": who.contact, "conflict": why.conflict, "reason": why.reason, "by": who.by}
    return [AssignmentDeclined(**known_as, **told)]


@dataclass(frozen=True, slots=True)
class Removal:
    """Why an expert is taken off a case, in words too, and by whom."""

    why: Why
    reason: str
    by: Officer


def exclude(state: Case, expert: str, contact: Contact, removal: Removal) -> list[Event]:
    """A submitted sheet no longer counts; nothing where none is in. The place is drawn again in the same commit."""
    seat = require_seat(state, expert)
    if state.status is Status.WITHDRAWN:
        raise Refusal("wrong-status", Text("该案例已由申报单位撤回", "The applicant has withdrawn the case"))
    if seat.sheet is None:
        return []
    known_as: dict[str, Any] = {"review": known(state.review), "application": state.id, "expert": expert, "contact": contact}
    return [SheetExcluded(**known_as, why=removal.why, reason=removal.reason, by=removal.by)]


def _require_reviewing(state: Case, expert: str) -> Seat:
    seat = require_seat(state, expert)
    if state.status is Status.WITHDRAWN:
        raise Refusal("wrong-status", Text("该案例已由申报单位撤回", "The applicant has withdrawn the case"))
    return seat
