"""Computed values: made of the numbers that were typed, exact until they are rounded half up for printing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from contracts.form.codes import FaultCode
from contracts.form.fault import fault, shown
from contracts.form.numbers import decimal_of
from contracts.programme.expression import ZeroDenominatorError
from contracts.programme.fields import AnyField, ComputedField
from contracts.refusal import Fault

Fields = Mapping[str, AnyField]


def with_computed(fields: Fields, values: Mapping[str, Any], around: Mapping[str, Fraction] | None = None) -> dict[str, Any]:
    """The values with each computed one in its place; one that has no value (a number is missing or wrong) is left out."""
    numbers = numbers_of(fields, values, around)
    found: dict[str, Any] = {}
    for name, field in fields.items():
        if isinstance(field, ComputedField):
            if name in numbers:
                found[name] = rounded(numbers[name], field.decimals)
        elif name in values:
            found[name] = values[name]
    return found | {name: value for name, value in values.items() if name not in fields}


def numbers_of(fields: Fields, values: Mapping[str, Any], around: Mapping[str, Fraction] | None = None) -> dict[str, Fraction]:
    """Every number by its field's name, typed or computed, and those of the form ``around`` a table's row."""
    found = dict(around or {})
    for name, field in fields.items():
        found.pop(name, None)
        if field.kind == "number" and (number := decimal_of(values.get(name))) is not None:
            found[name] = Fraction(number)
        elif isinstance(field, ComputedField) and set(field.formula.names) <= found.keys():
            try:
                found[name] = field.formula.compute(found)
            except ZeroDenominatorError:
                continue
    return found


def check_computed(fields: Fields, values: Mapping[str, Any], at: str, around: Mapping[str, Fraction] | None = None) -> Iterator[Fault]:
    """A zero denominator, told at the cell that is zero, and a value that was typed and is another than the computed one.

    ``at`` is the pointer of the values; a denominator that stands in the form ``around`` a row is told at the row's computed cell.
    """
    numbers = numbers_of(fields, values, around)
    for name, field in fields.items():
        if isinstance(field, ComputedField):
            yield from _zero(fields, (name, field), numbers, at)
            if name in values:
                yield from _typed((name, field), values[name], numbers, at)


def _zero(fields: Fields, computed: tuple[str, ComputedField], numbers: Mapping[str, Fraction], at: str) -> Iterator[Fault]:
    name, field = computed
    if name in numbers or not set(field.formula.names) <= numbers.keys():
        return
    try:
        field.formula.compute(numbers)
    except ZeroDenominatorError as error:
        cell = next((one for one in error.names if one in fields and numbers[one] == 0), error.names[0])
        here = cell if cell in fields else name
        titles = "、".join(fields[one].title.zh if one in fields else one for one in error.names)
        text = (
            f"“{titles}”为0，不能计算“{field.title.zh}”（{field.formula}）",
            f"{' and '.join(error.names)} gives 0, and {field.title.en} cannot be divided by it ({field.formula})",
        )
        yield fault(FaultCode.ZERO_DENOMINATOR, (f"{at}/{here}", field.clause("formula")), text, (field.formula.text, 0))


def _typed(computed: tuple[str, ComputedField], value: object, numbers: Mapping[str, Fraction], at: str) -> Iterator[Fault]:
    name, field = computed
    typed = decimal_of(value)
    if name in numbers and typed is not None and typed == Decimal(rounded(numbers[name], field.decimals)):
        return
    right = rounded(numbers[name], field.decimals) if name in numbers else None
    text = (
        f"“{field.title.zh}”由系统计算，不能填写" + (f"，应为{right}" if right is not None else ""),
        f"{field.title.en} is computed and not typed" + (f": it is {right}" if right is not None else ""),
    )
    yield fault(FaultCode.COMPUTED, (f"{at}/{name}", field.clause("formula")), text, (right, shown(str(value))))


def rounded(number: Fraction, decimals: int) -> int | str:
    """Half up, away from zero, as people round: an integer without decimals, else text with so many."""
    scaled = abs(number) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    units = -units if number < 0 else units
    return units if decimals == 0 else f"{Decimal(units).scaleb(-decimals):.{decimals}f}"
