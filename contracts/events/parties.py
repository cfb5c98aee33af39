"""Who takes part, as events name them: by what later services need to reach, check, place and pay them."""

from __future__ import annotations

from typing import Literal, Protocol

from contracts.events.event import Record
from contracts.events.values import Code, DivisionCode, Email, PersonName, Phone, Uscc, Words


class Person(Protocol):
    """A verified caller."""

    @property
    def subject(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...


class Officer(Record):
    """Who acted for a bureau, or the service itself where a date acted (``subject`` /lianzhu/intake)."""

    subject: Words
    name: PersonName

    @classmethod
    def of(cls, person: Person) -> Officer:
        return cls(subject=person.subject, name=person.name)


class Filer(Record):
    """Who acted for the applicant: a person with a token, or another city's system with an API key."""

    subject: Words
    name: PersonName
    kind: Literal["person", "system"]

    @classmethod
    def of(cls, person: Person) -> Filer:
        return cls(subject=person.subject, name=person.name, kind="system" if person.kind == "system" else "person")


class Contact(Record):
    """联系人及电话, e-mail: whom to notify."""

    name: PersonName
    phone: Phone
    email: Email | None


class Division(Record):
    """行政区划."""

    code: DivisionCode
    name: Words


class Address(Record):
    """省/市/县/乡或街道: the division, and the rest as it stands on the licence."""

    division: Division
    street: Words


class BankAccount(Record):
    """Where an award is paid: ``holder`` is the enterprise's own name. ``routing`` is the bank's 联行号."""

    holder: Words
    bank: Words
    number: Words
    routing: Words | None


class Applicant(Record):
    """申报单位. A region, a cluster and a park have no USCC; ``region`` is where the application belongs, by its address."""

    kind: Literal["enterprise", "provider", "region", "cluster", "park"]
    name: Words
    uscc: Uscc | None
    region: Division
    address: Address
    contact: Contact
    account: BankAccount | None


class Organisation(Record):
    """单位, as it is registered with the platform: one for each USCC."""

    uscc: Uscc
    kind: Code
    name: Words
    address: Address
    contact: Contact
