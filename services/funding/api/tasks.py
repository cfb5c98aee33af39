"""Commands on one award, each with who may give it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from services.funding import access
from services.funding.api.dependencies import Commanded
from services.funding.domain.award import Award
from services.funding.handlers.awards import Task


async def _by_city(on: Commanded) -> Task:
    def may(state: Award) -> None:
        access.require_authority(on.asked.caller, state, on.funding.programme_of(state).authority.region)

    return Task(on.funding, on.asked, on.application, may)


async def _by_awarder(on: Commanded) -> Task:
    def may(state: Award) -> None:
        roles = access.awarding(on.funding.track_of(state))
        access.require_authority(on.asked.caller, state, on.funding.programme_of(state).authority.region, roles)

    return Task(on.funding, on.asked, on.application, may)


async def _by_owner(on: Commanded) -> Task:
    def may(state: Award) -> None:
        access.require_owner(on.asked.caller, state, on.funding.track_of(state))

    return Task(on.funding, on.asked, on.application, may)


async def _by_auditor(on: Commanded) -> Task:
    return Task(on.funding, on.asked, on.application, lambda state: access.require_auditor(on.asked.caller, state))


ByCity = Annotated[Task, Depends(_by_city)]
"""The bureau that issued the programme."""
ByAwarder = Annotated[Task, Depends(_by_awarder)]
"""Who confirms awards, by the programme."""
ByOwner = Annotated[Task, Depends(_by_owner)]
"""The applicant."""
ByAuditor = Annotated[Task, Depends(_by_auditor)]
"""The firm from which the special audit was ordered."""
