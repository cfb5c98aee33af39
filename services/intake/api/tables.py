"""The summary table (汇总表) of a bureau's list: as data, and as the spreadsheet that is printed and sealed."""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Response

from contracts.programme import Offer, Programme
from services.chassis.api.downloads import attachment
from services.chassis.api.openapi import answers, problems
from services.chassis.api.routes import router
from services.chassis.sniffing import XLSX
from services.intake import access, reading
from services.intake.api.dependencies import Held, Reader, RoundCode
from services.intake.api.lists import Key
from services.intake.api.models.words import ANSWERS
from services.intake.documents.rows import entry_rows
from services.intake.documents.summary_table import Row, TableHead, summary_table_filename, summary_table_json, summary_table_xlsx
from services.intake.domain.content import division
from services.intake.domain.summary_list import SummaryList
from services.intake.intake import Intake

routes = router("/v1/lists/{programme}/{round}/{region}", "lists")

TrackCode = Annotated[str | None, Query(alias="track", description="Where several tracks of the round have a table", max_length=40)]


@dataclass(frozen=True, slots=True)
class Printed:
    """A list as its table is made of it."""

    programme: Programme
    offer: Offer
    rows: list[Row]
    head: TableHead


async def _printed(key: Key, caller: Reader, intake: Held, track: TrackCode = None) -> Printed:
    state, _ = await reading.summary_list(intake, caller, key)
    programme = intake.programmes.of(state.ref) if state.ref else intake.programmes.newest(key[0])
    own = access.is_own_list(key[2])
    tables = {code: each.own_table if own else each.summary_table for code, each in programme.tracks.items()}
    chosen = next((code for code, table in tables.items() if table and track in (None, code)), None)
    if chosen is None:
        raise access.unknown("没有这份汇总表", "There is no such table")
    entries = [entry for entry in state.entries if entry.track == chosen]
    found = programme.offers[chosen]
    offer = Offer(found.track.model_copy(update={"summary_table": tables[chosen]}), found.choices) if own else found
    return Printed(programme, offer, list(entry_rows(offer.track, entries)), _head(intake, key[2], state))


def _head(intake: Intake, region: str, state: SummaryList) -> TableHead:
    """Dated by its filing; until then it is the table of this moment."""
    bureau = state.ref.bureau if state.ref and state.filing else ""  # the seal names the bureau; before the filing the line is left blank
    return TableHead(state.ref.region if state.ref else division(region), bureau, state.contact, state.filed_at or intake.clock.now())


Table = Annotated[Printed, Depends(_printed)]


@routes.get(
    "/table",
    summary="汇总表 The summary table: heading, columns, and the rows as printed",
    responses=problems("not-found") | answers(ANSWERS["table"]),
)
async def table(printed: Table) -> dict[str, Any]:
    return summary_table_json(printed.programme, printed.offer, printed.rows, printed.head)


@routes.get(
    "/table.xlsx",
    summary="汇总表 XLSX The summary table, to print and seal",
    responses=problems("not-found"),
    response_class=Response,
)
async def spreadsheet(round_: RoundCode, printed: Table) -> Response:
    content = await to_thread(summary_table_xlsx, printed.programme, printed.offer, printed.rows, printed.head)
    return attachment(content, summary_table_filename(printed.offer, printed.head, round_), XLSX)
