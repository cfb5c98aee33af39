"""Summary tables (汇总表) of 5,000 rows as each kind of file: seconds against xlsxwriter that writes the same cells and nothing else, and
how far the memory of a process grows, against the 150 MB that it may take."""

from __future__ import annotations

import re
import time
from asyncio import get_running_loop
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from bench.measure import Aim, Row, compare
from bench.platform import Bench
from contracts.events.parties import Contact, Division
from contracts.programme import Offer, published
from deploy.cli.programme_sample import sample_form
from services.chassis.cells import cell_text
from services.chassis.roles import settle_memory
from services.chassis.sheet_docx import sheet_docx
from services.chassis.sheet_pdf import sheet_pdf
from services.chassis.sheet_xlsx import sheet_xlsx
from services.chassis.sheets import Sheet
from services.intake.documents.summary_table import Part, Summary, TableHead, summary_sheet
from services.intake.documents.template_files import table_template

CHAIN, CALL = "sjz-2024-chain", "miit-2021-255"
OWN = "scenario-solution"
"""The track of which who files directly has a table of its own."""
ROWS, FEW = 5_000, 3
MOST_MB = 150.0
AIMS = {
    ("summary table", "XLSX"): 2.0,
    ("summary table", "DOCX"): 2.0,
    ("summary table", "PDF"): 10.0,
    ("three tracks in blocks", "XLSX"): 3.0,
    ("three tracks in blocks", "PDF"): 10.0,
    ("a provider's own table", "PDF"): 10.0,
}
"""Of the time, as a ratio."""
BRIEF = "围绕主导产业特点，以平台赋能推动产业链上下游协同转型，带动中小企业降本增效，形成可复制可推广的模式。" * 3
HEAD = TableHead(
    Division(code="130102", name="河北省石家庄市长安区"),
    "长安区工业和信息化局",
    Contact(name="李四", phone="0311-86086001", email=None),
    datetime(2024, 7, 30, tzinfo=UTC),
)


async def run(_: Bench) -> list[Row]:
    """Two rows for each kind: time, memory."""
    settle_memory()  # as every process of a service does
    rows = []
    for named, at_most in AIMS.items():
        time_ = Aim(f"{named[0]} of {ROWS:,} rows, {named[1]}", "s", at_most=at_most)
        rows.append(await compare(time_, _timed(partial(_bare, named[0])), _timed(partial(_made, *named))))
        memory = Aim(f"the same, memory ({MOST_MB:g} MB are its limit)", "MB", at_most=1)
        rows.append(await compare(memory, _limit, partial(_grown, named)))
    return rows


def _made(table: str, kind: str, rows: int = ROWS) -> bytes:
    made: dict[str, Callable[[Sheet], bytes]] = {
        "XLSX": sheet_xlsx,
        "DOCX": lambda sheet: sheet_docx(sheet, table_template(CHAIN, "docx").read_bytes()),
        "PDF": lambda sheet: sheet_pdf(sheet, table_template(CHAIN, "typ")),
    }
    return made[kind](SHEETS[table](rows))


def _sheet(code: str, rows: int, *, own: str | None = None) -> Sheet:
    """Of all tracks that stand in one table, so many rows in all; or of one track's ``own``."""
    programme = published()[code, 1]
    found = {name: each.own_table if own else each.summary_table for name, each in programme.tracks.items() if own in (None, name)}
    tables = {name: table for name, table in found.items() if table}
    each = -(-rows // len(tables))
    parts = (Part(name, offer := programme.offers[name], table, _rows(offer, each)) for name, table in tables.items())
    return summary_sheet(Summary(programme, tuple(parts), HEAD))


SHEETS: dict[str, Callable[[int], Sheet]] = {
    "summary table": partial(_sheet, CHAIN),
    "three tracks in blocks": partial(_sheet, CALL),
    "a provider's own table": partial(_sheet, CALL, own=OWN),
}


def _rows(offer: Offer, number: int) -> Iterator[dict[str, Any]]:
    """Each with a brief of 150 字, as long as it may be."""
    form = sample_form(offer)
    for sequence in range(1, number + 1):
        brief, title = f"{sequence}{BRIEF}"[:150], f"第{sequence}号案例"
        called = {"name": "河北链动装备有限公司", "title": title, "solution": title, "brief": brief, "table_brief": brief}
        yield {"sequence": sequence, **form, **called}


def _bare(table: str) -> bytes:
    """The cells are there; they are written."""
    cells = [list(row) for block in SHEETS[table](ROWS).blocks for row in block.rows]
    file = BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(cells):
            for index, value in enumerate(row):
                page.write(number, index, cell_text(value) if isinstance(value, str) else value)
    return file.getvalue()


def _timed(make: Callable[[], bytes]) -> Callable[[int], Awaitable[float]]:
    async def one(_: int) -> float:
        began = time.perf_counter()
        make()
        return time.perf_counter() - began

    return one


async def _limit(_: int) -> float:
    return MOST_MB


async def _grown(named: tuple[str, str], _: int) -> float:
    """In a process of its own: memory that was once taken is not given back."""
    with ProcessPoolExecutor(1, get_context("spawn"), settle_memory) as processes:
        return await get_running_loop().run_in_executor(processes, _growth, named)


def _growth(named: tuple[str, str]) -> float:
    """By how many MB the largest memory grew over that for a few rows."""
    _made(*named, FEW)
    before = _largest()
    _made(*named)
    return _largest() - before


def _largest() -> float:
    """MB. Linux says it; ``getrusage`` would begin with the memory of the process that started this one."""
    [kilobytes] = re.findall(r"(?m)^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(kilobytes) / 2**10
