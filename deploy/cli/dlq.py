"""``lianzhu dlq``: events that a service could not handle, and having it handle them again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from contracts.topics import Service as Name
from services.chassis.deadletters import Kind

if TYPE_CHECKING:
    from services.chassis.deadletters import DeadLetters
    from services.chassis.mongo import Document

app = typer.Typer(no_args_is_help=True)
T = TypeVar("T")
_WIDTH = 200  # columns of the table, where nobody looks at a terminal

Service = Annotated[Name, typer.Argument(help="The service that consumed the event.")]
Origin = Annotated[str, typer.Argument(help="Where it lies on the bus: TOPIC/PARTITION/OFFSET.")]


@app.command("list")
def list_letters(service: Service, kind: Annotated[Kind | None, typer.Option(help="Only those of one kind.")] = None) -> None:
    """Show the dead letters, by stream and position; those that are parked wait for the one before them."""
    from rich.console import Console
    from rich.table import Column, Table

    origin = Column("origin", no_wrap=True)  # whole: it is what the other commands ask for
    table = Table(origin, "kind", "stream", "position", "tries", "last", "reason")
    for letter in _with_letters(service, lambda letters: letters.all(kind)):
        position = str(letter["sequence"] or "")
        last = f"{letter['last']:%Y-%m-%d %H:%M:%S}"
        table.add_row(letter["_id"], letter["kind"], letter["stream"], position, str(letter["attempts"]), last, letter["reason"])
    Console(width=None if sys.stdout.isatty() else _WIDTH).print(table)


@app.command()
def show(service: Service, origin: Origin) -> None:
    """Print one dead letter whole: its reason, its headers, its payload."""
    letter = _with_letters(service, lambda letters: letters.show(origin))
    if letter is None:
        typer.secho(f"{service} has no dead letter {origin}", fg="red", err=True)
        raise typer.Exit(1)
    print("\n".join(_lines(letter)))


@app.command()
def redrive(
    service: Service,
    origin: Annotated[list[str] | None, typer.Argument(help="TOPIC/PARTITION/OFFSET; several are possible.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> None:
    """Have the service handle dead letters again, each with what is parked behind it, in order. Its worker does so within seconds."""
    if bool(origin) == everything:
        raise typer.BadParameter("name dead letters, or say --all")
    marked = _with_letters(service, lambda letters: letters.ask_redrive(None if everything else origin))
    print(f"asked for {marked}")
    if origin and not marked:
        raise typer.Exit(1)


def _lines(letter: Document) -> list[str]:
    fields = ("_id", "kind", "reason", "stream", "sequence", "attempts", "first", "last", "trace", "redrive")
    headers = [f"{name}: {_text(value)}" for name, value in letter["headers"]]
    named = [f"{'origin' if name == '_id' else name}: {letter[name]}" for name in fields]
    return [*named, f"key: {_text(letter['key'])}", "", *headers, "", _text(letter["value"])]


def _text(value: Any) -> str:
    """The bytes as they read, with what is no text escaped."""
    return "(none)" if value is None else bytes(value).decode(errors="backslashreplace")


def _with_letters(service: str, work: Callable[[DeadLetters], Awaitable[T]]) -> T:
    from services.chassis.deadletters import DeadLetters
    from services.chassis.mongo import connect, database
    from services.chassis.settings import Settings

    async def run() -> T:
        settings = Settings()
        client = connect(settings.store)
        try:
            return await work(DeadLetters(database(client, settings.database(service))))
        finally:
            client.close()

    return asyncio.run(run())
