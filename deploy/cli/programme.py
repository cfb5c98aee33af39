"""``lianzhu programme``: check a programme file, and read a programme as a person would."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from contracts.programme import Programme, ProgrammeFileError, load_programme, published
from deploy.cli.programme_page import page

app = typer.Typer(no_args_is_help=True, help="Programmes: the calls, as data.")


@app.command()
def check(files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Programme files to check.")]) -> None:
    """Say everything that is wrong with the files, as file:line:column: path: reason. Exit code 1 when anything is."""
    wrong = 0
    for file in files:
        try:
            programme = load_programme(file)
        except (ProgrammeFileError, OSError) as error:
            wrong += 1
            typer.echo(str(error), err=True)
        else:
            typer.echo(f"{file}: {programme.programme} version {programme.version} is right")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="CODE|FILE", help="A published programme's code, or a file.")],
    version: Annotated[int | None, typer.Option(help="Which published version; the newest by default.")] = None,
) -> None:
    """Print a programme: its rounds, form, materials, steps, quotas, rubric and award, and the operator's own values apart."""
    try:
        programme = _find(name, version)
    except (ProgrammeFileError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    console = Console(width=None if Console().is_terminal else 140)
    for part in page(programme):
        console.print(part)


def _find(name: str, version: int | None) -> Programme:
    """A published programme by its code, or the programme in a file."""
    versions = {number: programme for (code, number), programme in published().items() if code == name}
    if not versions:
        return load_programme(Path(name))
    number = version or max(versions)
    if number not in versions:
        raise FileNotFoundError(f"{name} has no version {number}; published: {', '.join(map(str, sorted(versions)))}")
    return versions[number]
