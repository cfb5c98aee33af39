"""A bureau's recommendation list (推荐汇总表) for one round, or a provider's own: it holds the quotas, and is filed under a seal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from contracts.days import day
from contracts.events.event import Event
from contracts.events.intake.examination import Reason
from contracts.events.intake.list import (
    Entry,
    ListDeclared,
    ListEntered,
    ListFiled,
    ListLeft,
    ListOrdered,
    ListReceived,
    ListRef,
    ListReturned,
    ListSupplemented,
)
from contracts.events.parties import Contact, Officer
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Fault, Refusal, Text
from services.intake.domain.quotas import require_room
from services.intake.domain.receipts import require_plausible
from services.intake.domain.round import Deadline


class SummaryList(BaseModel):
    """``entries`` in the order of recommendation; ``filed`` are the applications that the city has before it, ``seen`` those that it
    ever had: one of them that left the list (the city returned it) may come back when the others are no longer taken. ``counts`` are
    the numbers that the bureau declared, by track. ``changed_at``: when what its table says last changed."""

    model_config = ConfigDict(frozen=True)
    ref: ListRef | None = None
    entries: tuple[Entry, ...] = ()
    last_position: int = 0
    counts: dict[str, dict[str, int]] = {}
    filing: int = 0
    supplements: int = 0
    filed: frozenset[str] = frozenset()
    seen: tuple[str, ...] = ()
    contact: Contact | None = None
    scans: tuple[str, ...] = ()
    filed_at: datetime | None = None
    changed_at: datetime | None = None
    returned: ListReturned | None = None
    received_on: date | None = None
    copies: int = 0

    @property
    def status(self) -> str:
        return "returned" if self.returned else "filed" if self.filing else "open"

    @property
    def unfiled(self) -> tuple[Entry, ...]:
        """The entries that the city has not been told of."""
        return tuple(entry for entry in self.entries if entry.application not in self.filed)

    def filed_of(self, tracks: Collection[str]) -> list[str]:
        """The applications of these tracks that the city has before it."""
        return [entry.application for entry in self.entries if entry.track in tracks and entry.application in self.filed]


def fold(state: SummaryList, event: Event, at: datetime) -> SummaryList:
    match event:
        case ListEntered():
            entries = (*state.entries, event.entry)
            entered = {"ref": event.list, "entries": entries, "last_position": event.entry.position}
            return state.model_copy(update=entered | {"changed_at": at})
        case ListLeft():
            left = tuple(entry for entry in state.entries if entry.application != event.application)
            return state.model_copy(update={"entries": left, "filed": state.filed - {event.application}, "changed_at": at})
        case ListDeclared():
            counts = state.counts | {event.track: event.counts}
            return state.model_copy(update={"ref": state.ref or event.list, "counts": counts, "changed_at": at})
        case ListOrdered():
            return state.model_copy(update={"entries": ordered(state.entries, event.applications), "changed_at": at})
    return _fold_filing(state, event, at)


def _fold_filing(state: SummaryList, event: Event, at: datetime) -> SummaryList:
    match event:
        case ListFiled():
            filed = {"ref": event.list, "filing": event.filing, "contact": event.contact, "returned": None}
            members = frozenset(entry.application for entry in event.entries)
            filed |= {"filed": members, "seen": _and(state.seen, members), "supplements": 0, "received_on": None}
            filed |= {"filed_at": at, "changed_at": at}
            return state.model_copy(update=filed | {"scans": (event.scan,)})
        case ListSupplemented():
            members = state.filed | {entry.application for entry in event.added}
            changes = {"filed": members, "seen": _and(state.seen, members), "scans": (*state.scans, event.scan)}
            return state.model_copy(update=changes | {"supplements": event.supplement, "changed_at": at})
        case ListReturned():
            return state.model_copy(update={"returned": event, "filed": frozenset()})
        case ListReceived():
            return state.model_copy(update={"received_on": event.on, "copies": event.copies})
    return state


def _and(seen: tuple[str, ...], members: frozenset[str]) -> tuple[str, ...]:
    return (*seen, *sorted(members - {*seen}))


def ordered(entries: tuple[Entry, ...], applications: Sequence[str]) -> tuple[Entry, ...]:
    """The entries with these in this order, in the places that they have among the others."""
    by_application = {entry.application: entry for entry in entries}
    ranked = iter([by_application[application] for application in applications if application in by_application])
    moved = [next(ranked) if entry.application in applications else entry for entry in entries]
    return tuple(entry.model_copy(update={"position": old.position}) for entry, old in zip(moved, entries, strict=True))


def enter(state: SummaryList, ref: ListRef, track: Track, entry: Entry, by: Officer) -> list[Event]:
    """Put an application on the list. Refused beyond a quota, naming it, the count, what it comes from and the source of the rule."""
    step = StepName.SUBMISSION if track.is_direct(entry.fields) else StepName.RECOMMENDATION
    for quota in track.quotas:
        if quota.step is step:
            require_room(state, track, quota, entry)
    return [ListEntered(list=state.ref or ref, entry=entry, by=by)]


def leave(state: SummaryList, application: str, reason: str) -> list[Event]:
    """Take an application off the list, if it stands there."""
    if state.ref is None or all(entry.application != application for entry in state.entries):
        return []
    return [ListLeft(list=state.ref, application=application, reason=reason)]


def file(state: SummaryList, bureau: str, contact: Contact, scan: str, by: Officer) -> list[Event]:
    """File it with the city: all its entries, with the sealed scan. A list that was returned is filed anew."""
    ref = require_rows(state).model_copy(update={"bureau": bureau})
    if state.status == "filed":
        raise Refusal("wrong-status", Text("汇总表已报送，新增的请补报", "The list is filed; file what is new as a supplement"))
    return [ListFiled(list=ref, filing=state.filing + 1, entries=state.entries, contact=contact, scan=scan, by=by)]


def require_rows(state: SummaryList) -> ListRef:
    """There is something to seal."""
    if state.ref is None or not state.entries:
        raise Refusal("wrong-status", Text("汇总表中没有推荐的申报", "The list has no recommended applications"))
    return state.ref


def require_in_time(state: SummaryList, deadline: Deadline | None, now: datetime) -> None:
    """What is filed goes to the city before the deadline. Later than that come the replacement of a returned list, until it is due,
    and what the city had before and returned."""
    if deadline is None or now < deadline.ends:
        return
    if state.returned is not None and now < state.returned.due:
        return
    late = [entry.applicant for entry in state.unfiled if entry.application not in state.seen]
    if state.status == "filed" and not late:
        return
    last = day(max(deadline.ends, state.returned.due if state.returned else deadline.ends) - timedelta(seconds=1))
    zh, en = f"汇总表报送已于 {last} 截止", f"Lists could be filed until {last} (Asia/Shanghai)"
    text = Text(f"{zh}{deadline.following.zh}", f"{en}{deadline.following.en}")
    raise Refusal("round-not-open", text, source=deadline.source)


def supplement(state: SummaryList, scan: str, by: Officer) -> list[Event]:
    """File the entries that were recommended after the list was filed, with a sealed scan of their own."""
    ref = _require_filed(state)
    if not state.unfiled:
        raise Refusal("wrong-status", Text("没有需要补报的申报", "There is nothing to supplement"))
    return [ListSupplemented(list=ref, supplement=state.supplements + 1, added=state.unfiled, scan=scan, by=by)]


def give_back(state: SummaryList, reasons: Sequence[Reason], due: datetime, now: datetime, by: Officer) -> list[Event]:
    """The city gives the whole list back: the county files a replacement until ``due``."""
    ref = _require_filed(state)
    if due <= now:
        text = Text(f"期限 {day(due - timedelta(seconds=1))} 已过", "The replacement has to be due later than now")
        raise Refusal("invalid-content", text, (Fault("too-early", "/due", text),))
    return [ListReturned(list=ref, reasons=tuple(reasons), due=due, by=by)]


def receive(state: SummaryList, on: date, copies: int, now: datetime, by: Officer) -> list[Event]:
    """The city received the list on paper: after it was filed, and not in the future."""
    ref = _require_filed(state)
    require_plausible(on, state.filed_at or now, now)
    return [ListReceived(list=ref, on=on, copies=copies, by=by)]


def _require_filed(state: SummaryList) -> ListRef:
    if state.status != "filed" or state.ref is None:
        raise Refusal("wrong-status", Text("汇总表尚未报送", "The list has not been filed"))
    return state.ref
