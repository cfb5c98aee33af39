"""From a form as the programme asks for it to the content that events carry: whatever a programme calls a field, its meaning is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.canonical import digest
from contracts.events.intake.content import AuditFirm, Content, Material, Platform, Sme
from contracts.events.parties import Address, Applicant, BankAccount, Contact, Division
from contracts.programme.fields import Meaning, TableField
from contracts.programme.form import Form
from contracts.regions import find_region


@dataclass(frozen=True, slots=True)
class Reading:
    """A form's content, read by what its fields mean. The content has passed the form's checks."""

    form: Form
    content: dict[str, Any]

    def of(self, meaning: Meaning) -> Any:
        """The value of the field that means this; None where the form has no such field or it was left out."""
        name = self.form.field_for(meaning)
        return self.content.get(name) if name else None

    def text(self, meaning: Meaning) -> str | None:
        """The same as text: a named other option is its name."""
        value = self.of(meaning)
        return str(value["other"] if isinstance(value, dict) else value) if value is not None else None

    def address(self, meaning: Meaning) -> Address | None:
        value = self.of(meaning)
        return Address(division=division(value["region"]), street=value["detail"]) if value else None

    def rows(self, table: Meaning, **columns: Meaning) -> list[dict[str, Any]]:
        """The rows of a table, each with the values of the columns that mean these."""
        name = self.form.field_for(table)
        if name is None or not isinstance(self.form.fields[name], TableField):
            return []
        found = {key: self.form.column_for(name, meaning) for key, meaning in columns.items()}
        return [{key: row.get(column) if column else None for key, column in found.items()} for row in self.content.get(name, ())]


def division(code: str) -> Division:
    """The division with its full name, as addresses are written."""
    found = find_region(code)
    return Division(code=code, name=found.full_name if found else code)


def content_of(
    form: Form, values: dict[str, Any], materials: Sequence[Material], code: str, kinds: Sequence[str] = ("enterprise",)
) -> Content:
    """The content to file. ``code`` is the one printed on the form; of several ``kinds`` of applicants the form says which this is."""
    reading = Reading(form, values)
    known: dict[str, Any] = {
        "title": reading.of(Meaning.CASE_TITLE) or reading.of(Meaning.APPLICANT_NAME),
        "applicant": _applicant(reading, reading.of(Meaning.APPLICANT_KIND) or kinds[0]),
        "mode": reading.text(Meaning.MODE),
        "industry": reading.text(Meaning.INDUSTRY),
        "scope": reading.text(Meaning.SCOPE),
        "place": reading.address(Meaning.PROJECT_PLACE),
        "platform": _platform(reading),
        "smes": tuple(Sme(**row) for row in _smes(reading)),
        "auditor": _auditor(reading),
        "form": values,
        "materials": tuple(materials),
    }
    filed = Content.model_construct(**known, code=code, digest="").model_dump(mode="json", exclude={"code", "digest"})
    return Content(**known, code=code, digest=digest(filed))


def _smes(reading: Reading) -> list[dict[str, Any]]:
    return reading.rows(Meaning.SMES, name=Meaning.SME_NAME, uscc=Meaning.SME_USCC, relation=Meaning.SME_RELATION)


def _applicant(reading: Reading, kind: Any) -> Applicant:
    address = reading.address(Meaning.APPLICANT_ADDRESS) or _named_place(reading)
    contact = Contact(
        name=reading.of(Meaning.CONTACT_NAME), phone=reading.of(Meaning.CONTACT_PHONE), email=reading.of(Meaning.CONTACT_EMAIL)
    )
    return Applicant(
        kind=kind,
        name=reading.of(Meaning.APPLICANT_NAME),
        uscc=reading.of(Meaning.APPLICANT_USCC),
        region=address.division,
        address=address,
        contact=contact,
        account=_account(reading),
    )


def _named_place(reading: Reading) -> Address:
    """Of a region, a cluster or a park, which have no address but their name."""
    region = reading.of(Meaning.APPLICANT_REGION)
    if region is None:
        raise LookupError("the form has no field that means applicant-address or applicant-region")
    return Address(division=division(region), street=reading.of(Meaning.APPLICANT_NAME))


def _account(reading: Reading) -> BankAccount | None:
    number = reading.of(Meaning.ACCOUNT_NUMBER)
    if number is None:
        return None
    return BankAccount(
        holder=reading.of(Meaning.ACCOUNT_HOLDER),
        bank=reading.of(Meaning.ACCOUNT_BANK),
        number=number,
        routing=reading.of(Meaning.ACCOUNT_ROUTING),
    )


def _platform(reading: Reading) -> Platform | None:
    name = reading.of(Meaning.PLATFORM_NAME)
    if name is None:
        return None
    return Platform(name=name, builder=reading.of(Meaning.PLATFORM_BUILDER), builder_uscc=reading.of(Meaning.PLATFORM_BUILDER_USCC))


def _auditor(reading: Reading) -> AuditFirm | None:
    name = reading.of(Meaning.AUDITOR_NAME)
    return AuditFirm(name=name, uscc=reading.of(Meaning.AUDITOR_USCC)) if name else None
