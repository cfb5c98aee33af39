"""What the API holds to read the journal with."""

from __future__ import annotations

from dataclasses import dataclass

from services.chassis.api.event_streams import Seats
from services.chassis.assembly import Chassis
from services.chassis.settings import Feed as Limits
from services.notify.feed.hub import Hub
from services.notify.feed.journal import Journal


@dataclass(frozen=True, slots=True)
class Reading:
    """One process's: its readers share the hub and the seats."""

    journal: Journal
    hub: Hub
    seats: Seats
    limits: Limits

    @classmethod
    def on(cls, chassis: Chassis) -> Reading:
        journal, limits = Journal(chassis.database), chassis.settings.feed
        return cls(journal, Hub(journal.collection), Seats(limits), limits)
