"""``lianzhu contracts``: what is generated from the contracts, and what is published."""

from __future__ import annotations

import typer
from rich import print as say

app = typer.Typer(no_args_is_help=True, help="What is generated from the contracts, and what is published.")


@app.command()
def generate() -> None:
    """Write contracts/generated (JSON Schemas, asyncapi.yaml, the OpenAPI document of each service) and the language of programme files."""
    from deploy.generate import language
    from deploy.generate.artefacts import write

    changed = [f"contracts/generated/{path}" for path in write()]
    if not language.is_current():
        language.write()
        changed.append("contracts/programmes/schema.json")
    say("\n".join(changed) or "nothing changed")


@app.command()
def publish() -> None:
    """Record the present form of every event type as published; refused for a breaking change."""
    from deploy.generate.published import BreakingChange
    from deploy.generate.published import publish as record

    try:
        published = record()
    except BreakingChange as error:
        say(f"[red]refused[/red]\n{error}")
        raise typer.Exit(1) from None
    say("\n".join(published) or "nothing changed")
