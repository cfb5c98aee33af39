"""An application as notify knows it: enough to address its applicant and to fill in texts; and its timeline."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.notify.subject import EventHeld, EventReleased, SubjectKnown, SubjectTold
from contracts.events.notify.values import EventRef, Held, Saying
from contracts.events.parties import Contact, Division


class Step(BaseModel):
    """A step on the timeline, at the event's own time."""

    model_config = ConfigDict(frozen=True)
    event: EventRef
    zh: Saying
    en: Saying


class Subject(BaseModel):
    """``call`` is None until intake's events tell of it; ``held`` waits for them. ``case`` is its title.

    ``direct``: it was filed directly, and no bureau has it to check.
    """

    model_config = ConfigDict(frozen=True)
    application: str = ""
    call: Call | None = None
    applicant: str = ""
    uscc: str | None = None
    county: Division | None = None
    filer: str = ""
    case: str | None = None
    contact: Contact | None = None
    accepted: bool = False
    direct: bool = False
    held: tuple[Held, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def filed(self) -> bool:
        """Whether bureaus may know of it: it is no mere draft."""
        return self.case is not None

    @property
    def with_bureau(self) -> bool:
        """Whether a bureau has it: it is no mere draft, and was not filed directly."""
        return self.filed and not self.direct

    def enough_for(self, event_name: str) -> bool:
        """Whether all is known that this event's texts need. What comes after the acceptance waits for the content that was accepted."""
        if event_name.startswith("intake."):
            return self.call is not None
        return self.accepted

    @property
    def timeline(self) -> tuple[Step, ...]:
        """In the order in which things happened, whatever order they came in."""
        return tuple(sorted(self.steps, key=lambda step: (step.event.at, step.event.id)))


def fold(state: Subject, event: Event, _at: datetime) -> Subject:
    match event:
        case SubjectKnown():
            known = {name: getattr(event, name) for name in type(event).model_fields}
            return state.model_copy(update=known)
        case SubjectTold():
            return state.model_copy(update={"steps": (*state.steps, Step(event=event.event, zh=event.zh, en=event.en))})
        case EventHeld():
            return state.model_copy(update={"held": (*state.held, event.held)})
        case EventReleased():
            return state.model_copy(update={"held": tuple(held for held in state.held if held.event.id != event.event)})
    return state
