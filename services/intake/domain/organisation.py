"""An organisation (单位) as it is registered with the platform, under its USCC."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.intake.organisation import OrganisationAmended, OrganisationRegistered
from contracts.events.parties import Filer, Organisation
from contracts.refusal import Refusal, Text


class Registration(BaseModel):
    """``organisation`` is None until it is registered."""

    model_config = ConfigDict(frozen=True)
    organisation: Organisation | None = None
    filer: Filer | None = None


def fold(state: Registration, event: Event, _at: datetime) -> Registration:
    match event:
        case OrganisationRegistered():
            return Registration(organisation=event.organisation, filer=event.by)
        case OrganisationAmended():
            return state.model_copy(update={"organisation": event.organisation})
    return state


def register(state: Registration, organisation: Organisation, by: Filer) -> list[Event]:
    """Register it. Refused where its USCC is registered already: then it is amended."""
    if state.organisation is not None:
        text = Text("该统一社会信用代码已登记，请修改登记信息", "This USCC is registered; amend its registration")
        raise Refusal("conflict", text, link=f"/v1/organisations/{organisation.uscc}")
    return [OrganisationRegistered(organisation=organisation, by=by)]


def amend(state: Registration, organisation: Organisation, by: Filer) -> list[Event]:
    """Replace its entry; nothing to do where nothing changes."""
    require_registered(state, organisation.uscc)
    return [] if state.organisation == organisation else [OrganisationAmended(organisation=organisation, by=by)]


def require_registered(state: Registration, uscc: str) -> Organisation:
    """The organisation; a refusal says where to register it."""
    if state.organisation is None:
        text = Text(f"单位 {uscc} 尚未登记，请先登记", f"Organisation {uscc} is not registered; register it first")
        raise Refusal("organisation-unregistered", text, link="/v1/organisations")
    return state.organisation
