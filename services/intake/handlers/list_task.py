"""One thing that an officer does with a recommendation list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts.canonical import instant
from contracts.events.event import Event
from contracts.programme.programme import Programme
from contracts.programme.summary_table import SummaryTable
from contracts.programme.workflow import Step, StepName
from contracts.roles import Role
from services.chassis.decisions import Decision, Streams, seen
from services.chassis.desk import Asked
from services.intake import access
from services.intake.domain import summary_list as rules
from services.intake.domain.round import Round, deadline, require_not_closed
from services.intake.domain.summary_list import SummaryList
from services.intake.intake import Intake
from services.intake.streams import LIST, ROUND
from services.intake.views import ROUNDS

Rule = Callable[[SummaryList, Streams], list[Event]]
Roles = Callable[[Programme], tuple[Role, ...]]


@dataclass(frozen=True, slots=True)
class ListTask:
    """The list is known by programme, round and region. What holds for it is the version that its round was opened with."""

    intake: Intake
    asked: Asked
    key: tuple[str, str, str]

    async def take(self, name: str, roles: Roles, rule: Rule) -> dict[str, Any]:
        """Decide it, if the officer acts in one of the roles for a bureau whose region covers the list's."""

        def decide(streams: Streams) -> Decision:
            round_ = streams.state(ROUND, *self.key[:2])
            programme = self.opened(round_)
            self.require(roles(programme))
            require_not_closed(round_, programme)
            events = rule(streams.state(LIST, *self.key), streams)
            return self._answered(Decision().on(LIST.stream(*self.key), *events), streams)

        return await self.intake.decide(self.asked, name, decide, LIST.stream(*self.key), self.round)

    async def file(self, name: str, rule: Callable[[SummaryList], list[Event]]) -> dict[str, Any]:
        """File something upward, in time. It is noted on the round, so that a closing that did not see it decides again."""

        def decide(streams: Streams) -> Decision:
            state, round_ = streams.state(LIST, *self.key), streams.state(ROUND, *self.key[:2])
            programme = self.opened(round_)
            self.require_own(programme)
            require_not_closed(round_, programme)
            events = rule(state)
            for step in steps(programme):
                rules.require_in_time(state, deadline(round_, programme, step), streams.now)
            return self._answered(Decision().on(LIST.stream(*self.key), *events).on(self.round), streams)

        return await self.intake.decide(self.asked, name, decide, LIST.stream(*self.key), self.round)

    def _answered(self, decision: Decision, streams: Streams) -> Decision:
        """The decision with where the list now stands, and since when."""
        state = seen(streams, decision, LIST, *self.key)
        decision.answer = {
            "id": "/".join(self.key),
            "status": state.status,
            "filing": state.filing,
            "supplements": state.supplements,
            "at": instant(streams.now),
        }
        return decision

    @property
    def round(self) -> str:
        """The stream of the round that the list belongs to."""
        return ROUND.stream(*self.key[:2])

    def opened(self, round_: Round) -> Programme:
        """The programme as the round was opened with it, the newest before that; a 404 where there is none."""
        return self.intake.programmes.of(round_) if round_.window else self.intake.programmes.newest(self.key[0])

    async def programme(self) -> Programme:
        """The same, for what is looked at before anything is decided."""
        return self.opened(await self.intake.state(ROUNDS, "/".join(self.key[:2]), Round) or Round())

    def require(self, roles: tuple[Role, ...]) -> None:
        """The officer may act on this list in one of the roles."""
        access.require_bureau(self.asked.caller, self.key[2], roles)

    def require_own(self, programme: Programme) -> None:
        """The officer acts for the very bureau whose list it is, where the programme says of which level that is."""
        self.require(self.filed_by(programme))
        if not access.is_own_list(self.key[2]):
            for step in steps(programme):
                if step.level and step.region_of(self.key[2]) != self.key[2]:
                    raise access.unknown("没有这份汇总表", "There is no such list")
                access.require_level(self.asked.caller, step, self.key[2])

    def filed_by(self, programme: Programme) -> tuple[Role, ...]:
        """Who files such lists, by the programme; a list serves all tracks of its round."""
        return tuple({role for table in self.tables(programme) for role in table.filed_by})

    def filed_to(self, programme: Programme) -> tuple[Role, ...]:
        return tuple({role for table in self.tables(programme) for role in table.to})

    def tables(self, programme: Programme) -> list[SummaryTable]:
        own = access.is_own_list(self.key[2])
        tables = (track.own_table if own else track.summary_table for track in programme.tracks.values())
        return [table for table in tables if table]


def steps(programme: Programme) -> list[Step]:
    """The steps by which such lists are filed; a list serves all tracks of its round."""
    return [step for track in programme.tracks.values() if (step := track.steps.get(StepName.FILING))]
