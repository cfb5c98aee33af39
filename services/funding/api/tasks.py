"""Commands on one award, each with who may give it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends

from contracts.programme.workflow import StepName
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


def _step(name: StepName) -> Callable[[Commanded], Awaitable[Task]]:
    """Commands of whoever takes a step of the workflow."""

    async def by_step(on: Commanded) -> Task:
        def may(state: Award) -> None:
            roles = access.stepping(on.funding.track_of(state), name)
            access.require_authority(on.asked.caller, state, on.funding.programme_of(state).authority.region, roles)

        return Task(on.funding, on.asked, on.application, may)

    return by_step


async def _by_applicant(on: Commanded) -> Task:
    return Task(on.funding, on.asked, on.application, lambda state: access.require_applicant(on.asked.caller, state))


async def _by_finance(on: Commanded) -> Task:
    return Task(on.funding, on.asked, on.application, lambda state: access.require_finance(on.asked.caller, state))


async def _by_auditor(on: Commanded) -> Task:
    return Task(on.funding, on.asked, on.application, lambda state: access.require_auditor(on.asked.caller, state))


ByCity = Annotated[Task, Depends(_by_city)]
"""The bureau that issued the programme."""
ByAwarder = Annotated[Task, Depends(_by_awarder)]
"""Who confirms awards, by the programme."""
ByOwner = Annotated[Task, Depends(_by_owner)]
"""The applicant."""
ByApplicant = Annotated[Task, Depends(_by_applicant)]
"""The applicant, about its money."""
ByFinance = Annotated[Task, Depends(_by_finance)]
"""The office that pays."""
ByEvaluator = Annotated[Task, Depends(_step(StepName.EVALUATION))]
"""Who judges what the award has done, by the programme."""
ByArchivist = Annotated[Task, Depends(_step(StepName.ARCHIVE))]
"""Who archives, by the programme."""
ByAuditor = Annotated[Task, Depends(_by_auditor)]
"""The firm from which the special audit was ordered."""
