"""What every story plays on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from contracts.programme import Programme
from demo.people import People
from demo.progress import Show
from demo.refusals import Refusals
from demo.workshop import Workshop
from deploy.local.people import Settings
from deploy.local.timekeeping import move_time


@dataclass(frozen=True, slots=True)
class Stage:
    """A platform of its own with the call's programme; what is shown, and what was refused."""

    settings: Settings
    people: People
    workshop: Workshop
    programme: Programme
    show: Show
    refusals: Refusals = field(default_factory=Refusals)

    async def moved(self, to: datetime) -> None:
        """Move the platform's one shared clock."""
        await move_time(self.settings, to)
        self.show.say(f"the platform's clock was moved to {to:%Y-%m-%d %H:%M} (Asia/Shanghai); tokens and leases do not follow it", "cyan")
