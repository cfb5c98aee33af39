"""Applications about a region, a cluster or a park: they have no USCC, and a bureau files for them."""

from __future__ import annotations

from typing import Any

from ulid import ULID

from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.intake.handlers import beginning
from services.intake.handlers.applications import called, ensure_draft
from services.intake.handlers.beginning import Begun
from services.intake.intake import Intake
from services.intake.streams import ROUND


async def begin(intake: Intake, asked: Asked, call: tuple[str, str, str], subject: tuple[str, str]) -> dict[str, Any]:
    """Begin an application about a subject (name, division code) in ``call`` (programme, round, track), and its draft."""
    chosen, track = called(intake, call)
    begun = Begun(asked, chosen, track, str(ULID()))

    def decide(streams: Streams) -> Decision:
        return beginning.of_subject(intake, begun, subject, streams)

    done = await intake.decide(asked, "begin", decide, ROUND.stream(*call[:2]))
    await ensure_draft(intake, done["id"])
    return done
