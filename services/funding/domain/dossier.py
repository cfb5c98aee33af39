"""The dossier of an application: what was filed and accepted, kept for its archive."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.funding.dossier import DossierOpened


class Dossier(BaseModel):
    model_config = ConfigDict(frozen=True)
    opened: DossierOpened | None = None


def fold(state: Dossier, event: Event, _at: datetime) -> Dossier:
    return Dossier(opened=event) if isinstance(event, DossierOpened) else state
