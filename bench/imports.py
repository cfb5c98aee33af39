"""A spreadsheet of 5,000 applications: read, checked whole, and filed row by row, each idempotent, audited, its events pending, its views
written; against reading the same file and inserting a bare document for each row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from bench.applications import OFFICER
from bench.measure import ROUNDS, Aim, Row, compare
from bench.platform import Bench
from contracts.events.intake.content import Call
from contracts.events.intake.round import RoundOpened, Title, Window
from contracts.programme.programmes import Programmes
from services.chassis.assembly import Chassis, assembled
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.intake.handlers.imports import Sent, accept
from services.intake.imports.layout import layout
from services.intake.imports.template import TAB, Template, template_xlsx
from services.intake.imports.work import work
from services.intake.intake import Intake
from services.intake.service import SERVICE
from services.intake.streams import ROUND
from tests.support.imports import filled, forms

ROWS = 5_000
PROGRAMME = Programmes.all_published().newest("miit-2024-cluster")
CALL = Call(programme=PROGRAMME.programme, version=PROGRAMME.version, round="2024", track="cluster-case")
OFFER = PROGRAMME.offers[CALL.track]
OFFICER_OF_A_PROVINCE = Principal("bench", "bench", frozenset({"province"}), ("13",))


async def run(bench: Bench) -> list[Row]:
    """One row; each round with 5,000 clusters that were not filed before."""
    template = template_xlsx([Template(PROGRAMME, CALL, OFFER, layout(OFFER))])
    files = iter([_file(template, number) for number in range(ROUNDS + 1)])
    async with assembled(SERVICE, bench.settings) as chassis:
        await _open(chassis)
        sent: list[bytes] = []
        aim = Aim(f"import, a spreadsheet of {ROWS:,} rows read, checked and filed", "rows/s", at_least=0.15)
        return [await compare(aim, lambda _: _bare(chassis, files, sent), lambda number: _ours(Intake.on(chassis), sent.pop(), number))]


def _file(template: bytes, number: int) -> bytes:
    return filled(template, OFFER, forms(OFFER, ROWS, first=10_000 * (number + 1), region="130123"))[1]


async def _open(chassis: Chassis) -> None:
    now = chassis.clock.now()
    opened = RoundOpened(
        programme=CALL.programme,
        version=CALL.version,
        round=CALL.round,
        title=Title(zh="bench", en="bench"),
        region="00",
        window=Window(opens=now - timedelta(days=1), closes=now + timedelta(days=30)),
        by=OFFICER,
    )

    def decide(_: Streams) -> Decision:
        return Decision().on(ROUND.stream(CALL.programme, CALL.round), opened)

    await chassis.group.execute(Command(RequestCause("bench", "open", ""), Actor("bench"), decide))


async def _bare(chassis: Chassis, files: Iterator[bytes], sent: list[bytes]) -> float:
    """Rows a second, read by openpyxl and inserted as they are."""
    content = next(files)
    sent.append(content)
    began = time.perf_counter()
    rows = list(load_workbook(BytesIO(content), read_only=True)[TAB].iter_rows(min_row=2, values_only=True))
    documents = [{"values": [None if value is None else str(value) for value in row]} for row in rows]
    for first in range(0, len(documents), 500):
        await chassis.database["bare"].insert_many(documents[first : first + 500])
    return len(documents) / (time.perf_counter() - began)


async def _ours(intake: Intake, content: bytes, number: int) -> float:
    """Rows a second, from the file to the last application."""
    began = time.perf_counter()
    asked = Asked(RequestCause("bench", f"import/{number}", ""), OFFICER_OF_A_PROVINCE)
    call = CALL.programme, CALL.round, CALL.track
    accepted = await accept(intake, asked, Sent(call, "submission", "all-or-nothing", BytesIO(content)))
    await work(intake, accepted["id"])
    if accepted["rows"] != ROWS:
        raise RuntimeError(f"not all were filed: {accepted}")
    return ROWS / (time.perf_counter() - began)
