"""A reviewing expert (评审专家) on a bureau's list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.parties import Officer
from contracts.events.scoring.expert import Expert, ExpertAmended, ExpertRegistered, ExpertReinstated, ExpertSuspended
from contracts.refusal import Refusal, Text

Status = Literal["active", "suspended", "expired"]


class Registration(BaseModel):
    """``entry`` is None until the expert is registered; ``suspended`` is the reason, where there is one."""

    model_config = ConfigDict(frozen=True)
    id: str = ""
    region: str = ""
    entry: Expert | None = None
    suspended: str | None = None

    def status(self, on: date) -> Status:
        """As of a day in Shanghai; an expert's last day is included."""
        if self.suspended is not None:
            return "suspended"
        expires = self.entry.expires if self.entry else None
        return "expired" if expires is not None and expires < on else "active"


def fold(state: Registration, event: Event, _at: datetime) -> Registration:
    match event:
        case ExpertRegistered():
            return Registration(id=event.expert, region=event.region, entry=event.entry)
        case ExpertAmended():
            return state.model_copy(update={"entry": event.entry})
        case ExpertSuspended():
            return state.model_copy(update={"suspended": event.reason})
        case ExpertReinstated():
            return state.model_copy(update={"suspended": None})
    return state


def register(expert: str, region: str, entry: Expert, by: Officer) -> ExpertRegistered:
    """On the list of the bureau of ``region``."""
    return ExpertRegistered(expert=expert, region=region, entry=entry, by=by)


def amend(state: Registration, entry: Expert, by: Officer) -> list[Event]:
    """Replace the entry; nothing to do where nothing changes."""
    known = entry_of(state)
    return [] if known == entry else [ExpertAmended(expert=state.id, entry=entry, by=by)]


def suspend(state: Registration, reason: str, by: Officer) -> list[Event]:
    """Drawn no more until reinstated. Refused where it is so already."""
    entry = entry_of(state)
    if state.suspended is not None:
        raise Refusal("wrong-status", Text(f"该专家已暂停：{state.suspended}", f"The expert is suspended already: {state.suspended}"))
    return [ExpertSuspended(expert=state.id, contact=entry.contact, reason=reason, by=by)]


def reinstate(state: Registration, reason: str, by: Officer) -> list[Event]:
    """May be drawn again. Refused where the expert is not suspended."""
    entry_of(state)
    if state.suspended is None:
        raise Refusal("wrong-status", Text("该专家未被暂停", "The expert is not suspended"))
    return [ExpertReinstated(expert=state.id, reason=reason, by=by)]


def entry_of(state: Registration) -> Expert:
    """What is known of a registered expert; a 404 for any other."""
    if state.entry is None:
        raise Refusal("not-found", Text("没有这位专家", "There is no such expert"))
    return state.entry


def require_free(version: int, account: str) -> None:
    """An account belongs to one expert. ``version``: of the account's stream, 0 as long as nobody has taken it."""
    if version:
        text = Text(f"账号 {account} 已登记为另一位专家", f"The account {account} belongs to another expert")
        raise Refusal("conflict", text)
