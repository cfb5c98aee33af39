"""``lianzhu clock``: the time of a development platform, which moves forward only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.chassis.shared_clock import SharedClock

app = typer.Typer(no_args_is_help=True)


@app.command()
def show() -> None:
    """Print the platform's time."""
    _print(_now)


@app.command()
def advance(
    days: Annotated[float, typer.Option(min=0)] = 0.0,
    hours: Annotated[float, typer.Option(min=0)] = 0.0,
    minutes: Annotated[float, typer.Option(min=0)] = 0.0,
) -> None:
    """Move the platform's time forward by this much."""
    by = timedelta(days=days, hours=hours, minutes=minutes)
    if not by:
        raise typer.BadParameter("say how far: --days, --hours or --minutes")
    _print(lambda clock: clock.advance(by))


@app.command()
def begin(instant: Annotated[datetime, typer.Argument(formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"], help="Asia/Shanghai.")]) -> None:
    """Let the time of a new platform begin at this instant, a past one too."""
    from services.chassis.clock import SHANGHAI
    from services.chassis.shared_clock import AlreadyBegun

    try:
        _print(lambda clock: clock.begin(instant.replace(tzinfo=SHANGHAI)))
    except AlreadyBegun:
        typer.secho("this platform is not new: its clock was set, or a service has decided something", fg="red", err=True)
        raise typer.Exit(1) from None


@app.command("set")
def move_to(instant: Annotated[datetime, typer.Argument(formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"], help="Asia/Shanghai.")]) -> None:
    """Move the platform's time forward to this instant."""
    from services.chassis.clock import SHANGHAI
    from services.chassis.shared_clock import BackwardsTime

    try:
        _print(lambda clock: clock.move_to(instant.replace(tzinfo=SHANGHAI)))
    except BackwardsTime:
        typer.secho("the platform's time is later than that already, and moves forward only", fg="red", err=True)
        raise typer.Exit(1) from None


async def _now(clock: SharedClock) -> datetime:
    await clock.refresh()
    return clock.now()


def _print(work: Callable[[SharedClock], Awaitable[datetime]]) -> None:
    from services.chassis.clock import SHANGHAI
    from services.chassis.mongo import connect
    from services.chassis.settings import Settings
    from services.chassis.shared_clock import platform_clock

    settings = Settings()
    if settings.production:
        typer.secho("a production platform has the machine's clock: it cannot be moved", fg="red", err=True)
        raise typer.Exit(1)

    async def run() -> datetime:
        client = connect(settings.store)
        try:
            return await work(platform_clock(client, settings))
        finally:
            client.close()

    print(asyncio.run(run()).astimezone(SHANGHAI).isoformat(timespec="seconds"))
