"""``lianzhu views``: what lists and pages read, made anew from the record."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from contracts.topics import Service as Name

app = typer.Typer()


@app.callback()
def views() -> None:
    """What lists and pages read."""


@app.command()
def rebuild(service: Annotated[Name, typer.Argument(help="The service whose views are made anew.")]) -> None:
    """Write every view of a service anew from its commits, while it goes on working; then swap."""
    from services.chassis.assembly import HOLDER, assembled
    from services.chassis.lease import Lease
    from services.chassis.roles import find
    from services.chassis.settings import Settings

    async def run() -> dict[str, int] | None:
        async with assembled(find(service), Settings()) as chassis:
            lease = Lease(chassis.database, "views/rebuild", HOLDER, seconds=3600)
            if not await lease.acquire():
                return None
            try:
                return await chassis.views.rebuild(chassis.store)
            finally:
                await lease.remove()

    rows = asyncio.run(run())
    if rows is None:
        typer.secho("they are being rebuilt already", fg="red", err=True)
        raise typer.Exit(1)
    print("\n".join(f"{view}: {count} rows" for view, count in rows.items()) or f"{service} has no views")
