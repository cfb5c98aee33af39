"""``lianzhu mail``: what a development platform has sent by e-mail. Its mail server takes every message and sends none on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)


def _folder() -> Path:
    from deploy.local.folders import folder_of

    return folder_of(os.environ["LIANZHU_NAMESPACE"])


@app.command("list")
def list_mail(to: Annotated[str | None, typer.Option(help="Only what went to this address.")] = None) -> None:
    """All messages, the oldest first."""
    from rich.console import Console
    from rich.table import Table

    from deploy.local.mail import received

    table = Table("name", "received", "to", "subject")
    for mail in received(_folder()):
        if to is None or str(mail.message["To"]) == to:
            table.add_row(mail.name, f"{mail.at.astimezone():%Y-%m-%d %H:%M:%S}", str(mail.message["To"]), str(mail.message["Subject"]))
    Console().print(table)


@app.command()
def show(name: Annotated[str, typer.Argument(help="As `lianzhu mail list` has it.")]) -> None:
    """One message: its headers and its text."""
    from deploy.local.mail import find

    mail = find(_folder(), name)
    if mail is None:
        typer.secho(f"there is no mail {name}", fg="red", err=True)
        raise typer.Exit(1)
    for header, value in mail.message.items():
        print(f"{header}: {value}")
    print(f"\n{mail.text}")
