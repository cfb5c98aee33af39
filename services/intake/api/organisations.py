"""Organisations, by their USCC."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response
from pydantic import Field

from contracts.events.parties import Address, Contact, Organisation
from contracts.identifiers import Uscc
from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.preconditions import IfMatch, etag
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.intake import access, reading
from services.intake.api.dependencies import Held, Reader
from services.intake.api.models.organisations import (
    NewOrganisation,
    OrganisationDone,
    OrganisationEntry,
    OrganisationRow,
    OrganisationShown,
)
from services.intake.domain.content import division
from services.intake.handlers import organisations as handlers
from services.intake.views import ORGANISATIONS

routes = router("/v1/organisations", "organisations")

Key = Annotated[Uscc, Path(description="统一社会信用代码")]


class Filters(PageQuery):
    """What a list of organisations is narrowed to. ``region`` is a division code; all that lies below it is included."""

    region: str | None = Field(default=None, pattern="^([0-9]{2}){1,3}$")

    @property
    def document(self) -> Document:
        """The filter on the rows."""
        return {"within": self.region} if self.region else {}


@routes.post("", status_code=201, summary="单位登记 Register an organisation", responses=problems("forbidden", "conflict"))
async def register(body: NewOrganisation, asked: Command, intake: Held, response: Response) -> OrganisationDone:
    done = OrganisationDone(**await handlers.register(intake, asked, _organisation(body.uscc, body)))
    response.headers["location"] = f"/v1/organisations/{done.uscc}"
    return done


@routes.get("", summary="单位列表 Organisations that the caller may see")
async def organisations(request: Request, caller: Reader, intake: Held, filters: Annotated[Filters, Query()]) -> Page[OrganisationRow]:
    listing = Listing({"$and": [access.visible_organisations(caller), filters.document]})
    return await filters.reader(request).read(ORGANISATIONS.collection(intake.database), listing, reading.organisation_row)


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
