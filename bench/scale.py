"""Whether a full store is slower: filing and listing with 100,000 applications, against the same with 1,000."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from bench.applications import USCC, fresh, seed, seed_drafts, small
from bench.load import drive, request
from bench.measure import ROUNDS, Aim, Row, compare
from bench.platform import Bench, ports
from bench.submission import prepare
from services.chassis.assembly import Chassis, assembled
from services.intake.service import SERVICE

FEW, MANY = 1_000, 100_000
FILED, LISTED, CONNECTIONS = 300, 400, 16


@dataclass(frozen=True, slots=True)
class Stock:
    """A platform with so many applications in it, and what is asked of it."""

    port: int
    filings: list[list[bytes]]
    listings: list[bytes]

    async def file(self, _: int) -> float:
        """Seconds for a thousand filings."""
        return await self._seconds(self.filings.pop(), 201)

    async def page(self, _: int) -> float:
        """Seconds for a thousand pages."""
        return await self._seconds(self.listings, 200)

    async def _seconds(self, requests: list[bytes], status: int) -> float:
        load = await drive(self.port, requests, CONNECTIONS)
        if load.statuses[status] != len(requests):
            raise RuntimeError(f"not all were answered {status}: {dict(load.statuses)}")
        return 1000 * load.seconds / len(requests)


async def run(bench: Bench) -> list[Row]:
    """A row for filing, a row for listing."""
    few_port, many_port = ports(2)
    with ExitStack() as processes:
        few = await _stock(bench, processes, few_port, FEW)
        many = await _stock(bench, processes, many_port, MANY)
        filing = await compare(_aim("filing"), few.file, many.file)
        listing = await compare(_aim("a page of a county's list"), few.page, many.page)
    return [filing, listing]


def _aim(what: str) -> Aim:
    return Aim(f"{what}, {MANY:,} applications against {FEW:,}", "s per 1,000", at_most=1.3)


async def _stock(bench: Bench, processes: ExitStack, port: int, applications: int) -> Stock:
    """A namespace of its own, seeded through the chassis, with an API process."""
    named = {"LIANZHU_NAMESPACE": f"{bench.settings.namespace}-{applications}"}
    settings = bench.settings.model_copy(update={"namespace": named["LIANZHU_NAMESPACE"]})
    async with assembled(SERVICE, settings) as chassis:
        await prepare(chassis)
        await seed(chassis, fresh(applications), small)
        filings = [await _filings(bench, chassis) for _ in range(ROUNDS + 1)]
    processes.enter_context(bench.process("services.chassis.process", ["intake", "api"], port, **named))
    county = {"authorization": f"Bearer {bench.token('county', regions=('130102',))}"}
    page = request("GET", "/v1/applications?limit=50&programme=sjz-2024-chain&round=2024-08&status=submitted", county)
    return Stock(port, filings, [page] * LISTED)


async def _filings(bench: Bench, chassis: Chassis) -> list[bytes]:
    keys = fresh(FILED)
    await seed_drafts(chassis, keys)
    headers = {"authorization": f"Bearer {bench.token('enterprise', organisation=USCC)}", "if-match": '"1"'}
    return [request("POST", f"/v1/applications/{key}/submission", headers | {"idempotency-key": key}) for key in keys]
