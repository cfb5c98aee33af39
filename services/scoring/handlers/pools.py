"""Before the draw: the seed committed and the pool closed, and extended where too few are in it; after it: extended, vacancies filled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.days import day
from contracts.events.intake.content import Call
from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decision, Streams, seen
from services.scoring import access
from services.scoring.domain import pool as rules
from services.scoring.domain.draw_seed import commitment
from services.scoring.domain.pool import Candidates
from services.scoring.domain.review import known, require
from services.scoring.handlers.draws import Opening, continue_draw, expect_pool
from services.scoring.handlers.tasks import ReviewTask
from services.scoring.scoring import Scoring, key_of
from services.scoring.streams import EXPERT, REVIEW
from services.scoring.views import EXPERTS


async def commit_seed(task: ReviewTask) -> dict[str, Any]:
    """Fix a seed that nobody knows, and publish its SHA-256."""
    await task.state(access.require_agency)
    seed = (await task.scoring.secrets.of(task.name)).seed
    found = commitment(seed) if seed else ""  # an opened one: the review's status refuses

    def decide(streams: Streams) -> Decision:
        state = streams.state(REVIEW, *task.key)
        access.require_agency(task.asked.caller, state)
        decision = Decision().on(task.stream, *rules.commit_seed(state, found, task.by))
        return task.answered(decision, streams, commitment=found)

    return await task.scoring.decide(task.asked, "commit_seed", decide, task.stream)


async def close_pool(task: ReviewTask, chosen: Sequence[str] | None) -> dict[str, Any]:
    """The pool is these experts, by id, or all of the review's region who may be drawn."""
    state, _ = await task.state(access.require_agency)
    require(state, "committed")
    experts = list(dict.fromkeys(chosen)) if chosen is not None else await _active(task, state.region)
    salt = (await task.scoring.secrets.of(task.name)).salt

    def decide(streams: Streams) -> Decision:
        held = streams.state(REVIEW, *task.key)
        access.require_agency(task.asked.caller, held)
        candidates = _candidates(streams, experts, held.region, salt, everybody=chosen is None)
        decision = Decision().on(task.stream, *rules.close_pool(held, candidates, task.by))
        return task.answered(decision, streams, experts=len(candidates.experts))

    return await task.scoring.decide(task.asked, "close_pool", decide, task.stream, *map(EXPERT.stream, experts))


async def _active(task: ReviewTask, region: str) -> list[str]:
    """All experts on the lists of a region, but for the suspended; who has expired shows when the pool is closed."""
    rows = EXPERTS.collection(task.scoring.database).find({"within": region, "suspended": False}, {"_id": 1}).sort("_id", 1)
    return [row["_id"] async for row in rows]


def _candidates(streams: Streams, experts: Sequence[str], region: str, salt: bytes, *, everybody: bool) -> Candidates:
    """``everybody``: who cannot be drawn is left out; else, chosen by name, refused."""
    on = day(streams.now)
    states = {expert: streams.state(EXPERT, expert) for expert in experts}
    strange = [expert for expert, state in states.items() if state.entry is None or not state.region.startswith(region)]
    if strange:
        named = "、".join(strange[:20])
        raise Refusal("invalid-content", Text(f"本地区没有这些专家：{named}", f"There are no such experts in the region: {named}"))
    if everybody:
        states = {expert: state for expert, state in states.items() if state.status(on) == "active"}
    return Candidates(states, salt, on)


async def extend_pool(task: ReviewTask, chosen: Sequence[str]) -> dict[str, Any]:
    """More experts; after the draw the places that nobody could take are drawn again at once."""
    state, _ = await task.state(access.require_agency)
    require(state, "pooled", "drawn")
    salt = (await task.scoring.secrets.of(task.name)).salt
    experts = list(dict.fromkeys(chosen))

    def decide(streams: Streams) -> Decision:
        held = streams.state(REVIEW, *task.key)
        access.require_agency(task.asked.caller, held)
        candidates = _candidates(streams, experts, held.region, salt, everybody=False)
        decision = Decision().on(task.stream, *rules.extend_pool(held, candidates, task.by))
        filled = _fill(task.scoring, streams, decision, known(held.call))
        return task.answered(decision, streams, experts=len(experts), filled=filled)

    return await task.scoring.decide(task.asked, "extend_pool", decide, task.stream, *map(EXPERT.stream, experts))


async def fill(task: ReviewTask) -> dict[str, Any]:
    """Draw the places again that nobody could take: an expert was reinstated, or is no longer in conflict."""

    def decide(streams: Streams) -> Decision:
        held = streams.state(REVIEW, *task.key)
        access.require_agency(task.asked.caller, held)
        require(held, "drawn")
        decision = Decision().on(task.stream)
        filled = _fill(task.scoring, streams, decision, known(held.call))
        return task.answered(decision, streams, filled=filled)

    return await task.scoring.decide(task.asked, "fill_vacancies", decide, task.stream)


def _fill(scoring: Scoring, streams: Streams, decision: Decision, review: Call) -> int:
    """How many vacant places somebody took."""
    filled, vacant = 0, seen(streams, decision, REVIEW, *key_of(review)).vacant
    if vacant:
        expect_pool(streams, key_of(review))
    for case, places in sorted(vacant.items()):
        opening = Opening(case, "vacancy", None, "空缺名额补抽")
        filled += sum(continue_draw(scoring, streams, decision, review, opening) is not None for _ in range(places))
    return filled
