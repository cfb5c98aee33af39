"""Whether everybody was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from contracts.events.intake.list import ListFiled
from contracts.programme import Programme
from contracts.roles import Role
from demo.desk import Body
from demo.findings import Finding, Published


def applicants_told(programme: Programme, events: Iterable[Published], told: Mapping[str, Sequence[Body]]) -> Finding:
    """For every event on an application that the programme has a text for, its enterprise was told in its inbox and by e-mail.

    ``told``: by application, who was told what, as the bureau sees it.
    """
    texts = programme.notifications.texts
    missing, due = [], 0
    for event in events:
        name = event.type.removeprefix("lianzhu.").removesuffix(".v1")
        application = getattr(event.data, "application", None)
        if not isinstance(application, str) or application not in told or Role.ENTERPRISE not in texts.get(name, {}):
            continue
        channels = {row["channel"] for row in told[application] if row["event"] == event.id and row["status"] == "delivered"}
        due += 1
        if not {"inbox", "email"} <= channels:
            missing.append(f"{name} of {application}: {sorted(channels)}")
    found = "; ".join(missing[:3]) or f"{due} changes"
    return Finding("every applicant was told of every change, in the inbox and by e-mail", found, due > 0 and not missing)


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
