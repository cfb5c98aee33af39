"""Experts as clients send them and are shown them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from contracts.events.parties import Contact as KnownContact
from contracts.events.scoring.expert import Employer as KnownEmployer
from contracts.events.scoring.expert import Expert
from contracts.events.values import Instant
from contracts.identifiers import Uscc
from contracts.personal import Email, PersonName, Phone
from contracts.regions import RegionCode
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Day, Line, example
from services.scoring.api.words import ANSWERS, Account
from services.scoring.domain.expert import Status

_ENTRY: dict[str, Any] = {
    "account": "https://id.example.cn/|e-0017",
    "employer": {"name": "河北示例大学", "uscc": "12130000401701730K", "group": []},
    "specialities": ["工业互联网"],
    "industries": ["equipment"],
    "regions": ["130104"],
    "contact": {"name": "王五", "phone": "13800138000"},
    "declared": [],
    "expires": "2027-12-31",
}


class Contact(Input):
    """Whom to notify."""

    name: PersonName
    phone: Phone
    email: Email | None = None


class Employer(Input):
    """Where the expert works; ``group``: the USCCs of the other enterprises of the same group."""

    name: Line
    uscc: Uscc
    group: Annotated[tuple[Uscc, ...], Field(max_length=500)] = ()


class ExpertEntry(Input):
    """What is known of an expert. ``regions``: where the expert lives and works, home first; ``declared``: organisations in conflict."""

    model_config = example(**_ENTRY)
    account: Account
    employer: Employer
    specialities: Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]
    industries: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    regions: Annotated[tuple[RegionCode, ...], Field(min_length=1, max_length=20)]
    contact: Contact
    declared: Annotated[tuple[Uscc, ...], Field(max_length=500)] = ()
    expires: Day | None = None

    @property
    def entry(self) -> Expert:
        """The entry as events hold it."""
        employer, contact = self.employer, self.contact
        return Expert(
            account=self.account,
            employer=KnownEmployer(name=employer.name, uscc=employer.uscc, group=employer.group),
            specialities=self.specialities,
            industries=tuple(dict.fromkeys(self.industries)),
            regions=tuple(dict.fromkeys(self.regions)),
            contact=KnownContact(name=contact.name, phone=contact.phone, email=contact.email),
            declared=self.declared,
            expires=self.expires,
        )


class NewExpert(ExpertEntry):
    """The same with the region whose bureau keeps the list."""

    model_config = example(region="1301", **_ENTRY)
    region: RegionCode


class ExpertDone(Output):
    """What a command on an expert answers; ``left`` are the cases that the expert may no longer review, drawn again."""

    example = ANSWERS["ExpertDone"]
    id: str
    status: str
    at: Instant
    left: tuple[str, ...] = ()


class Imported(Output):
    """The experts of a table, by id, in its order."""

    example = ANSWERS["Imported"]
    experts: tuple[str, ...]
    at: Instant


class ExpertRow(Output):
    """An expert in a list."""

    example = ANSWERS["ExpertRow"]
    id: str
    region: str
    status: Status
    name: str
    employer: str
    industries: tuple[str, ...]
    regions: tuple[str, ...]


class ExpertShown(Output):
    """An expert with all that is on the list."""

    example = ANSWERS["ExpertShown"]
    id: str
    version: int
    region: str
    status: Status
    suspended: str | None
    entry: Expert
