"""``lianzhu token``: a token of the local issuer, for a person of a development platform."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def token(
    role: Annotated[list[str], typer.Option(help="Role, as contracts/roles.py words it; may be given several times.")],
    region: Annotated[list[str] | None, typer.Option(help="Division code that the person is responsible for; several times.")] = None,
    organisation: Annotated[str | None, typer.Option(help="USCC that the person acts for.")] = None,
    subject: Annotated[str | None, typer.Option(help="Stable id of the person; a new one where it is left out.")] = None,
    hours: Annotated[float, typer.Option(min=0, help="How long the token is good for.")] = 12.0,
) -> None:
    """Print a token: curl -H "Authorization: Bearer $(lianzhu token --role county --region 130102)" …"""
    from contracts.roles import Role
    from services.chassis.issuer import Person, RefusedInProduction, issue
    from services.chassis.settings import Settings

    if unknown := [word for word in role if word not in set(Role)]:
        raise typer.BadParameter(f"{', '.join(unknown)}: not one of {', '.join(Role)}", param_hint="--role")
    named = {"subject": subject, "name": subject} if subject else {}
    try:
        print(issue(Settings(), Person(tuple(role), tuple(region or ()), organisation, **named), hours))
    except RefusedInProduction as refused:
        typer.secho(str(refused), fg="red", err=True)
        raise typer.Exit(1) from None
