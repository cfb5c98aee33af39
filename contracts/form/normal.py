"""One spelling for each value: of a code, a number, an address, whichever way it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contracts.form.computed import numbers_of, with_computed
from contracts.identifiers import UsccError, parse_uscc
from contracts.personal import PersonalError, parse_email, parse_name, parse_phone
from contracts.programme.fields import AnyField, TableField
from contracts.programme.track import Offer
from contracts.regions import shortest

_PARSERS: dict[str, Callable[[str], str]] = {
    "uscc": parse_uscc,
    "person": parse_name,
    "phone": parse_phone,
    "email": parse_email,
    "digits": lambda text: text.replace(" ", ""),
    "text": str.strip,
    "region": shortest,
}


def normal_form(offer: Offer, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with one spelling for each value, and the computed ones, in the order of the form; what cannot be read stays as it is."""
    fields = offer.track.form.fields
    known = {name: normal_value(field, content[name]) for name, field in fields.items() if name in content}
    whole = with_computed(fields, known | {name: value for name, value in content.items() if name not in fields})
    for name, field in fields.items():
        if isinstance(field, TableField) and field.computes and isinstance(rows := whole.get(name), list):
            around = numbers_of(fields, content)
            whole[name] = [with_computed(field.columns, row, around) if isinstance(row, dict) else row for row in rows]
    return whole


def normal_value(field: AnyField, value: Any) -> Any:
    """A value in the one spelling of its field's kind."""
    if isinstance(field, TableField):
        return [_row(field, row) for row in value] if isinstance(value, list) else value
    parse = _PARSERS.get(field.kind)
    if parse is None or not isinstance(value, str):
        return value
    try:
        return parse(value)
    except (UsccError, PersonalError):
        return value


def _row(field: TableField, row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return {name: normal_value(field.columns[name], value) if name in field.columns else value for name, value in row.items()}
