"""A form as JSON Schema 2020-12, for any front end. Limits in 字 stand under ``x-limit``: JSON Schema cannot count 字."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contracts.form.words import CHARACTERS_PER_WORD, UNLIMITED_CHARACTERS
from contracts.programme.choices import ChoiceSet
from contracts.programme.fields import (
    AnyField,
    ChoiceField,
    Column,
    ComputedField,
    DateField,
    DigitsField,
    NumberField,
    RegionField,
    TableField,
)
from contracts.programme.track import Offer

Schema = dict[str, Any]


def form_schema(offer: Offer) -> Schema:
    """The schema of a form's content.

    ``x-part`` says where a field stands (header, body, beside), ``x-group`` with whom it shares a limit, ``x-kind`` its kind,
    ``x-source`` the clause, ``x-title-en`` and ``x-hint`` its words; at the root ``x-hint`` is the form's own,
    ``x-limit`` and ``x-groups`` have the limits in 字.
    """
    form = offer.track.form
    properties: dict[str, Schema] = {}
    for part, fields in (("header", form.header), ("body", form.body), ("beside", form.beside)):
        properties |= {name: {**field_schema(field, offer.choices), "x-part": part} for name, field in fields.items()}
    groups = {code: {"title": group.title.zh, "x-title-en": group.title.en, "x-limit": group.limit} for code, group in form.groups.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_object(properties, form.fields),
        "title": offer.track.title.zh,
        "x-title-en": offer.track.title.en,
        **({"description": form.hint.zh, "x-hint": form.hint.model_dump()} if form.hint else {}),
        "x-limit": form.limit,
        "x-groups": groups,
        "x-source": form.clause("limit"),
    }


def field_schema(field: AnyField, choices: Mapping[str, ChoiceSet]) -> Schema:
    """The schema of one field's value."""
    schema = _table(field, choices) if isinstance(field, TableField) else _VALUES[field.kind](field, choices)
    described: Schema = {"title": field.title.zh, "x-title-en": field.title.en, "x-kind": field.kind, "x-source": field.clause()}
    if field.hint:
        described |= {"description": field.hint.zh, "x-hint": field.hint.model_dump()}
    if field.group:
        described["x-group"] = field.group
    return {**schema, **described}


def _object(properties: dict[str, Schema], fields: Mapping[str, AnyField | Column]) -> Schema:
    required = [name for name, field in fields.items() if field.required and field.kind != "computed"]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _table(field: TableField, choices: Mapping[str, ChoiceSet]) -> Schema:
    columns = {name: field_schema(column, choices) for name, column in field.columns.items()}
    rows = {"minItems": field.rows.least, "maxItems": field.rows.most}
    unique = {"x-unique": field.unique.column, "x-not-in": list(field.unique.not_in)} if field.unique else {}
    return {"type": "array", "items": _object(columns, field.columns), **rows, **unique}


def _text(field: Any, _: Mapping[str, ChoiceSet]) -> Schema:
    characters = UNLIMITED_CHARACTERS if field.limit == "unlimited" else field.limit * CHARACTERS_PER_WORD
    same = {"x-same-as": field.same_as} if field.same_as else {}
    return {"type": "string", "minLength": 1, "maxLength": characters, "x-limit": field.limit, "x-lines": field.lines, **same}


def _choice(field: ChoiceField, choices: Mapping[str, ChoiceSet]) -> Schema:
    known = choices[field.of]
    options: list[Schema] = [
        {"const": code, "title": option.title.zh, "x-title-en": option.title.en, "description": option.definition or option.title.zh}
        | ({"x-only": {name: list(codes) for name, codes in option.only.items()}} if option.only else {})
        for code, option in known.options.items()
    ]
    if known.other:
        name: Schema = {"type": "string", "minLength": 1, "x-limit": known.other.limit}
        other: Schema = {"type": "object", "properties": {"other": name}, "required": ["other"], "additionalProperties": False}
        options.append({**other, "title": known.other.title.zh, "x-title-en": known.other.title.en})
    one: Schema = {"oneOf": options}
    return one if field.most == 1 else {"type": "array", "items": one, "minItems": field.least, "maxItems": field.most, "uniqueItems": True}


def _number(field: NumberField, _: Mapping[str, ChoiceSet]) -> Schema:
    integer: Schema = {"type": "integer", "minimum": -(2**53) + 1, "maximum": 2**53 - 1}
    if field.least is not None:
        integer["minimum"] = field.least
    if field.most is not None:
        integer["maximum"] = field.most
    point = rf"(\.[0-9]{{1,{field.decimals}}})?" if field.decimals else ""
    decimal = {"type": "string", "pattern": f"^-?[0-9]+{point}$"}
    return {"anyOf": [integer, decimal], "x-unit": field.unit, "x-decimals": field.decimals}


def _computed(field: ComputedField, _: Mapping[str, ChoiceSet]) -> Schema:
    return {
        "type": ["integer", "string"],
        "readOnly": True,
        "x-formula": field.formula.text,
        "x-unit": field.unit,
        "x-decimals": field.decimals,
    }


def _region(field: RegionField, _: Mapping[str, ChoiceSet]) -> Schema:
    inside = {"x-within": field.within} if field.within else {}
    return {"type": "string", "pattern": "^([0-9]{2}){1,3}$", "x-levels": list(field.levels), **inside}


def _date(field: DateField, _: Mapping[str, ChoiceSet]) -> Schema:
    bounds = {"x-after": field.after, "x-before": field.before}
    return {"type": "string", "format": "date"} | {word: day.isoformat() for word, day in bounds.items() if day}


def _digits(field: DigitsField, _: Mapping[str, ChoiceSet]) -> Schema:
    return {"type": "string", "pattern": "^[0-9 ]+$", "x-least": field.least, "x-most": field.most}


def _address(field: Any, _: Mapping[str, ChoiceSet]) -> Schema:
    inside = {"x-within": field.within} if field.within else {}
    region: Schema = {
        "type": "string",
        "pattern": f"^{field.within or ''}[0-9]{{{6 - len(field.within or '')}}}$",
        "title": "行政区划代码",
        **inside,
    }
    detail: Schema = {"type": "string", "minLength": 1, "x-limit": field.limit, "title": "详细地址"}
    return {
        "type": "object",
        "properties": {"region": region, "detail": detail},
        "required": ["region", "detail"],
        "additionalProperties": False,
    }


def _line(most: int) -> Callable[[Any, Mapping[str, ChoiceSet]], Schema]:
    return lambda _field, _choices: {"type": "string", "minLength": 1, "maxLength": most}


_VALUES: dict[str, Callable[[Any, Mapping[str, ChoiceSet]], Schema]] = {
    "text": _text,
    "choice": _choice,
    "number": _number,
    "computed": _computed,
    "region": _region,
    "date": _date,
    "digits": _digits,
    "address": _address,
    "uscc": _line(100),
    "person": _line(300),
    "phone": _line(40),
    "email": _line(254),
}
