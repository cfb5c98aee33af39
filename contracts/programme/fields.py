"""What a form asks for: one model per kind of field. A field's value stands in the form's content under the field's name."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from contracts.programme.expression import Expression
from contracts.programme.source import Sourced
from contracts.programme.word import Bilingual, Code, Count, FieldName, Line, Positive, Yes
from contracts.regions import Level, Region, RegionCode
from contracts.reporting import reporting_authority


class Meaning(StrEnum):
    """What a field is to the services, whatever a programme calls it."""

    APPLICANT_NAME = "applicant-name"
    APPLICANT_USCC = "applicant-uscc"
    APPLICANT_ADDRESS = "applicant-address"
    APPLICANT_REGION = "applicant-region"
    APPLICANT_KIND = "applicant-kind"
    CONTACT_NAME = "contact-name"
    CONTACT_PHONE = "contact-phone"
    CONTACT_EMAIL = "contact-email"
    CASE_TITLE = "case-title"
    CASE_BRIEF = "case-brief"
    SCOPE = "scope"
    MODE = "mode"
    INDUSTRY = "industry"
    PROJECT_PLACE = "project-place"
    SMES = "smes"
    SME_NAME = "sme-name"
    SME_USCC = "sme-uscc"
    SME_RELATION = "sme-relation"
    PLATFORM_NAME = "platform-name"
    PLATFORM_BUILDER = "platform-builder"
    PLATFORM_BUILDER_USCC = "platform-builder-uscc"
    AUDITOR_NAME = "auditor-name"
    AUDITOR_USCC = "auditor-uscc"
    ACCOUNT_HOLDER = "account-holder"
    ACCOUNT_BANK = "account-bank"
    ACCOUNT_NUMBER = "account-number"
    ACCOUNT_ROUTING = "account-routing"


class _Field(Sourced):
    title: Bilingual
    hint: Bilingual | None = None
    required: Yes = True
    group: Annotated[Code | None, Field(alias="in")] = None
    meaning: Annotated[Meaning | None, Field(alias="is")] = None


class TextField(_Field):
    """Text of at most ``limit`` 字, on one line or many; ``same_as`` names a field that it must equal."""

    kind: Literal["text"]
    limit: Positive | Literal["unlimited"]
    lines: Literal["one", "many"] = "one"
    same_as: FieldName | None = None


class ChoiceField(_Field):
    """One option's code, or with ``most`` above 1 a list of codes. ``{"other": "name"}`` where the set allows another."""

    kind: Literal["choice"]
    of: Code
    least: Positive = 1
    most: Positive = 1

    @model_validator(mode="after")
    def _ordered(self) -> ChoiceField:
        if self.least > self.most:
            raise ValueError(f"least ({self.least}) is more than most ({self.most})")
        return self


class NumberField(_Field):
    """An integer, or a decimal as a string ("12.50") with at most ``decimals`` places, in ``unit``."""

    kind: Literal["number"]
    unit: Line
    decimals: Count = 0
    least: int | None = None
    most: int | None = None


class ComputedField(_Field):
    """A value that is computed and never typed: ``formula`` over number fields (in a table: over its columns first), in ``unit``.

    The exact value is rounded half up to ``decimals`` places. A zero denominator is a fault of the cell that is zero.
    """

    kind: Literal["computed"]
    formula: Expression
    unit: Line
    decimals: Count = 0


class DateField(_Field):
    """A day, as 2024-04-25; ``after`` and ``before`` are included."""

    kind: Literal["date"]
    after: date | None = None
    before: date | None = None


class PersonField(_Field):
    """A person's name: personal data."""

    kind: Literal["person"]


class PhoneField(_Field):
    """A telephone number: personal data."""

    kind: Literal["phone"]


class EmailField(_Field):
    """An e-mail address: personal data."""

    kind: Literal["email"]


class UsccField(_Field):
    """统一社会信用代码; ``legal_person`` refuses a sole trader's (92…)."""

    kind: Literal["uscc"]
    legal_person: Yes = False


class DigitsField(_Field):
    """A number that is no quantity (an account): ``least`` to ``most`` digits, spaces ignored."""

    kind: Literal["digits"]
    least: Positive
    most: Positive


class AddressField(_Field):
    """``{"region": "130102", "detail": "…"}``: a county's code and the rest of the address, at most ``limit`` 字, inside ``within``."""

    kind: Literal["address"]
    limit: Positive
    within: RegionCode | None = None


class RegionField(_Field):
    """A division by its code, of one of the ``levels``: where a region, a cluster or a park is that has no address of its own.

    ``reporting-authority``: the region of who reports to the ministry, a province, a city with a separate plan or the Corps.
    """

    kind: Literal["region"]
    levels: tuple[Level | Literal["reporting-authority"], ...] = Field(min_length=1)
    within: RegionCode | None = None

    def takes(self, region: Region) -> bool:
        """Whether the division is of one of the levels."""
        if region.level in self.levels:
            return True
        authority = reporting_authority(region.code) if "reporting-authority" in self.levels else None
        return authority is not None and authority.code == region.code


Column = Annotated[
    TextField
    | ChoiceField
    | NumberField
    | ComputedField
    | DateField
    | PersonField
    | PhoneField
    | EmailField
    | UsccField
    | DigitsField
    | AddressField
    | RegionField,
    Field(discriminator="kind"),
]


class Rows(Sourced):
    """How many rows a table has."""

    least: Count
    most: Positive

    @model_validator(mode="after")
    def _ordered(self) -> Rows:
        if self.least > self.most:
            raise ValueError(f"least ({self.least}) is more than most ({self.most})")
        return self


class Unique(Sourced):
    """The column whose values differ from row to row, and the fields of the form whose value none of them may have."""

    column: FieldName
    not_in: tuple[FieldName, ...] = ()


class TableField(_Field):
    """A list of rows; a row is an object with one value per column."""

    kind: Literal["table"]
    columns: dict[FieldName, Column] = Field(min_length=1)
    rows: Rows
    unique: Unique | None = None

    @property
    def computes(self) -> bool:
        """Whether a column is computed."""
        return any(isinstance(column, ComputedField) for column in self.columns.values())


AnyField = Annotated[
    TextField
    | ChoiceField
    | NumberField
    | ComputedField
    | DateField
    | PersonField
    | PhoneField
    | EmailField
    | UsccField
    | DigitsField
    | AddressField
    | RegionField
    | TableField,
    Field(discriminator="kind"),
]
