"""Whether everybody was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.events.funding.notice import NoticePublished
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.intake.list import ListFiled
from contracts.events.intake.organisation import OrganisationRegistered
from contracts.events.intake.round import RoundOpened
from contracts.events.notify.notification import NotificationDelivered, NotificationDue
from contracts.programme import NO_NEWS
from demo.desk import Body
from demo.findings import Finding, Published

USUAL = ("inbox", "email")
"""Over which channels an enterprise is told that has chosen none."""
_LEAVING = ("intake.application.withdrawn", "intake.application.rejected", "scoring.case.withdrawn", "funding.award.withdrawn")
_HERE = "inbox"  # told with its record: nobody carries it


@dataclass(frozen=True, slots=True)
class Change:
    """An event, and the enterprise that has to be told of it."""

    event: Published
    uscc: str

    @property
    def name(self) -> str:
        return name_of(self.event)


def name_of(event: Published) -> str:
    """As a programme's texts name it."""
    return event.type.removeprefix("lianzhu.").removesuffix(".v1")


def changes(events: Sequence[Published], owners: Mapping[str, str]) -> Iterator[Change]:
    """All that is news to an applicant: every change of its application, and what all are told. ``owners``: whose an application is."""
    for event in events:
        match event.data:
            case NoticePublished():
                concerned = {owners[application] for application in _accepted(events, event) if application in owners}
            case RoundOpened():
                concerned = {uscc for uscc in _registered(events, event) if uscc in owners.values()}
            case _:
                concerned = {owners[key] for key in _own(event) if key in owners}
        yield from (Change(event, uscc) for uscc in sorted(concerned))


def _own(event: Published) -> Iterator[str]:
    """The application that an event changes."""
    application = getattr(event.data, "application", None)
    if isinstance(application, str) and name_of(event) not in NO_NEWS and not event.source.endswith("/notify"):
        yield application


def _accepted(events: Iterable[Published], notice: Published) -> set[str]:
    """Who takes part in the round of a notice when it is published."""
    before = [event for event in events if event.time <= notice.time]
    left = {event.data.application for event in before if name_of(event) in _LEAVING}  # type: ignore[attr-defined]
    call = notice.data.call  # type: ignore[attr-defined]
    accepted = [event.data for event in before if isinstance(event.data, ApplicationAccepted)]
    return {said.application for said in accepted if (said.call.round, said.call.track) == (call.round, call.track)} - left


def _registered(events: Iterable[Published], opened: Published) -> set[str]:
    """Who is registered when a round opens."""
    registered = [event for event in events if event.time <= opened.time]
    return {event.data.organisation.uscc for event in registered if isinstance(event.data, OrganisationRegistered)}


def reached(events: Iterable[Published]) -> set[tuple[str, str, str]]:
    """Event, USCC and channel of every notification that an enterprise has, by what notify published."""
    told = [event.data for event in events if isinstance(event.data, NotificationDue | NotificationDelivered)]
    delivered = {one.notification for one in told if isinstance(one, NotificationDelivered)}
    due = [one for one in told if isinstance(one, NotificationDue) and one.recipient.startswith("organisation/")]
    arrived = [one for one in due if one.notification in delivered or one.channel == _HERE]
    return {(one.event.id, one.recipient.removeprefix("organisation/"), one.channel) for one in arrived}


def applicants_told(
    due: Iterable[Change],
    arrived: Collection[tuple[str, str, str]],
    channels: Mapping[str, Sequence[str]] | None = None,
) -> Finding:
    """Each change over each channel of its applicant. ``channels``: of an enterprise, by its USCC, where it has chosen."""
    wanted = [(change, channel) for change in due for channel in (channels or {}).get(change.uscc, USUAL)]
    missing = [
        f"{change.name} of {change.uscc} by {channel}"
        for change, channel in wanted
        if (change.event.id, change.uscc, channel) not in arrived
    ]
    counts = ", ".join(f"{count} by {channel}" for channel, count in sorted(Counter(channel for _, channel in wanted).items()))
    found = f"{len(missing)} missing: {'; '.join(missing[:3])}" if missing else counts
    return Finding("every applicant was told of every change, over each of its channels", found, bool(wanted) and not missing)


def ministry_told(events: Iterable[Published], inbox: Sequence[Body]) -> Finding:
    """Of every list that was filed."""
    filed = sum(isinstance(event.data, ListFiled) for event in events)
    told = _of("intake.list.filed", inbox)
    return Finding("the ministry was told of every list", f"{told} of {filed}", told == filed > 0)


def bureaus_told(inboxes: Mapping[str, Sequence[Body]]) -> Finding:
    """Each that its list was received."""
    told = [code for code, inbox in inboxes.items() if _of("intake.list.received", inbox) == 1]
    return Finding("every bureau was told that its list was received", f"{len(told)} of {len(inboxes)}", len(told) == len(inboxes) > 0)


def _of(event: str, inbox: Sequence[Body]) -> int:
    """How many notifications of this event."""
    return sum(row["type"].removeprefix("lianzhu.").removesuffix(".v1") == event for row in inbox)
