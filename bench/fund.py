"""32 clients deciding on one fund: an award confirmed, its sum moved in the ledger, idempotent, audited, its events pending, its views
written; against a bare conditional update of one hot document. And the same with 100,000 applications in the store against 1,000.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ulid import ULID

from bench.applications import CALL, OFFICER, content
from bench.load import drive, request
from bench.measure import ROUNDS, Aim, Row, compare
from bench.platform import Bench, ports
from contracts.events.event import Event
from contracts.events.funding.award import (
    AuditOrdered,
    AuditPassed,
    AwardDecided,
    AwardNoticed,
    AwardProposed,
    Candidate,
    CandidateReceived,
    Firm,
)
from contracts.events.funding.fund import Document
from contracts.events.funding.proposal import Minutes
from services.chassis.assembly import Chassis, assembled
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decide, Decision, Streams
from services.funding.domain import fund as rules
from services.funding.domain.award import Award, fold
from services.funding.handlers.ledger import Ledger
from services.funding.service import SERVICE
from services.funding.streams import AWARD, FUND
from tests.unit.contracts import complete

REQUESTS, CLIENTS = 600, 32
FEW, MANY, DECIDED = 1_000, 100_000, 500
AT_ONCE = 200
"""Applications in one seeding commit."""

FEN = 50_000_000
FIRM = Firm(name="bench", uscc=complete.uscc(910))
MINUTES = Minutes(number="bench", date=date(2024, 8, 20))
PAST = datetime(2024, 8, 27, tzinfo=UTC)
_CONTENT = content()
_numbers = iter(range(10**6))


async def run(bench: Bench) -> list[Row]:
    """A row for deciding on one fund, a row for a full store."""
    return [await _hot(bench), await _full(bench)]


async def _hot(bench: Bench) -> Row:
    floor_port, port = ports(2)
    async with assembled(SERVICE, bench.settings) as chassis:
        await _open(chassis)
        prepared = [await _confirmable(chassis, REQUESTS) for _ in range(ROUNDS + 1)]
    desk = Deciding(bench, prepared)
    aim = Aim(f"deciding on one fund, {CLIENTS} clients", "decisions/s", at_least=0.5)
    with bench.process("bench.floor_api", [], floor_port), bench.process("services.chassis.process", ["funding", "api"], port):
        return await compare(aim, lambda _: desk.bare(floor_port), lambda _: desk.rate(port))


async def _full(bench: Bench) -> Row:
    few_port, many_port = ports(2)
    with ExitStack() as processes:
        few = await _stock(bench, processes, few_port, FEW)
        many = await _stock(bench, processes, many_port, MANY)
        aim = Aim(f"deciding on one fund, {MANY:,} applications against {FEW:,}", "s per 1,000", at_most=1.3)
        return await compare(aim, lambda _: few.seconds(few_port), lambda _: many.seconds(many_port))


async def _stock(bench: Bench, processes: ExitStack, port: int, applications: int) -> Deciding:
    """A namespace of its own with so many applications, every tenth with an award; an API process on it."""
    named = {"LIANZHU_NAMESPACE": f"{bench.settings.namespace}-f{applications}"}
    settings = bench.settings.model_copy(update={"namespace": named["LIANZHU_NAMESPACE"]})
    async with assembled(SERVICE, settings) as chassis:
        await _open(chassis)
        await _confirmable(chassis, applications // 10)
        await _seed(chassis, [str(ULID()) for _ in range(applications - applications // 10)], _received)
        prepared = [await _confirmable(chassis, DECIDED) for _ in range(ROUNDS + 1)]
    processes.enter_context(bench.process("services.chassis.process", ["funding", "api"], port, **named))
    return Deciding(bench, prepared)


@dataclass(slots=True)
class Deciding:
    """The awards that wait to be confirmed, some for each run."""

    bench: Bench
    prepared: list[list[str]]

    def _requests(self, keys: Sequence[str]) -> list[bytes]:
        headers = {"authorization": f"Bearer {self.bench.token('city', regions=('1301',))}"}
        return [request("POST", f"/v1/awards/{key}/confirmation", headers | {"idempotency-key": key}) for key in keys]

    async def bare(self, port: int) -> float:
        """Conditional updates a second."""
        return (await self._drive(port, [str(ULID()) for _ in range(REQUESTS)]))[0]

    async def rate(self, port: int) -> float:
        """Decisions a second."""
        return (await self._drive(port, self.prepared.pop()))[0]

    async def seconds(self, port: int) -> float:
        """Seconds for a thousand decisions."""
        keys = self.prepared.pop()
        return 1000 * (await self._drive(port, keys))[1] / len(keys)

    async def _drive(self, port: int, keys: Sequence[str]) -> tuple[float, float]:
        load = await drive(port, self._requests(keys), CLIENTS)
        if load.statuses[201] != len(keys):
            raise RuntimeError(f"not all were decided: {dict(load.statuses)}")
        return load.rate, load.seconds


async def _open(chassis: Chassis) -> None:
    """A fund that holds all that is asked of it."""

    def decide(streams: Streams) -> Decision:
        state = streams.state(FUND, CALL.programme)
        document = Document(number="bench", date=date(2024, 5, 20))
        return Decision().on(FUND.stream(CALL.programme), rules.change(state, (CALL.programme, None), 10**15, document, OFFICER))

    await chassis.group.execute(_command(decide))


async def _confirmable(chassis: Chassis, number: int) -> list[str]:
    """So many new awards that only wait to be confirmed, with their sums reserved."""
    keys = [str(ULID()) for _ in range(number)]
    await _seed(chassis, keys, lambda key: [*_received(key), *_awarded(key)])
    return keys


async def _seed(chassis: Chassis, keys: Sequence[str], events_of: Any) -> None:
    for first in range(0, len(keys), AT_ONCE):
        await chassis.group.execute(_command(_seeding(keys[first : first + AT_ONCE], events_of)))
        await asyncio.sleep(0)


def _seeding(keys: Sequence[str], events_of: Any) -> Decide:
    track = complete.programme().tracks[CALL.track]

    def decide(streams: Streams) -> Decision:
        decision = Decision()
        ledger = Ledger(streams, decision, track)
        streams.expect([FUND.stream(CALL.programme), *map(AWARD.stream, keys)])
        for key in keys:
            events = events_of(key)
            decision.on(AWARD.stream(key), *events)
            if len(events) > 1:
                ledger.post(_folded(events, streams.now), "reserved", fen=FEN)
        return decision

    return decide


def _folded(events: Sequence[Event], now: datetime) -> Award:
    state = Award()
    for event in events:
        state = fold(state, event, now)
    return state


def _received(key: str) -> list[Event]:
    applicant = _CONTENT.applicant.model_copy(update={"uscc": complete.uscc(next(_numbers))})
    said = Candidate(title=_CONTENT.title, applicant=applicant, mode=_CONTENT.mode, industry=None, scope=None, auditor=None)
    return [CandidateReceived(application=key, call=CALL, candidate=said)]


def _awarded(key: str) -> Iterator[Event]:
    yield AwardProposed(application=key, call=CALL, rank=1, total="90", fen=FEN)
    yield AuditOrdered(application=key, call=CALL, region="1301", firm=FIRM, due=PAST, by=OFFICER)
    yield AuditPassed(application=key, call=CALL, firm=FIRM, findings="bench", report="4" * 64, by=OFFICER)
    yield AwardDecided(application=key, call=CALL, decision=1, minutes=MINUTES)
    yield AwardNoticed(application=key, call=CALL, notice=1, ends=PAST, link="https://example.cn")


def _command(decide: Decide) -> Command:
    return Command(RequestCause("bench", str(ULID()), ""), Actor("bench"), decide)
