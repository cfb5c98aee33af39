"""Formulas name numbers that are there: of the same part of the form, or computed before; a table's also those of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contracts.programme.consistency.finding import Finding, Path, unknown
from contracts.programme.fields import AnyField, ComputedField


def check_formulas(path: Path, fields: Mapping[str, AnyField], around: Mapping[str, AnyField]) -> Iterator[Finding]:
    """The computed fields among these; ``around`` is the form that a table stands in."""
    numbers = {name for name, field in {**around, **fields}.items() if field.kind == "number"}
    for name, field in fields.items():
        if not isinstance(field, ComputedField):
            continue
        here = (*path, name, "formula")
        yield from (unknown(here, "number, or value computed before,", one, numbers) for one in field.formula.names if one not in numbers)
        if any(denominator.is_zero() for denominator in field.formula.root.denominators()):
            yield Finding(here, "divides by 0")
        numbers.add(name)
