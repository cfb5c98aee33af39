"""An enterprise as a recipient: as it is registered, and how it wants to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.notify.organisation import OrganisationKnown, PurposeContact, SettingsChanged
from contracts.events.notify.subject import EventHeld, EventReleased
from contracts.events.notify.values import Held, Language, Purpose, Reach
from contracts.events.parties import Contact, Division, Filer
from contracts.refusal import Fault, Refusal, Text


class Settings(BaseModel):
    """``channels`` beside the inbox, which is always theirs; ``opt_outs`` are events of which they hear nothing."""

    model_config = ConfigDict(frozen=True)
    contacts: tuple[PurposeContact, ...] = ()
    channels: tuple[Reach, ...] = ("email",)
    language: Language = "zh"
    opt_outs: tuple[str, ...] = ()


class Organisation(BaseModel):
    """``name`` is "" until it is registered with the platform; ``held`` waits for that."""

    model_config = ConfigDict(frozen=True)
    name: str = ""
    division: Division | None = None
    contact: Contact | None = None
    settings: Settings = Settings()
    held: tuple[Held, ...] = ()

    def contact_for(self, purpose: Purpose, filed: Contact | None) -> Contact | None:
        """Whom to tell: whom they named for this purpose, else whom the application names, else whom they registered."""
        chosen = {one.purpose: one.contact for one in self.settings.contacts}
        return chosen.get(purpose) or filed or self.contact


def fold(state: Organisation, event: Event, _at: datetime) -> Organisation:
    match event:
        case OrganisationKnown():
            return state.model_copy(update={"name": event.name, "division": event.division, "contact": event.contact})
        case SettingsChanged():
            chosen = Settings(contacts=event.contacts, channels=event.channels, language=event.language, opt_outs=event.opt_outs)
            return state.model_copy(update={"settings": chosen})
        case EventHeld():
            return state.model_copy(update={"held": (*state.held, event.held)})
        case EventReleased():
            return state.model_copy(update={"held": tuple(held for held in state.held if held.event.id != event.event)})
    return state


def change(state: Organisation, uscc: str, wanted: Settings, obligatory: Mapping[str, bool], by: Filer) -> list[Event]:
    """Replace the settings; nothing to do where nothing changes. ``obligatory``: of each event that an enterprise may be told of."""
    require_optional(wanted.opt_outs, obligatory)
    if wanted == state.settings:
        return []
    return [
        SettingsChanged(
            uscc=uscc,
            contacts=wanted.contacts,
            channels=wanted.channels,
            language=wanted.language,
            opt_outs=wanted.opt_outs,
            by=by,
        )
    ]


def require_optional(opt_outs: Iterable[str], obligatory: Mapping[str, bool]) -> None:
    """One may hear nothing of what is not obligatory, and of nothing that does not exist."""
    faults = []
    for number, name in enumerate(opt_outs):
        if name not in obligatory:
            faults.append(Fault("unknown", f"/opt_outs/{number}", Text(f"没有通知事项 {name}", f"Nobody is told of {name}"), actual=name))
        elif obligatory[name]:
            text = Text(f"{name} 属必须送达的通知，不能退订", f"{name} is obligatory: it states a right, a duty or a date")
            faults.append(Fault("obligatory", f"/opt_outs/{number}", text, actual=name))
    if faults:
        raise Refusal("invalid-content", Text("退订事项有误", "These cannot be opted out of"), tuple(faults))
