"""Filing an import row by row: a job that goes on where the commits stand, whoever was killed in the middle."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from contracts.events.event import Event
from contracts.events.intake.imports import ImportAccepted, RefusedRow
from contracts.refusal import Refusal
from services.chassis import logs
from services.chassis.causes import RequestCause
from services.chassis.decisions import Command, Decide, Decision, Outcome, Streams
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.intake.domain import imports as rules
from services.intake.domain.application import Application, Status, known
from services.intake.domain.imports import Import, Stage, application_of
from services.intake.handlers.applications import withdrawal
from services.intake.imports.kept import lines_of
from services.intake.imports.rows import Purpose, RowTask
from services.intake.intake import Intake
from services.intake.streams import APPLICATION, IMPORT

log = logs.get(__name__)

_STRETCH = 200
"""Rows that are filed together, and then noted as done."""

Deal = Callable[[Sequence[RowTask]], Awaitable[list[RefusedRow]]]
"""What is done about rows; those that are refused."""

_UNDONE = "批量导入未能全部办理，已整批撤回"


async def work(intake: Intake, imported: str) -> None:
    """File the rows that are left, and take them back where one is refused and all or nothing was asked for."""
    job = _Work(intake, imported)
    state = await job.state()
    if state.stage is Stage.RUNNING:
        state = await job.go_on(state, job.file)
    if state.stage is Stage.REVERTING:
        await job.take_back(state)


async def give_up(intake: Intake, imported: str, why: Exception) -> None:
    """End what cannot be worked on: the rows that are no applications yet are refused, those that cannot be taken back stand."""
    job = _Work(intake, imported)
    state = await job.state()
    if state.stage is Stage.RUNNING:
        await job.go_on(state, partial(job.refuse, why))
    elif state.stage is Stage.REVERTING:
        await job.leave(state)


@dataclass(frozen=True, slots=True)
class _Work:
    intake: Intake
    imported: str

    async def state(self) -> Import:
        stream = IMPORT.stream(self.imported)
        state = (await self.intake.chassis.store.load([stream]))[stream].state
        if not isinstance(state, Import):
            raise TypeError(f"{stream} is no import")
        return state

    async def go_on(self, state: Import, deal: Deal) -> Import:
        """Stretch by stretch, until all rows were dealt with or the import has to be taken back."""
        accepted = known(state.accepted)
        stretch: list[RowTask] = []
        position = 0
        async for line in lines_of(self.intake, accepted.content):
            position += 1
            if position > state.reached:
                stretch.append(self._task(state, line))
            if stretch and (len(stretch) == _STRETCH or position == accepted.rows):
                refused = await deal(stretch)
                await self._note(f"reached/{position}", partial(rules.advance, reached=position, refused=refused))
                stretch, state = [], await self.state()
                if state.stage is not Stage.RUNNING:
                    break
        return state

    def _task(self, state: Import, line: dict[str, Any]) -> RowTask:
        number, accepted, at = line["row"], known(state.accepted), known(state.accepted_at)
        purpose = Purpose(self._asked(accepted, f"row/{number}"), accepted.call, accepted.id, accepted.then == "submission", at)
        return RowTask(self.intake, purpose.of(line.get("track", accepted.call.track)), number, line["form"])

    def _asked(self, accepted: ImportAccepted, key: str) -> Asked:
        """Whoever sent the table in, with the rights that it was accepted under; the cause is the row's own."""
        by, rights = accepted.by, accepted.rights
        caller = Principal(
            by.subject, by.name, frozenset(rights.roles), rights.regions, rights.organisation, frozenset(rights.scopes), by.kind
        )
        return Asked(RequestCause(f"import/{self.imported}", key, ""), caller)

    async def file(self, stretch: Sequence[RowTask]) -> list[RefusedRow]:
        """File rows together; those that are refused now, each with the reason. Drafts are there before their applications."""
        intake = self.intake
        prepared = await to_thread(lambda: [task.ready() for task in stretch])
        await intake.drafts.begin_all([draft for _, draft in prepared])
        commands = [self._command(task.asked, task.decide, tuple(task.streams())) for task, _ in prepared]
        refusals = _refusals(await intake.chassis.group.execute_all(commands))
        refused = [(task, refusal) for (task, _), refusal in zip(prepared, refusals, strict=True) if refusal is not None]
        await intake.drafts.discard([task.application for task, _ in refused])
        return [RefusedRow(row=task.number, problem=why.slug, zh=why.text.zh, en=why.text.en) for task, why in refused]

    async def refuse(self, why: Exception, stretch: Sequence[RowTask]) -> list[RefusedRow]:
        """Refuse the rows that are no applications yet, for what went wrong with the import."""
        standing = await self._standing([task.number for task in stretch])
        refused = [task for task in stretch if task.number not in standing]
        await self.intake.drafts.discard([task.application for task in refused])
        kind = type(why).__name__
        zh, en = f"系统多次未能办理（{kind}），请重新导入", f"The service failed with it several times ({kind}); send it again"
        return [RefusedRow(row=task.number, problem="internal-error", zh=zh, en=en) for task in refused]

    async def leave(self, state: Import) -> None:
        """Take nothing more back: what is still an application stands."""
        numbers = [line["row"] async for line in lines_of(self.intake, known(state.accepted).content)][: state.left]
        retained = sorted(await self._standing(numbers))
        await self._note("standing/0", partial(rules.revert, standing=0, retained=retained))

    async def _standing(self, numbers: Sequence[int]) -> set[int]:
        """Those of these rows that are applications now."""
        streams = {APPLICATION.stream(application_of(self.imported, number)): number for number in numbers}
        found = await self.intake.chassis.store.load(streams)
        states = {number: found[stream].state for stream, number in streams.items()}
        return {
            number
            for number, state in states.items()
            if isinstance(state, Application) and state.status not in (Status.NONE, Status.WITHDRAWN)
        }

    async def take_back(self, state: Import) -> None:
        """From the last row that was filed to the first, so that what is left is always the beginning of the table."""
        accepted, refused = known(state.accepted), {row.row for row in state.refused}
        numbers = [line["row"] async for line in lines_of(self.intake, accepted.content)][: state.left]
        while numbers:
            standing = max(0, len(numbers) - _STRETCH)
            filed = [number for number in reversed(numbers[standing:]) if number not in refused]
            retained = await self._withdraw(accepted, filed)
            await self._note(f"standing/{standing}", partial(rules.revert, standing=standing, retained=retained))
            numbers = numbers[:standing]

    async def _withdraw(self, accepted: ImportAccepted, numbers: Sequence[int]) -> list[int]:
        """Take rows back; those with which somebody has gone on meanwhile, and which are theirs now."""
        refusals = _refusals(await self.intake.chassis.group.execute_all([self._undo(accepted, number) for number in numbers]))
        retained = [(number, refusal) for number, refusal in zip(numbers, refusals, strict=True) if refusal is not None]
        for number, refusal in retained:
            log.warning("imports.not_taken_back", imported=self.imported, row=number, reason=str(refusal))
        return [number for number, _ in retained]

    def _undo(self, accepted: ImportAccepted, number: int) -> Command:
        asked, application = self._asked(accepted, f"undo/{number}"), application_of(self.imported, number)

        def decide(streams: Streams) -> Decision:
            state = streams.state(APPLICATION, application)
            if state.status in (Status.NONE, Status.WITHDRAWN):
                return Decision()
            return withdrawal(self.intake, asked, (application, _UNDONE), streams)

        return self._command(asked, decide, (APPLICATION.stream(application),))

    async def _note(self, key: str, rule: Callable[[Import], list[Event]]) -> None:
        """Note how far it has come, once."""
        stream, accepted = IMPORT.stream(self.imported), known((await self.state()).accepted)

        def decide(streams: Streams) -> Decision:
            events = rule(streams.state(IMPORT, self.imported))
            return Decision().on(stream, *events) if events else Decision()

        outcomes = await self.intake.chassis.group.execute_all([self._command(self._asked(accepted, key), decide, (stream,))])
        if any(refusal is not None for refusal in _refusals(outcomes)):
            raise RuntimeError(f"{stream} could not be brought to {key}")

    @staticmethod
    def _command(asked: Asked, decide: Decide, streams: tuple[str, ...]) -> Command:
        return Command(asked.cause, asked.actor, decide, streams)


def _refusals(outcomes: Sequence[Outcome | BaseException]) -> list[Refusal | None]:
    """What each command was refused for; whatever else went wrong is raised, for the job to be done again from where it stands."""
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not (isinstance(outcome, Refusal) and outcome.slug != "unavailable"):
            raise outcome
    return [outcome if isinstance(outcome, Refusal) else None for outcome in outcomes]
