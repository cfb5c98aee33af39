"""Handing out a table, as a spreadsheet or on paper."""

from __future__ import annotations

from asyncio import to_thread

from fastapi.responses import Response

from services.chassis.api.downloads import attachment
from services.chassis.sniffing import PDF, XLSX
from services.chassis.tables import Table, table_filename, table_pdf, table_xlsx
from services.chassis.templates import usable


async def spreadsheet(table: Table) -> Response:
    return attachment(await to_thread(table_xlsx, table), table_filename(table, "xlsx"), XLSX)


async def printed(table: Table) -> Response:
    with usable(table.template):
        content = await to_thread(table_pdf, table)
    return attachment(content, table_filename(table, "pdf"), PDF)
