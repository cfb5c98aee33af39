"""The draw itself: prepared outside the decision, since it takes seconds, and written in one commit."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.days import day
from contracts.events.event import Event
from contracts.events.scoring.case import CaseDrawn
from contracts.events.scoring.draw import DrawPublished, Panel
from services.chassis.decisions import Decision, Streams
from services.scoring import access
from services.scoring.domain.draw import Drawn, draw
from services.scoring.domain.draw_file import draw_file
from services.scoring.domain.draw_shortage import Infeasible, refusal
from services.scoring.domain.expert import Registration
from services.scoring.domain.pool import Prepared, prepare
from services.scoring.domain.review import Review, known, require
from services.scoring.handlers.draws import made
from services.scoring.handlers.tasks import ReviewTask, prepared, require_unmoved
from services.scoring.streams import CASE, ENGAGEMENT, EXPERT, REVIEW


async def publish(task: ReviewTask) -> dict[str, Any]:
    """Draw, and open the seed: all panels in one commit, or a refusal that says which cases cannot be filled and why."""
    if (first := await task.scoring.answered(task.asked)) is not None:
        return first
    done = await prepared(lambda: _publish(task), task.scoring)
    await task.scoring.secrets.opened(task.name)
    return done


async def _publish(task: ReviewTask) -> dict[str, Any]:
    """Prepared outside the decision, since it takes seconds: the decision only looks whether all is as it was."""
    held, version = await task.state(access.require_agency)
    require(held, "pooled")
    streams = [EXPERT.stream(expert) for expert in held.pool]
    standings = await task.scoring.standings(streams)
    experts = {expert: _registration(standings[EXPERT.stream(expert)].state) for expert in held.pool}
    seed = (await task.scoring.secrets.of(task.name)).seed
    terms, today = task.scoring.terms(known(held.call)), day(task.scoring.clock.now())
    ready = await to_thread(prepare, held, terms, experts, today)
    drawn = await to_thread(draw, ready.pool, seed)
    if isinstance(drawn, Infeasible):
        raise refusal(drawn, ready.conflicts, await task.names(shortage.case for shortage in drawn.shortages))
    file = await task.scoring.keep(await to_thread(draw_file, ready.pool, seed, drawn))
    result = _Result(task, held, ready, drawn, (seed, file))
    changes = await to_thread(result.changes, experts)
    versions = {task.stream: version} | {stream: standings[stream].head.version for stream in streams}

    def decide(now: Streams) -> Decision:
        state = now.state(REVIEW, *task.key)
        access.require_agency(task.asked.caller, state)
        require(state, "pooled")
        require_unmoved(now, versions)
        decision = Decision(changes={stream: list(events) for stream, events in changes.items()})
        return task.answered(decision, now, cases=len(drawn.panels), experts=result.engaged, commitment=known(held.commitment), file=file)

    return await task.scoring.decide(task.asked, "publish_draw", decide, *versions, *changes)


def _registration(state: object) -> Registration:
    if not isinstance(state, Registration):
        raise TypeError(f"an expert's stream holds a {type(state).__name__}")
    return state


@dataclass(frozen=True, slots=True)
class _Result:
    """A draw that was made, on its way to the record. ``opened``: the seed, and the stored file's SHA-256."""

    task: ReviewTask
    state: Review
    ready: Prepared
    drawn: Drawn
    opened: tuple[bytes, str]

    @property
    def engaged(self) -> int:
        """Experts with at least one case."""
        return len({expert for panel in self.drawn.panels.values() for expert in panel})

    def changes(self, experts: Mapping[str, Registration]) -> dict[str, list[Event]]:
        """The events by stream. Every expert's stream is noted, so that drawing and suspending them cannot cross."""
        call, ids = known(self.state.call), {each.pseudonym: expert for expert, each in self.state.pool.items()}
        panels = tuple(self._panel(case, ids) for case in sorted(self.drawn.panels))
        changes: dict[str, list[Event]] = {self.task.stream: [self._published(panels)]}
        loads: dict[str, list[str]] = {}
        for panel in panels:
            drawn = CaseDrawn(application=panel.application, review=call, experts=panel.experts)
            changes[CASE.stream(panel.application)] = [drawn]
            for expert in panel.experts:
                loads.setdefault(expert, []).append(panel.application)
        for expert, cases in sorted(loads.items()):
            assignment = made(self.task.scoring, self.state, expert, experts[expert], cases)
            changes[ENGAGEMENT.stream(*self.task.key, expert)] = [assignment]
            changes[EXPERT.stream(expert)] = []
        return changes

    def _panel(self, case: str, ids: Mapping[str, str]) -> Panel:
        panel, excluded = self.drawn.panels[case], self.ready.conflicts[case]
        return Panel(
            application=case,
            experts=tuple(sorted(ids[name] for name in panel)),
            excluded=tuple(sorted(ids[name] for name in excluded)),
        )

    def _published(self, panels: tuple[Panel, ...]) -> DrawPublished:
        seed, file = self.opened
        return DrawPublished(
            review=known(self.state.call),
            region=self.state.region,
            agency=known(self.state.agency),
            seed=seed.hex(),
            commitment=known(self.state.commitment),
            panels=panels,
            absent=self.ready.absent,
            experts=self.engaged,
            file=file,
            by=self.task.by,
        )
