"""One value against its field, for each kind of field. Each check yields what is wrong; :data:`CHECKS` has one per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.form.codes import FaultCode
from contracts.form.fault import fault, shown
from contracts.form.numbers import decimal_of
from contracts.form.words import check_text, is_text
from contracts.identifiers import UsccError, is_sole_trader, parse_uscc
from contracts.personal import PersonalError, parse_email, parse_name, parse_phone
from contracts.programme.choices import ChoiceSet
from contracts.programme.fields import (
    AddressField,
    ChoiceField,
    Column,
    DateField,
    DigitsField,
    NumberField,
    RegionField,
    TextField,
    UsccField,
)
from contracts.refusal import Fault
from contracts.regions import Level, find_region, within

LARGEST = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its JSON pointer, and the choices that the form may refer to."""

    pointer: str
    choices: Mapping[str, ChoiceSet]


def wrong_type(field: Column, place: Place, expected: tuple[str, str], value: object) -> Fault:
    """The value has another JSON type than the field (``expected`` in zh, en)."""
    zh, en = expected
    text = f"“{field.title.zh}”应为{zh}", f"{field.title.en} should be {en}"
    return fault(FaultCode.WRONG_TYPE, (place.pointer, field.clause()), text, (en, type(value).__name__))


def check_value(field: Column, value: object, place: Place) -> Iterator[Fault]:
    """Everything wrong with a value that is there."""
    return CHECKS[field.kind](field, value, place)


def _text(field: TextField, value: object, place: Place) -> Iterator[Fault]:
    if not is_text(value):
        yield wrong_type(field, place, ("文本", "text"), value)
        return
    yield from check_text(field, value, (place.pointer, field.clause("limit")), (field.limit, field.lines == "many"))


def _choice(field: ChoiceField, value: object, place: Place) -> Iterator[Fault]:
    if field.most == 1:
        yield from _option(field, value, place)
        return
    if not isinstance(value, list):
        yield wrong_type(field, place, ("选项列表", "a list of options"), value)
        return
    if not field.least <= len(value) <= field.most:
        text = f"“{field.title.zh}”应选{field.least}至{field.most}项", f"{field.title.en}: choose {field.least} to {field.most}"
        yield fault(FaultCode.OPTION_COUNT, (place.pointer, field.clause("most")), text, (field.most, len(value)))
    for index, option in enumerate(value[: field.most]):
        here = Place(f"{place.pointer}/{index}", place.choices)
        yield from _option(field, option, here)
        if option in value[:index]:
            text = f"“{field.title.zh}”重复选择", f"{field.title.en}: chosen twice"
            yield fault(FaultCode.OPTION_REPEATED, (here.pointer, field.clause()), text, (None, shown(option)))
        elif isinstance(option, dict) and any(isinstance(other, dict) for other in value[:index]):
            text = f"“{field.title.zh}”的其他选项只能填写一项", f"{field.title.en}: one other option at most may be named"
            yield fault(FaultCode.OTHER_REPEATED, (here.pointer, field.clause()), text, (1, 2))


def _option(field: ChoiceField, value: object, place: Place) -> Iterator[Fault]:
    choices = place.choices[field.of]
    if choices.other and isinstance(value, dict) and set(value) == {"other"} and is_text(value["other"]):
        here = f"{place.pointer}/other", choices.other.clause("limit")
        yield from check_text(field, value["other"], here, (choices.other.limit, False))
        return
    if isinstance(value, str) and value in choices.options:
        return
    titles = "、".join(option.title.zh for option in choices.options.values())
    codes = ", ".join(choices.options) + (', {"other": "…"}' if choices.other else "")
    text = f"“{field.title.zh}”不在可选范围内，可选：{titles}", f"{field.title.en} is not one of the options: {codes}"
    yield fault(FaultCode.UNKNOWN_OPTION, (place.pointer, field.clause()), text, (codes, shown(value)))


def _number(field: NumberField, value: object, place: Place) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | str):
        yield wrong_type(field, place, ("整数或十进制数文本", "an integer, or a decimal as text"), value)
        return
    source = place.pointer, field.clause()
    if isinstance(value, int) and abs(value) > LARGEST:
        text = f"“{field.title.zh}”超出可处理范围", f"{field.title.en} is beyond 53 bit"
        yield fault(FaultCode.INTEGER_TOO_LARGE, source, text, (LARGEST, str(value)[:40] if abs(value) < 10**40 else "…"))
        return
    number = decimal_of(value)
    if number is None:
        yield wrong_type(field, place, ("整数或十进制数文本", "an integer, or a decimal as text"), value)
        return
    if -int(number.as_tuple().exponent) > field.decimals:
        text = f"“{field.title.zh}”最多{field.decimals}位小数", f"{field.title.en} has at most {field.decimals} decimals"
        yield fault(FaultCode.TOO_MANY_DECIMALS, source, text, (field.decimals, shown(str(value))))
    yield from _range(field, number, source)


def _range(field: NumberField, number: Decimal, place: tuple[str, str | None]) -> Iterator[Fault]:
    for bound, broken, (zh, en) in (
        (field.least, field.least is not None and number < field.least, ("不少于", "at least")),
        (field.most, field.most is not None and number > field.most, ("不超过", "at most")),
    ):
        if broken:
            text = f"“{field.title.zh}”应{zh}{bound}{field.unit}", f"{field.title.en} is {en} {bound} {field.unit}"
            yield fault(FaultCode.OUT_OF_RANGE, place, text, (bound, str(number)))


def _date(field: DateField, value: object, place: Place) -> Iterator[Fault]:
    day = _day(value)
    if day is None:
        text = f"“{field.title.zh}”应为日期，如2024-04-25", f"{field.title.en} is a day, such as 2024-04-25"
        yield fault(FaultCode.INVALID_DATE, (place.pointer, field.clause()), text, ("YYYY-MM-DD", shown(value)))
    elif (field.after and day < field.after) or (field.before and day > field.before):
        bounds = f"{field.after or '…'} – {field.before or '…'}"
        text = f"“{field.title.zh}”应在{bounds}之间", f"{field.title.en} lies within {bounds}"
        yield fault(FaultCode.OUT_OF_RANGE, (place.pointer, field.clause()), text, (bounds, day.isoformat()))


def _day(value: object) -> date | None:
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _uscc(field: UsccField, value: object, place: Place) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield wrong_type(field, place, ("文本", "text"), value)
        return
    try:
        code = parse_uscc(value)
    except UsccError as error:
        text = f"“{field.title.zh}”：{error.zh}", f"{field.title.en}: {error.en}"
        yield fault(FaultCode.INVALID_USCC, (place.pointer, field.clause()), text, (error.expected, shown(value)))
        return
    if field.legal_person and is_sole_trader(code):
        text = "个体工商户（代码以92开头）不具有独立法人资格", "a sole trader (a code that begins with 92) is no legal person"
        yield fault(FaultCode.SOLE_TRADER, (place.pointer, field.clause("legal_person")), text, (None, code))


def _personal(code: FaultCode, parse: Callable[[str], str]) -> Callable[[Any, object, Place], Iterator[Fault]]:
    def check(field: Column, value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield wrong_type(field, place, ("文本", "text"), value)
            return
        try:
            parse(value)
        except PersonalError as error:
            text = f"“{field.title.zh}”：{error.zh}", f"{field.title.en}: {error.en}"
            yield fault(code, (place.pointer, field.clause()), text)

    return check


def _digits(field: DigitsField, value: object, place: Place) -> Iterator[Fault]:
    digits = value.replace(" ", "") if isinstance(value, str) else ""
    if not (digits.isascii() and digits.isdigit() and field.least <= len(digits) <= field.most):
        size = f"{field.least}" if field.least == field.most else f"{field.least}–{field.most}"
        text = f"“{field.title.zh}”应为{size}位数字", f"{field.title.en} has {size} digits, as text"
        yield fault(FaultCode.INVALID_DIGITS, (place.pointer, field.clause("least")), text, (size, len(digits)))


def _address(field: AddressField, value: object, place: Place) -> Iterator[Fault]:
    if not isinstance(value, dict) or set(value) != {"region", "detail"} or not is_text(value["detail"]):
        expected = "区划代码和详细地址", 'an object with "region" and "detail"'
        yield wrong_type(field, place, expected, value)
        return
    yield from check_text(field, value["detail"], (f"{place.pointer}/detail", field.clause("limit")), (field.limit, False))
    yield from _region(field, value["region"], f"{place.pointer}/region")


def _region(field: AddressField, value: object, pointer: str) -> Iterator[Fault]:
    region = find_region(value) if isinstance(value, str) and len(value) == 6 else None
    if region is None or (region.level is not Level.COUNTY):
        text = f"“{field.title.zh}”应选到县（市、区），行政区划代码为6位", f"{field.title.en}: the division code of a county has 6 digits"
        yield fault(FaultCode.UNKNOWN_REGION, (pointer, field.clause()), text, (None, shown(value)))
    elif field.within and not within(region.code, field.within):
        inside = find_region(field.within)
        name = inside.full_name if inside else field.within
        text = f"“{field.title.zh}”不在{name}，现为{region.full_name}", f"{field.title.en} lies outside {name}: {region.full_name}"
        yield fault(FaultCode.OUTSIDE_REGION, (pointer, field.clause("within")), text, (field.within, region.code))


def _division(field: RegionField, value: object, place: Place) -> Iterator[Fault]:
    region = find_region(value) if isinstance(value, str) and len(value) <= 6 else None
    if region is None or not field.takes(region):
        levels = "、".join(_LEVEL_NAMES[level] for level in field.levels)
        text = f"“{field.title.zh}”应为{levels}的行政区划代码", f"{field.title.en} is the division code of a {' or '.join(field.levels)}"
        yield fault(FaultCode.UNKNOWN_REGION, (place.pointer, field.clause("levels")), text, (", ".join(field.levels), shown(value)))
    elif field.within and not within(region.code, field.within):
        text = f"“{field.title.zh}”不在{field.within}", f"{field.title.en} lies outside {field.within}: {region.code}"
        yield fault(FaultCode.OUTSIDE_REGION, (place.pointer, field.clause("within")), text, (field.within, region.code))


_LEVEL_NAMES = {
    Level.NATION: "全国",
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
    "reporting-authority": "省、计划单列市或兵团",
}

CHECKS: dict[str, Callable[[Any, object, Place], Iterator[Fault]]] = {
    "text": _text,
    "choice": _choice,
    "number": _number,
    "date": _date,
    "uscc": _uscc,
    "person": _personal(FaultCode.INVALID_NAME, parse_name),
    "phone": _personal(FaultCode.INVALID_PHONE, parse_phone),
    "email": _personal(FaultCode.INVALID_EMAIL, parse_email),
    "digits": _digits,
    "address": _address,
    "region": _division,
}
