"""``lianzhu fund``: whether a programme's money adds up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from services.funding.verification import Report

app = typer.Typer(no_args_is_help=True)


@app.callback()
def fund() -> None:
    """Whether a programme's money adds up."""


@app.command()
def verify() -> None:
    """Recompute every fund from the record: ledger = sums = awards' states after every commit, nobody twice. Status 1: it is not so."""
    report = asyncio.run(_verified())
    print(f"{report.funds} funds, {report.lines} lines, {report.awards} applications, {len(report.findings)} findings")
    for finding in report.findings:
        typer.secho(f"  {finding.commit}  {finding.what}", fg="red", err=True)
    if report.findings:
        raise typer.Exit(1)


async def _verified() -> Report:
    from services.chassis.mongo import connect, database
    from services.chassis.settings import Settings
    from services.chassis.store import COMMITS
    from services.funding.verification import verify as verified

    settings = Settings()
    client = connect(settings.store)
    try:
        return await verified(database(client, settings.database("funding"))[COMMITS])
    finally:
        client.close()
