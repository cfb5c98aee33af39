"""``lianzhu audit``: whether the record is as it was written, and seals of it outside the store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from contracts.topics import SERVICES
from contracts.topics import Service as Name

if TYPE_CHECKING:
    from services.chassis.mongo import Collection
    from services.chassis.seals import SealLog

app = typer.Typer(no_args_is_help=True)
T = TypeVar("T")

Service = Annotated[Name | None, typer.Argument(help="One service.")]
Everything = Annotated[bool, typer.Option("--all", help="All services.")]


@app.command()
def verify(service: Service = None, everything: Everything = False) -> None:
    """Follow every chain of the record from its beginning and look for every sealed head. Status 1: somebody changed something."""
    from services.chassis.audit import verify as verified

    damaged = False
    for name in _chosen(service, everything):
        report = _with_record(name, verified)
        print(f"{name}: {report.commits} commits of {report.streams} streams, {report.heads} sealed heads, {len(report.findings)} findings")
        for finding in report.findings:
            typer.secho(f"  {finding.commit or '-'}  {finding.stream or '-'}  {finding.what}", fg="red", err=True)
        damaged = damaged or bool(report.findings)
    if damaged:
        raise typer.Exit(1)


@app.command()
def seal(service: Service = None, everything: Everything = False) -> None:
    """Write down where the chains stand, outside the store (LIANZHU_SEALS_DIR). A service's relay does so at intervals."""
    from datetime import UTC, datetime

    for name in _chosen(service, everything):
        made = _with_record(name, lambda commits, seals: seals.seal(commits, datetime.now(UTC)))
        print(f"{name}: {len(made.heads)} heads sealed, up to commit {made.until}" if made else f"{name}: nothing new to seal")


def _chosen(service: str | None, everything: bool) -> tuple[str, ...]:
    if bool(service) == everything:
        raise typer.BadParameter("name a service, or say --all")
    return SERVICES if service is None else (service,)


def _with_record(service: str, work: Callable[[Collection, SealLog], Awaitable[T]]) -> T:
    from services.chassis.mongo import connect, database
    from services.chassis.seals import SealLog
    from services.chassis.settings import Settings
    from services.chassis.store import COMMITS

    async def run() -> T:
        settings = Settings()
        client = connect(settings.store)
        try:
            return await work(database(client, settings.database(service))[COMMITS], SealLog(settings.seals.dir, service))
        finally:
            client.close()

    return asyncio.run(run())
