"""A form's content against the programme: all that is wrong with it, at once. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.form.codes import FaultCode
from contracts.form.computed import check_computed, numbers_of
from contracts.form.fault import fault, shown, step
from contracts.form.table import check_computed_rows, check_table
from contracts.form.values import Place, check_value
from contracts.identifiers import UsccError, parse_uscc, registered_division
from contracts.programme.choices import ChoiceSet
from contracts.programme.fields import AnyField, ChoiceField, ComputedField, Meaning, TableField, TextField
from contracts.programme.form import Fields, Form
from contracts.programme.track import Offer
from contracts.refusal import Fault
from contracts.regions import find_region, shortest, within
from contracts.text import blank, length

MOST_UNKNOWN = 20


def check_form(offer: Offer, content: Mapping[str, Any], at: str = "") -> list[Fault]:
    """Every fault of a form's content, in the order of the form; ``at`` is the JSON pointer of the content in the request.

    An empty list says that the content may be submitted. Limits are in 字, and count the body.
    """
    form = offer.track.form
    faults = check_fields(form.fields, offer.choices, content, at)
    faults += _same(form, content, at)
    faults += _narrowed(offer, content, at)
    faults += _lengths(form, content, at)
    return faults


def check_fields(fields: Fields, choices: Mapping[str, ChoiceSet], content: Mapping[str, Any], at: str = "") -> list[Fault]:
    """Every field by itself: the form's, those of a summary table's row, those of an evaluation."""
    faults: list[Fault] = []
    for name, field in fields.items():
        if not isinstance(field, ComputedField):
            faults += _field(field, content, (name, Place(f"{at}/{name}", choices)))
    faults += check_computed(fields, content, at)
    for name, field in fields.items():
        if isinstance(field, TableField) and field.computes:
            faults += check_computed_rows(field, content.get(name), f"{at}/{name}", numbers_of(fields, content))
    unknown = [name for name in content if name not in fields]
    for name in unknown[:MOST_UNKNOWN]:
        text = f"没有名为“{shown(name)}”的栏目", f"there is no field {shown(name)!r}"
        faults.append(fault(FaultCode.UNKNOWN_FIELD, (step(at, name), None), text, (None, shown(name))))
    return faults


def check_summary_fields(offer: Offer, values: Mapping[str, Any], at: str = "") -> list[Fault]:
    """What a bureau fills in for one application in its summary table (``table_brief``)."""
    table = offer.track.summary_table
    return check_fields(dict(table.fields) if table else {}, offer.choices, values, at)


def form_warnings(offer: Offer, content: Mapping[str, Any], at: str = "") -> list[Fault]:
    """What an officer should look at, though it refuses nothing: a USCC whose division is not the address's.

    A code that names the city or the province above the address is usual, and no reason to warn.
    """
    form = offer.track.form
    name, division = form.field_for(Meaning.APPLICANT_USCC), _division(form, content)
    place = form.field_for(Meaning.APPLICANT_ADDRESS)
    address = content.get(place) if place else None
    region = address.get("region") if isinstance(address, dict) else None
    if division is None or not isinstance(region, str) or within(region, shortest(division)):
        return []
    known = find_region(division)
    text = (
        f"统一社会信用代码的登记机关区划为{division}{known.full_name if known else ''}，与注册地址不同，请核对营业执照",
        f"the credit code was issued in division {division}, not in that of the registered address: compare the licence",
    )
    return [fault(FaultCode.OTHER_DIVISION, (f"{at}/{name}", None), text, (shown(region), division))]


def _division(form: Form, content: Mapping[str, Any]) -> str | None:
    """The division in the applicant's USCC, if it has a right one."""
    code = content.get(form.field_for(Meaning.APPLICANT_USCC) or "")
    try:
        return registered_division(parse_uscc(code)) if isinstance(code, str) else None
    except UsccError:
        return None


def _field(field: AnyField, content: Mapping[str, Any], where: tuple[str, Place]) -> Iterator[Fault]:
    name, place = where
    value = content.get(name)
    if is_blank(value):
        if field.required:
            text = f"请填写“{field.title.zh}”", f"{field.title.en} is missing"
            yield fault(FaultCode.MISSING, (place.pointer, field.clause()), text)
    elif field.kind == "table":
        yield from check_table(field, value, content, place)
    else:
        yield from check_value(field, value, place)


def is_blank(value: object) -> bool:
    """Nothing, or nothing that can be read."""
    return value is None or (isinstance(value, str) and blank(value))


def _same(form: Form, content: Mapping[str, Any], at: str) -> Iterator[Fault]:
    for name, field in form.fields.items():
        if isinstance(field, TextField) and field.same_as and not is_blank(value := content.get(name)):
            other = form.fields[field.same_as]
            if _plain(value) != _plain(content.get(field.same_as)):
                text = f"“{field.title.zh}”须与“{other.title.zh}”一致", f"{field.title.en} must be the same as {other.title.en}"
                yield fault(FaultCode.DIFFERENT, (f"{at}/{name}", field.clause("same_as")), text, (field.same_as, shown(value)))


def _plain(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _narrowed(offer: Offer, content: Mapping[str, Any], at: str) -> Iterator[Fault]:
    """Options that exclude others: scope (1) has the four industries only."""
    for name, field in offer.track.form.fields.items():
        chosen = content.get(name)
        if not isinstance(field, ChoiceField) or not isinstance(chosen, str) or chosen not in offer.choices[field.of].options:
            continue
        option = offer.choices[field.of].options[chosen]
        for other, allowed in option.only.items():
            value = content.get(other)
            if _is_option(offer, other, value) and value not in allowed:
                title = offer.track.form.fields[other].title
                text = (
                    f"选择“{option.title.zh}”时，“{title.zh}”只能是所列选项",
                    f"with {option.title.en}, {title.en} is one of: {', '.join(allowed)}",
                )
                yield fault(FaultCode.OPTION_EXCLUDED, (f"{at}/{other}", option.clause("only")), text, (", ".join(allowed), shown(value)))


def _is_option(offer: Offer, name: str, value: object) -> bool:
    """Whether the field could have this value at all; what it could not is a fault of its own."""
    field = offer.track.form.single_choice(name)
    return isinstance(value, dict) or (field is not None and isinstance(value, str) and value in offer.choices[field.of].options)


def _lengths(form: Form, content: Mapping[str, Any], at: str) -> Iterator[Fault]:
    """Groups and the whole, in 字."""
    lengths = {name: _length(content.get(name)) for name, field in form.body.items() if field.kind in ("text", "table")}
    for code, group in form.groups.items():
        members = [name for name in lengths if form.body[name].group == code]
        words = sum(lengths[name] for name in members)
        if words > group.limit:
            text = (
                f"“{group.title.zh}”合计不超过{group.limit}字，现为{words}字",
                f"{group.title.en}: {words} 字 together, at most {group.limit}",
            )
            yield fault(FaultCode.GROUP_TOO_LONG, (f"{at}/{members[0]}", group.clause("limit")), text, (group.limit, words))
    whole = sum(lengths.values())
    if form.limit != "unlimited" and whole > form.limit:
        text = f"全文不超过{form.limit}字，现为{whole}字", f"the whole has {whole} 字, at most {form.limit} are allowed"
        yield fault(FaultCode.WHOLE_TOO_LONG, (at, form.clause("limit")), text, (form.limit, whole))


def _length(value: object) -> int:
    """字 of a field of the body: text, and the text of a table's cells."""
    if isinstance(value, str):
        return length(value)
    if isinstance(value, list):
        return sum(_length(cell) for row in value if isinstance(row, dict) for cell in row.values())
    return 0
