"""``lianzhu draw``: a published draw of experts, recomputed by anybody who has its file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.published_file import content, refuse

app = typer.Typer(no_args_is_help=True, help="A draw of experts, recomputed from its file.")


@app.callback()
def _draw() -> None:
    """A draw of experts, recomputed from its file."""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The draw's file, as published.")],
    commitment: Annotated[str | None, typer.Option(help="What was published before the pool was closed.")] = None,
    digest: Annotated[str | None, typer.Option(help="The digest of the inputs that was published with the file.")] = None,
) -> None:
    """Draw again from the file's own inputs. Status 1, and every difference, where it is not the same byte by byte."""
    from services.scoring.domain.draw_file import read
    from services.scoring.domain.draw_file import verify as verified
    from services.scoring.domain.draw_seed import commitment as committed

    held = content(file)
    if found := verified(held):
        refuse(file, found)
    inputs = read(held)
    pool, seed = inputs.pool, committed(bytes.fromhex(inputs.seed))
    named = (("/inputs/seed: its commitment", commitment, seed), ("/inputs: their digest", digest, inputs.digest))
    if unlike := [f"{what} is {here}, published was {said.lower()}" for what, said, here in named if said and said.lower() != here]:
        refuse(file, unlike)
    drawn = f"{len(pool.cases)} cases, {pool.rules.experts} of {len(pool.experts)} experts on each, {len(inputs.asks)} places after that"
    typer.echo(f"{file}: {pool.review}: {drawn}: drawn again, the same bytes")
    typer.echo(f"digest of the inputs: {inputs.digest}\ncommitment to the seed: {seed}")
