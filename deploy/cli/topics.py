"""``lianzhu topics``: make the platform's topics on its bus."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def create() -> None:
    """Create the declared topics that the bus does not have yet. Once more is harmless."""
    from deploy.topics import create_topics
    from services.chassis.bus import BusAway
    from services.chassis.settings import Settings

    settings = Settings()
    try:
        made = create_topics(settings.bus.servers, settings.namespace, settings.bus.replication)
    except BusAway as away:
        typer.secho(str(away), fg="red", err=True)
        raise typer.Exit(1) from None
    print("\n".join(f"created {name}" for name in made) or "all topics exist")
