"""Organisations and whom to ask there."""

from __future__ import annotations

from contracts.events.parties import Address
from contracts.events.parties import Contact as KnownContact
from contracts.events.values import Instant
from contracts.identifiers import Uscc
from contracts.personal import Email, PersonName, Phone
from contracts.regions import RegionCode
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Code, Line, example
from services.intake.api.models.answers import ANSWERS


class Contact(Input):
    """联系人及电话, e-mail."""

    name: PersonName
    phone: Phone
    email: Email | None = None


class OrganisationEntry(Input):
    """An organisation as it wants to be registered; its address as on the licence, by the county's division code."""

    model_config = example(
        name="石家庄示例装备制造有限公司",
        region="130102",
        street="中山东路1号",
        contact={"name": "张三", "phone": "0311-86086000", "email": "zhang@example.cn"},
    )
    name: Line
    kind: Code = "enterprise"
    region: RegionCode
    street: Line
    contact: Contact


class NewOrganisation(OrganisationEntry):
    """The same with the USCC that it is registered under."""

    model_config = example(
        uscc="911301001043657681",
        name="石家庄示例装备制造有限公司",
        region="130102",
        street="中山东路1号",
        contact={"name": "张三", "phone": "0311-86086000", "email": "zhang@example.cn"},
    )
    uscc: Uscc


class OrganisationDone(Output):
    """What a command on an organisation answers."""

    example = ANSWERS["OrganisationDone"]
    uscc: str
    at: Instant


class OrganisationRow(Output):
    """An organisation in a list: whom to ask there stands with the organisation itself."""

    example = ANSWERS["OrganisationRow"]
    uscc: str
    name: str
    kind: str
    address: Address


class OrganisationShown(OrganisationRow):
    """An organisation as it is registered."""

    example = ANSWERS["OrganisationShown"]
    contact: KnownContact
