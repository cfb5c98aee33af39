"""``lianzhu replica-set``: make MongoDB a replica set, once."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def initiate(
    member: Annotated[str, typer.Argument(help="host:port of the one member, as the services reach it.")],
    within: Annotated[float, typer.Option(help="Seconds to wait for it to take writes.")] = 60.0,
) -> None:
    """Initiate the set where nobody has yet, and wait until it takes writes. MONGODB_URI gives the credentials."""
    from deploy.replica_set import NoPrimary, wait_for_primary
    from services.chassis.settings import Settings

    try:
        wait_for_primary(Settings().store.uri.get_secret_value(), member, within)
    except NoPrimary as reason:
        typer.secho(str(reason), fg="red", err=True)
        raise typer.Exit(1) from None
    print(f"{member} takes writes")
