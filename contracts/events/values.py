"""The values that events are made of.

A reader trusts what the producer has checked: a telephone number's validity follows a numbering plan and a division's a
table, both of which move on, and an event once recorded must be readable for ever. So these types mark and bound, and the rules
that may change (:mod:`contracts.personal`, :mod:`contracts.regions`) are applied where something is filed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, PlainSerializer, WithJsonSchema

from contracts.canonical import instant
from contracts.identifiers import parse_uscc
from contracts.personal import Personal, PersonalKind

Code = Annotated[str, Field(min_length=1, max_length=100)]
"""A word of a programme file: of a track, a mode, an industry, a clause, a kind of material."""

Words = Annotated[str, Field(min_length=1, max_length=20_000)]
"""Text for people; its limit in 字 is the programme's."""

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
ApplicationId = Annotated[str, Field(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="ULID")]
ImportId = Annotated[str, Field(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="ULID")]
ExpertId = Annotated[str, Field(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="ULID")]
ObjectionId = Annotated[str, Field(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="ULID")]
DivisionCode = Annotated[str, Field(pattern="^([0-9]{2}){1,3}$", description="行政区划代码 (GB/T 2260), shortest form")]
Position = Annotated[int, Field(ge=1, le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]

Score = Annotated[int, Field(ge=0, le=100)]
DecimalText = Annotated[str, Field(pattern=r"^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,12})?$", description="a decimal number, exact")]
Fen = Annotated[int, Field(ge=0, le=2**53 - 1, description="金额（分）")]

Uscc = Annotated[
    str, Field(pattern="^[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}$", description="统一社会信用代码 (GB 32100-2015)"), AfterValidator(parse_uscc)
]
"""In its one spelling, so that an organisation cannot be two. The check character follows a fixed standard and is checked here too."""

PersonName = Annotated[str, Field(max_length=300, json_schema_extra={"x-personal": "name"}), Personal(PersonalKind.NAME)]
Phone = Annotated[str, Field(max_length=300, json_schema_extra={"x-personal": "phone"}), Personal(PersonalKind.PHONE)]
Email = Annotated[str, Field(max_length=300, json_schema_extra={"x-personal": "email"}), Personal(PersonalKind.EMAIL)]


def _plain(value: Any) -> Any:
    """JSON without floating-point numbers. Looked through by hand: this stands in the way of every submission."""
    left = [("", value)]
    while left:
        pointer, item = left.pop()
        kind = type(item)
        if kind is str or kind is int or item is None or kind is bool:
            continue
        if kind is dict:
            left.extend((f"{pointer}/{key}", inner) for key, inner in item.items())
        elif kind is list:
            left.extend((f"{pointer}/{index}", inner) for index, inner in enumerate(item))
        elif kind is float:
            raise ValueError(f"{pointer or '/'} is a floating-point number; write an integer or a decimal string")
        else:
            raise ValueError(f"{pointer or '/'} is a {kind.__name__}, which JSON does not have")
    return value


Json = Annotated[Any, AfterValidator(_plain), WithJsonSchema({"description": "any JSON value without floating-point numbers"})]
"""What a form field holds."""


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


Instant = Annotated[AwareDatetime, AfterValidator(_whole), PlainSerializer(instant, when_used="json")]
"""An instant in UTC, to the millisecond that the store keeps."""
