"""``lianzhu key``: API keys of other systems. A secret is printed once and kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from services.chassis.apikeys import ApiKey, ApiKeys
    from services.chassis.mongo import Database
    from services.chassis.settings import Settings

app = typer.Typer(no_args_is_help=True)
T = TypeVar("T")
_TWO_LIVE = "this client has two live keys already: revoke one first (lianzhu key list, lianzhu key revoke)"

Service = Annotated[str, typer.Option(help="The service that the key is for.")]


@app.command()
def issue(
    service: Service,
    client: Annotated[str, typer.Option(help="Name of the other system.")],
    scope: Annotated[list[str], typer.Option(help="What the key may do; several times.")],
    region: Annotated[list[str], typer.Option(help="Division code that the key is good for; several times.")],
    expires: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day (UTC); a year from now by default.")] = None,
) -> None:
    """Make a key and print it. A client may have two live ones, so that it can change over."""
    from services.chassis.apikeys import Grant, TooManyKeys

    now = datetime.now(UTC)
    end = expires.replace(tzinfo=UTC) + timedelta(days=1) if expires else now + timedelta(days=365)
    if end <= now:
        raise typer.BadParameter("this day is past", param_hint="--expires")
    grant = Grant(client, frozenset(scope), tuple(region), end)
    try:
        print(_with_keys(service, lambda keys: keys.issue(grant)))
    except TooManyKeys:
        typer.secho(_TWO_LIVE, fg="red", err=True)
        raise typer.Exit(1) from None


@app.command("list")
def list_keys(service: Service, client: Annotated[str | None, typer.Option(help="Only this client's.")] = None) -> None:
    """Show the keys, without their secrets."""
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(Column("prefix", no_wrap=True), "client", "scopes", "regions", "created", "expires", "state")
    for key in _with_keys(service, lambda keys: keys.list(client)):
        grant = key.grant
        days = f"{key.created:%Y-%m-%d}", f"{grant.expires:%Y-%m-%d %H:%M}"
        table.add_row(key.prefix, grant.client, " ".join(sorted(grant.scopes)), " ".join(grant.regions), *days, _state(key))
    Console().print(table)


@app.command()
def revoke(service: Service, prefix: Annotated[str, typer.Argument(help="The key's second part: lz_PREFIX_…")]) -> None:
    """End a key; within 15 seconds no process accepts it any more."""
    if not _with_keys(service, lambda keys: keys.revoke(prefix)):
        typer.secho(f"{service} has no live key {prefix}", fg="red", err=True)
        raise typer.Exit(1)
    print(f"revoked {prefix}")


@app.command()
def secret(
    service: Service,
    client: Annotated[str, typer.Option(help="Name of the other system, as its keys have it.")],
    rotate: Annotated[bool, typer.Option("--rotate", help="Make a new one; the one before is good for a day yet.")] = False,
) -> None:
    """Print the secret that a system signs its reports with (Standard Webhooks), making one where it has none."""
    import time

    from services.chassis.signatures import Secrets

    async def work(database: Database, settings: Settings) -> str:
        secrets = Secrets(database, timedelta(seconds=settings.webhooks.rotation))
        owner = f"key:{client}"
        return await (secrets.rotate(owner, time.time_ns()) if rotate else secrets.put(owner))

    print(_with_database(service, work))


def _state(key: ApiKey) -> str:
    return "live" if key.live(datetime.now(UTC)) else "revoked" if key.revoked else "expired"


def _with_keys(service: str, work: Callable[[ApiKeys], Awaitable[T]]) -> T:
    from services.chassis.apikeys import ApiKeys

    async def with_keys(database: Database, _settings: Settings) -> T:
        keys = ApiKeys(database)
        await keys.prepare()
        return await work(keys)

    return _with_database(service, with_keys)


def _with_database(service: str, work: Callable[[Database, Settings], Awaitable[T]]) -> T:
    from services.chassis.mongo import connect, database
    from services.chassis.settings import Settings

    async def run() -> T:
        settings = Settings()
        client = connect(settings.store)
        try:
            return await work(database(client, settings.database(service)), settings)
        finally:
            client.close()

    return asyncio.run(run())
