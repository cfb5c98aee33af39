"""Files that are published: read, and refused with every reason."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import typer


def content(file: Path) -> bytes:
    """The bytes of a file; one that cannot be read ends the command."""
    try:
        return file.read_bytes()
    except OSError as error:
        refuse(file, [error.strerror or str(error)])


def refuse(file: Path, reasons: Iterable[object]) -> NoReturn:
    """Status 1. What a file says may be anything: nothing of it is sent to the terminal but what prints."""
    for reason in reasons:
        shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in str(reason))
        typer.secho(f"{file}: {shown}", fg="red", err=True)
    raise typer.Exit(1)
