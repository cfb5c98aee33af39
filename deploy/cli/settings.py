"""``lianzhu settings``: every variable, with its value here."""

from __future__ import annotations

from os import environ
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from services.chassis.settings import SettingRow

app = typer.Typer()


@app.command()
def settings() -> None:
    """Show every setting: its value here, its default, its unit, its meaning. Secrets stay hidden."""
    from rich.console import Console
    from rich.table import Column, Table

    from deploy.local.ports import defaults
    from services.chassis.settings import Settings, describe, unknown_variables

    present = Settings()
    table = Table(Column("variable", no_wrap=True), "value", "default", "unit", "meaning")
    for row in describe(present):
        table.add_row(row.variable, _value(row), str(row.default), row.unit, row.meaning)
    for variable, (default, meaning) in defaults().items():
        value = environ.get(variable, str(default))
        table.add_row(variable, "" if value == str(default) else f"[bold]{value}[/bold]", str(default), "", meaning)
    Console().print(table)
    if unknown := [variable for variable in unknown_variables(present) if variable not in defaults()]:
        typer.secho(f"not settings of ours, misspelt perhaps: {', '.join(unknown)}", fg="yellow", err=True)


def _value(row: SettingRow) -> str:
    return "" if row.value == row.default else f"[bold]{row.value}[/bold]"
