"""``lianzhu``: the platform on this machine, and the operator's tools for any platform.

A noun is a file beside this one with a Typer ``app`` and a line in NOUNS; it is imported only when it is asked for.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from deploy.cli import platform

# noun → the module that has its ``app``
NOUNS = {
    "topics": "deploy.cli.topics",
    "replica-set": "deploy.cli.replica_set",
    "token": "deploy.cli.token",
    "key": "deploy.cli.key",
    "clock": "deploy.cli.clock",
    "settings": "deploy.cli.settings",
    "programme": "deploy.cli.programme",
    "contracts": "deploy.cli.contracts",
}


class Nouns(TyperGroup):
    """The commands of this file, and the nouns."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *NOUNS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in NOUNS:
            return super().get_command(ctx, cmd_name)
        command = typer.main.get_command(import_module(NOUNS[cmd_name]).app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Nouns,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="链主 lianzhu: programmes for enterprises.",
)
app.command()(platform.up)
app.command()(platform.down)
app.command()(platform.status)


@app.callback()
def platform_named(
    namespace: Annotated[str, typer.Option("--namespace", "-n", envvar="LIANZHU_NAMESPACE", help="Name of the platform.")] = "dev",
) -> None:
    """Have every command speak with this platform: where it runs on this machine, with its own settings.

    Variables that are set already are kept.
    """
    from deploy.local.folders import folder_of
    from deploy.local.record import Record

    os.environ["LIANZHU_NAMESPACE"] = namespace
    if record := Record.read(folder_of(namespace)):
        for name, value in record.settings.items():
            os.environ.setdefault(name, value)
