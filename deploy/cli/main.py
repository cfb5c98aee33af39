"""``lianzhu``: the platform on this machine, and the operator's tools for any platform.

A noun is a file beside this one with a Typer ``app`` and a line in NOUNS; it is imported only when it is asked for.
"""

from __future__ import annotations

import os
import re
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from deploy.cli import platform

NAMESPACE = re.compile(r"[a-z][a-z0-9-]{0,29}")  # as services/chassis/settings.py has it
# noun → the module that has its ``app``
NOUNS = {
    "topics": "deploy.cli.topics",
    "replica-set": "deploy.cli.replica_set",
    "token": "deploy.cli.token",
    "key": "deploy.cli.key",
    "clock": "deploy.cli.clock",
    "settings": "deploy.cli.settings",
    "dlq": "deploy.cli.dlq",
    "views": "deploy.cli.views",
    "audit": "deploy.cli.audit",
    "fund": "deploy.cli.fund",
    "draw": "deploy.cli.draw",
    "ranking": "deploy.cli.ranking",
    "programme": "deploy.cli.programme",
    "contracts": "deploy.cli.contracts",
    "mail": "deploy.cli.mail",
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

    if not NAMESPACE.fullmatch(namespace):
        raise typer.BadParameter(f"{namespace!r} is no platform's name: 1 to 30 of a-z, 0-9 and -, a letter first")
    os.environ["LIANZHU_NAMESPACE"] = namespace
    if record := Record.read(folder_of(namespace)):
        for name, value in record.settings.items():
            os.environ.setdefault(name, value)


if __name__ == "__main__":
    app(prog_name="lianzhu")
