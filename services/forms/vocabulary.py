"""What templates of documents may use: the names in the data, by the programme."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from contracts.programme import Offer
from services.forms.filled import Attachments, Filled, GroupHeading
from services.forms.layout import PrintedForm


def form_names(offer: Offer) -> dict[str, Any]:
    """Of a form of this track: nested names, a list by its one kind of item, None for a text, a number or a yes."""
    form = offer.track.form
    return {
        **names_of(PrintedForm),
        "fields": dict.fromkeys(form.fields, names_of(Filled)),
        "groups": dict.fromkeys(form.groups, names_of(GroupHeading)),
        "materials": dict.fromkeys(offer.track.materials, names_of(Attachments)),
    }


def names_of(kind: Any) -> Any:
    """The shape of a type of the data."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {field.name: names_of(hints[field.name]) for field in fields(kind)}
    if get_origin(kind) is tuple:
        return [names_of(get_args(kind)[0])]
    kinds = [one for one in get_args(kind) if one is not NoneType]
    return names_of(kinds[0]) if len(kinds) == 1 else None
