"""``lianzhu programme``: check a programme file, read a programme as a person would, compare two, and try one out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from contracts.programme import Programme, ProgrammeFileError, load_programme, published
from contracts.programme.json_schema import FILE
from contracts.programme.published import TEMPLATES
from deploy.cli.programme_diff import changes
from deploy.cli.programme_page import page
from deploy.cli.programme_templates import template_problems
from deploy.cli.programme_try import Trial, faults, walk

app = typer.Typer(no_args_is_help=True, help="Programmes: the calls, as data.")


@app.command()
def check(files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Programme files to check.")]) -> None:
    """Say everything that is wrong with the files and with the templates beside them, as file:line:column: path: reason, and file: place:
    reason. Exit code 1 when anything is."""
    wrong = 0
    for file in files:
        try:
            programme = load_programme(file)
        except (ProgrammeFileError, OSError) as error:
            wrong += 1
            typer.echo(str(error), err=True)
        else:
            problems = template_problems(programme, file.parent / TEMPLATES)
            wrong += len(problems)
            for problem in problems:
                typer.echo(str(problem), err=True)
            if not problems:
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


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A published programme's code, or a file.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The one to compare it with.")],
) -> None:
    """Say what changed for applicants: one line for each rule, by its path, with what it was and what it is."""
    found = changes(_found(before), _found(after))
    for change in found:
        said = "取消" if change.after is None else "新增" if change.before is None else f"{change.before} → {change.after}"
        typer.echo(f"{change.path}{f'（{change.title}）' if change.title else ''}: {said}")
    if not found:
        typer.echo("nothing changed for applicants")


@app.command("try")
def try_(
    name: Annotated[str, typer.Argument(metavar="CODE|FILE", help="A published programme's code, or a file.")],
    track: Annotated[str | None, typer.Option(help="Which track; the first by default.")] = None,
    form: Annotated[Path | None, typer.Option(help="The form's content as JSON; without it a sample is filled in.")] = None,
    count: Annotated[list[str] | None, typer.Option(metavar="NAME=N", help="A count that bureaus declare, for quotas.")] = None,
    region: Annotated[str, typer.Option(help="The county that the applicant is in.")] = "130102",
) -> None:
    """Walk one application through a programme, without a server. Exit code 1 when it could not be filed."""
    programme = _found(name)
    chosen = track or next(iter(programme.tracks))
    if chosen not in programme.tracks:
        typer.echo(f"there is no track {chosen}; there are: {', '.join(programme.tracks)}", err=True)
        raise typer.Exit(1)
    trial = Trial(programme, chosen, _content(form), _counts(count or []), region)
    wrong = faults(trial)
    for fault in wrong:
        typer.echo(f"{fault.pointer}: {fault.text.zh}{f'　{fault.source}' if fault.source else ''}", err=True)
    if wrong:
        raise typer.Exit(1)
    for line in walk(trial):
        typer.echo(line)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the language, for editors (contracts/programmes/schema.json)."""
    typer.echo(FILE.read_text(encoding="utf-8"), nl=False)


def _content(form: Path | None) -> dict[str, Any] | None:
    try:
        found = json.loads(form.read_bytes()) if form else None
    except (OSError, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint="--form") from error
    if found is not None and not isinstance(found, dict):
        raise typer.BadParameter("the form is one JSON object", param_hint="--form")
    return found


def _counts(given: list[str]) -> dict[str, int]:
    pairs = [one.partition("=") for one in given]
    if wrong := next((name for name, _, number in pairs if not number.isdigit()), None):
        raise typer.BadParameter(f"{wrong} is not followed by =N", param_hint="--count")
    return {name: int(number) for name, _, number in pairs}


def _found(name: str) -> Programme:
    """The programme, or its faults and exit code 1."""
    try:
        return _find(name, None)
    except (ProgrammeFileError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _find(name: str, version: int | None) -> Programme:
    """A published programme by its code, or the programme in a file."""
    versions = {number: programme for (code, number), programme in published().items() if code == name}
    if not versions:
        return load_programme(Path(name))
    number = version or max(versions)
    if number not in versions:
        raise FileNotFoundError(f"{name} has no version {number}; published: {', '.join(map(str, sorted(versions)))}")
    return versions[number]
