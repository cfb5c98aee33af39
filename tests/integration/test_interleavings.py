"""Whatever several processes do at a time, and wherever they die: versions are dense, causes unique, chains whole, views the folds."""

from __future__ import annotations

import asyncio
from collections import Counter as Count
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.errors import AutoReconnect
from structlog.testing import capture_logs

from contracts.refusal import Refusal
from services.chassis.decisions import Decide, Outcome
from services.chassis.seals import SealLog
from tests.integration.test_relay import Bus
from tests.support.counter import COUNTER, COUNTERS, LONG, LONGS, add, add_below, add_to_all
from tests.support.instances import Instance, Platform, platform

INSTANCES = 3
LIMIT = 4
Faults = st.sampled_from(("none", "dies before it writes", "dies in the middle", "dies before the views", "loses the answer"))


@dataclass(frozen=True)
class Request:
    """One client's request: what it asks for is settled by its key, so that a repetition is one."""

    instance: int
    key: int

    @property
    def decide(self) -> Decide:
        kinds = (add("a"), add("b"), add("x", to=LONG), add_below(LIMIT, "limited"), add_to_all("a", "b", "c"), add_to_all("b", "a"))
        return kinds[self.key % len(kinds)]


@dataclass(frozen=True)
class Round:
    """What happens at a time, and what one of the processes meets in it."""

    requests: list[Request]
    fault: str
    victim: int


Requests = st.lists(st.builds(Request, st.integers(0, INSTANCES - 1), st.integers(0, 29)), min_size=1, max_size=15)
Rounds = st.lists(st.builds(Round, Requests, Faults, st.integers(0, INSTANCES - 1)), min_size=1, max_size=6)


class Processes:
    """The processes of one example."""

    def __init__(self, counters: Platform) -> None:
        self.counters = counters
        self.instances = [self.started() for _ in range(INSTANCES)]
        self.answers: dict[int, list[Outcome]] = {}
        self.dead = asyncio.Event()

    def started(self) -> Instance:
        return self.counters.instance(snapshot_every=3, memory=4)

    async def play(self, played: Round) -> None:
        """Nobody waits for a process that died; its successor starts."""
        victim = self.instances[played.victim]
        self.dead.clear()
        append, write = victim.store.append, victim.views.write
        self.strike(victim, played.fault)
        tasks = {asyncio.create_task(self.ask(request)): request for request in played.requests}
        death = asyncio.create_task(self.dead.wait())
        own = {task for task, request in tasks.items() if request.instance == played.victim}
        await asyncio.gather(*tasks.keys() - own)
        while own and not self.dead.is_set():
            _, left = await asyncio.wait({death, *own}, return_when=asyncio.FIRST_COMPLETED)
            own &= left
        death.cancel()
        if self.dead.is_set():
            await self.bury(victim, own)
            self.instances[played.victim] = self.started()
        victim.store.append, victim.views.write = append, write  # type: ignore[method-assign]

    async def ask(self, request: Request) -> None:
        try:
            outcome = await self.instances[request.instance].do(request.decide, key=f"{request.key}")
        except Refusal as refusal:
            if refusal.slug != "quota-exhausted":
                raise
        else:
            self.answers.setdefault(request.key, []).append(outcome)

    def strike(self, victim: Instance, fault: str) -> None:
        append, write = victim.store.append, victim.views.write

        async def die() -> None:
            self.dead.set()
            await asyncio.Event().wait()

        async def appending(documents: Any) -> None:
            if fault == "dies before it writes":
                await die()
            if fault == "dies in the middle":
                await append(documents[: len(documents) // 2] or documents[:0] or documents)
                await die()
            await append(documents)
            if fault == "loses the answer":
                victim.store.append = append  # type: ignore[method-assign]
                raise AutoReconnect("the connection was lost")

        async def writing(standings: Any) -> None:
            if fault == "dies before the views":
                await die()
            await write(standings)

        victim.store.append = appending  # type: ignore[method-assign]
        victim.views.write = writing  # type: ignore[method-assign]

    async def bury(self, victim: Instance, own: set[asyncio.Task[None]]) -> None:
        self.counters.instances.remove(victim)
        group = victim.group
        for task in [*own, *group._after, *([group._task] if group._task else [])]:
            task.cancel()
        await asyncio.gather(*own, return_exceptions=True)


async def played(uri: str, name: str, rounds: list[Round], seals: SealLog) -> None:
    async with platform(uri, name) as counters:
        processes = Processes(counters)
        for one in rounds:
            await processes.play(one)
        relay = counters.instance().relay(counters.database, Bus())  # type: ignore[arg-type]
        while await relay.round():
            pass
        await check(counters, processes.answers, seals)


async def check(counters: Platform, answers: dict[int, list[Outcome]], seals: SealLog) -> None:
    commits = await counters.commits()
    causes = Count(commit.cause["key"] for commit in commits)
    assert set(causes.values()) <= {1}
    for key, given_out in answers.items():
        assert causes[f"{key}"] == 1
        assert len({str(outcome.answer) for outcome in given_out}) == 1
        assert sum(not outcome.repeated for outcome in given_out) <= 1
    versions: dict[str, list[int]] = {}
    for commit in commits:
        for part in commit.parts:
            versions.setdefault(part.stream, []).append(part.version)
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    assert len(versions.get("counter/limited", [])) <= LIMIT
    assert (await counters.report(seals)).findings == ()
    standings = await counters.instance().store.load(versions)
    for stream, standing in standings.items():
        category, name = stream.split("/")
        row = await counters.row(name, {COUNTER.category: COUNTERS, LONG.category: LONGS}[category])
        assert row is not None and (row["version"], row["total"]) == (standing.head.version, standing.state.model_dump()["total"])
        assert standing.head.version == len(versions[stream])


def test_any_interleaving_of_any_processes_leaves_a_whole_record(mongodb_uri: str, namespace: str, tmp_path: Path) -> None:
    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(Rounds)
    def try_out(rounds: list[Round]) -> None:
        asyncio.run(asyncio.wait_for(played(mongodb_uri, f"{namespace}_counter", rounds, SealLog(tmp_path, "none")), 20))

    with capture_logs():
        try_out()


@pytest.mark.parametrize("fault", ["dies before it writes", "dies in the middle", "dies before the views", "loses the answer"])
def test_a_process_that_meets_each_fault_leaves_a_whole_record(mongodb_uri: str, namespace: str, tmp_path: Path, fault: str) -> None:
    """The same without chance, so that each fault is tried for certain."""
    rounds = [
        Round([Request(0, key) for key in range(12)], fault, 0),
        Round([Request(n % INSTANCES, n % 12) for n in range(24)], "none", 0),
    ]
    with capture_logs():
        asyncio.run(asyncio.wait_for(played(mongodb_uri, f"{namespace}_counter", rounds, SealLog(tmp_path, "none")), 20))
