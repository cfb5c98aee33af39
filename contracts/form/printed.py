"""One value of a form as people read it, for each kind of field.

What cannot be read (a draft may hold it) is printed as it came: the form's checks refuse it, not its printing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from contracts.programme.choices import ChoiceSet
from contracts.programme.fields import AddressField, AnyField, ChoiceField, ComputedField, DateField, NumberField, RegionField
from contracts.regions import find_region

Choices = Mapping[str, ChoiceSet]

NAMED_OTHER = "其他："
"""Before the name of an option that is not in the list, where a list is read in again: a slip of the keyboard is no option."""


def printed(field: AnyField, value: object, choices: Choices) -> str:
    """The value in Chinese, a named other option by its name; nothing for what was left out. Tables are not for one line."""
    if value is None:
        return ""
    show = _SHOWN.get(field.kind)
    return show(field, value, choices) if show else str(value)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text without the white space that a writer indented them by."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def chinese_day(day: date) -> str:
    """2024年8月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _choice(field: ChoiceField, value: object, choices: Choices) -> str:
    chosen = value if isinstance(value, list | tuple) else [value]
    return "、".join(option_text(choices[field.of], each) for each in chosen)


def listed(field: AnyField, value: object, choices: Choices) -> str:
    """The same as a list has it that is read in again: a named other option says that it is one."""
    if not isinstance(field, ChoiceField) or value is None:
        return printed(field, value, choices)
    chosen = value if isinstance(value, list | tuple) else [value]
    return "、".join(f"{NAMED_OTHER if is_named_other(each) else ''}{option_text(choices[field.of], each)}" for each in chosen)


def is_named_other(value: object) -> bool:
    """Whether a chosen value names an option outside the list."""
    return isinstance(value, Mapping) and set(value) == {"other"}


def option_text(offered: ChoiceSet, value: object) -> str:
    """A chosen option by its title, another one by its name."""
    if isinstance(value, Mapping) and is_named_other(value):
        return str(value["other"])
    option = offered.options.get(value) if isinstance(value, str) else None
    return option.title.zh if option else str(value)


def _region(_: RegionField, value: object, __: Choices) -> str:
    found = find_region(str(value))
    return found.full_name if found else str(value)


def _number(field: NumberField | ComputedField, value: object, _: Choices) -> str:
    return f"{value}{field.unit}"


def _date(_: DateField, value: object, __: Choices) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return chinese_day(day)


def _address(_: AddressField, value: object, __: Choices) -> str:
    """Province, city and county by name, then the rest; once, where the writer repeated them."""
    if not isinstance(value, Mapping):
        return str(value)
    region, detail = str(value.get("region") or ""), str(value.get("detail") or "")
    found = find_region(region)
    name = found.full_name if found else region
    return name + detail.strip().removeprefix(name)


_SHOWN: dict[str, Callable[[Any, object, Choices], str]] = {
    "choice": _choice,
    "number": _number,
    "computed": _number,
    "region": _region,
    "date": _date,
    "address": _address,
}
