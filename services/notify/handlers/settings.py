"""How an enterprise wants to be told: replaced as a whole, on the version that was read."""

from __future__ import annotations

from typing import Any

from contracts.canonical import instant
from contracts.events.parties import Filer
from contracts.roles import Role
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.editions import Expected
from services.notify import access
from services.notify.domain import organisation as rules
from services.notify.domain.organisation import Settings
from services.notify.notify import Notify
from services.notify.streams import ORGANISATION


async def change(notify: Notify, asked: Asked, uscc: str, wanted: Settings, expected: Expected) -> dict[str, Any]:
    """Replace the settings, if they are still those that were read."""
    access.require_settings(asked.caller, uscc)
    stream, obligatory = ORGANISATION.stream(uscc), notify.obligatory(Role.ENTERPRISE)

    def decide(streams: Streams) -> Decision:
        state = streams.state(ORGANISATION, uscc)
        expected.require(streams.head(stream).version)
        events = rules.change(state, uscc, wanted, obligatory, Filer.of(asked.caller))
        changed = Decision({"uscc": uscc, "at": instant(streams.now)})
        return changed.on(stream, *events) if events else changed

    return await notify.decide(asked, "change_settings", decide, stream)
