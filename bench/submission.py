"""A submission accepted: validated, idempotent, audited, its event pending, its view written; against one bare insert."""

from __future__ import annotations

from dataclasses import dataclass

from bench.applications import OFFICER, PREPARED, PROGRAMME, USCC, fresh, seed_drafts
from bench.load import drive, request
from bench.measure import ROUNDS, Aim, Measure, Row, compare
from bench.platform import IN_THE_ROUND, Bench, ports
from services.chassis.assembly import Chassis, assembled
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.shared_clock import platform_clock
from services.intake.domain import round as rules
from services.intake.service import SERVICE
from services.intake.streams import ROUND

REQUESTS = 1000
AIMS = {32: 1.0, 128: 1.3}


async def run(bench: Bench) -> list[Row]:
    """One row for each number of connections."""
    floor_port, port = ports(2)
    async with assembled(SERVICE, bench.settings) as chassis:
        await prepare(chassis)
        prepared = [await _requests(bench, chassis) for _ in range(len(AIMS) * (ROUNDS + 1))]
    token = {"authorization": f"Bearer {bench.token('enterprise', organisation=USCC)}"}
    bare = [request("POST", f"/v1/applications/{key}/submission", token, PREPARED) for key in fresh(REQUESTS)]
    with bench.process("bench.floor_api", [], floor_port), bench.process("services.chassis.process", ["intake", "api"], port):
        rows = []
        for connections, at_least in AIMS.items():
            aim = Aim(f"submission accepted, {connections} connections", "requests/s", at_least=at_least)
            loads = Loads(connections, prepared, bare)
            rows.append(await compare(aim, loads.floor(floor_port), loads.ours(port)))
        return rows


async def prepare(chassis: Chassis) -> None:
    """The platform's time within the round, and the round open."""
    await platform_clock(chassis.client, chassis.settings).begin(IN_THE_ROUND)
    key = ("sjz-2024-chain", "2024-08")

    def decide(streams: Streams) -> Decision:
        return Decision().on(ROUND.stream(*key), *rules.open_round(streams.state(ROUND, *key), PROGRAMME, key[1], OFFICER))

    await chassis.group.execute(Command(RequestCause("bench", "open", ""), Actor("bench"), decide))


async def _requests(bench: Bench, chassis: Chassis) -> list[bytes]:
    keys = fresh(REQUESTS)
    await seed_drafts(chassis, keys)
    headers = {"authorization": f"Bearer {bench.token('enterprise', organisation=USCC)}", "if-match": '"1"'}
    return [request("POST", f"/v1/applications/{key}/submission", headers | {"idempotency-key": key}) for key in keys]


@dataclass(slots=True)
class Loads:
    """The prepared requests: the floor takes the same content again and again, a submission is accepted once."""

    connections: int
    prepared: list[list[bytes]]
    bare: list[bytes]

    def floor(self, port: int) -> Measure:
        async def measure(_: int) -> float:
            return await self._rate(port, self.bare)

        return measure

    def ours(self, port: int) -> Measure:
        async def measure(_: int) -> float:
            return await self._rate(port, self.prepared.pop())

        return measure

    async def _rate(self, port: int, requests: list[bytes]) -> float:
        load = await drive(port, requests, self.connections)
        if load.statuses[201] != len(requests):
            raise RuntimeError(f"not all were accepted: {dict(load.statuses)}")
        return load.rate
