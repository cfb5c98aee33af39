"""Organisations, by their USCC."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from contracts.events.parties import Address, Contact, Organisation
from contracts.identifiers import Uscc
from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.preconditions import IfMatch, etag
from services.chassis.api.routes import router
from services.intake import reading
from services.intake.api.dependencies import Held, Reader
from services.intake.api.models.organisations import NewOrganisation, OrganisationDone, OrganisationEntry, OrganisationShown
from services.intake.domain.content import division
from services.intake.handlers import organisations as handlers

routes = router("/v1/organisations", "organisations")

Key = Annotated[Uscc, Path(description="统一社会信用代码")]


@routes.post("", status_code=201, summary="单位登记 Register an organisation", responses=problems("forbidden", "conflict"))
async def register(body: NewOrganisation, asked: Command, intake: Held, response: Response) -> OrganisationDone:
    done = OrganisationDone(**await handlers.register(intake, asked, _organisation(body.uscc, body)))
    response.headers["location"] = f"/v1/organisations/{done.uscc}"
    return done


@routes.get("/{uscc}", summary="单位 One organisation", responses=problems("not-found"))
async def organisation(uscc: Key, caller: Reader, intake: Held, response: Response) -> OrganisationShown:
    shown, version = await reading.organisation(intake, caller, uscc)
    response.headers["etag"] = etag(version)
    return shown


@routes.put(
    "/{uscc}",
    summary="修改登记信息 Replace an organisation's entry",
    responses=problems("forbidden", "not-found", "stale-version", "precondition-required"),
)
async def amend(uscc: Key, body: OrganisationEntry, expected: IfMatch, asked: Command, intake: Held) -> OrganisationDone:
    return OrganisationDone(**await handlers.amend(intake, asked, _organisation(uscc, body), expected))


def _organisation(uscc: str, body: OrganisationEntry) -> Organisation:
    contact = Contact(name=body.contact.name, phone=body.contact.phone, email=body.contact.email)
    address = Address(division=division(body.region), street=body.street)
    return Organisation(uscc=uscc, kind=body.kind, name=body.name, address=address, contact=contact)
