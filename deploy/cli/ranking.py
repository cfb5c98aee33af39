"""``lianzhu ranking``: a published ranking, recomputed by anybody who has its file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.published_file import content, refuse

if TYPE_CHECKING:
    from contracts.programme.review import Review
    from services.scoring.domain.ranking_file import Inputs

app = typer.Typer(no_args_is_help=True, help="A round's ranking, recomputed from its file.")


@app.callback()
def _ranking() -> None:
    """A round's ranking, recomputed from its file."""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The ranking's file, as published.")],
    digest: Annotated[str | None, typer.Option(help="The digest of the inputs that was published with the ranking.")] = None,
) -> None:
    """Recompute the ranking from the file's own inputs. Status 1, and every difference, where it is not the same byte by byte."""
    from services.scoring.domain.draw_seed import commitment
    from services.scoring.domain.ranking_file import inputs_digest, read, unlike_programme
    from services.scoring.domain.ranking_file import verify as verified
    from services.scoring.domain.ranking_public import PublicInputs

    held = content(file)
    found = [str(each) for each in verified(held)]
    try:
        inputs = read(held)
    except (ValueError, RecursionError):
        refuse(file, found)
    review, made = _review(file, inputs), inputs_digest(inputs)
    found += [str(each) for each in unlike_programme(inputs, review)] if review else []
    if digest and digest.lower() != made:
        found.append(f"/inputs: their digest is {made}, published was {digest.lower()}")
    if found:
        refuse(file, found)
    what = f"{inputs.programme} version {inputs.version}, round {inputs.round}, {inputs.track}"
    detail = f"from the sheets' totals, of the whole inputs {inputs.whole}" if isinstance(inputs, PublicInputs) else "from every score"
    typer.echo(f"{file}: {what}: {len(inputs.cases)} cases ranked again {detail}, the same bytes")
    typer.echo(f"digest of the inputs: {made}\ncommitment to the seed of the lot: {commitment(bytes.fromhex(inputs.seed))}")
    if review is None:
        typer.echo("this version of the programme is not known here: the rules are the file's own", err=True)


def _review(file: Path, inputs: Inputs) -> Review | None:
    from contracts.programme import ProgrammeFileError, published

    try:
        programme = published().get((inputs.programme, inputs.version))
    except ProgrammeFileError as error:
        refuse(file, [str(error)])
    track = programme.tracks.get(inputs.track) if programme else None
    return track.review if track else None
