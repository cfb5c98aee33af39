"""The rubric: what experts score, from 0 to 100, by anchored levels, and how the scores weigh."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from contracts.programme.source import Sourced
from contracts.programme.word import Bilingual, Code, Count, FieldName, Positive, Prose, Word


class Anchor(Word):
    """What a score of ``at`` means, in words."""

    at: int = Field(strict=True, ge=0, le=100)
    text: Prose


Anchors = tuple[Anchor, ...]


class Variant(Word):
    """What differs for one option of the rubric's ``varies_by`` field."""

    weight: Positive | None = None
    levels: Anchors | None = None


class Criterion(Sourced):
    """One criterion: ``weight`` in hundredths of the total, ``looks_at`` the evidence, ``levels`` the anchors in rising order."""

    title: Bilingual
    looks_at: Prose
    weight: Positive
    levels: Anchors = Field(min_length=2)
    variants: dict[Code, Variant] = Field(default_factory=dict)


class Reasons(Sourced):
    """A written reason of ``least`` 字 is required for a criterion's score below ``below`` or above ``above``."""

    below: Count
    above: Count
    least: Positive


@dataclass(frozen=True, slots=True)
class Weighted:
    """A criterion as it holds for one option: its weight in hundredths and its anchors."""

    code: str
    title: Bilingual
    weight: int
    levels: Anchors


class Rubric(Sourced):
    """``passing`` is the least aggregate that passes, ``step`` the grid of scores, ``varies_by`` the choice field that variants go by."""

    step: Positive
    passing: Count
    varies_by: FieldName | None = None
    reasons: Reasons
    criteria: dict[Code, Criterion] = Field(min_length=1)

    def for_option(self, option: str | None) -> tuple[Weighted, ...]:
        """The criteria in the order of the file, as they hold where ``varies_by`` has this option."""
        return tuple(_weighted(code, criterion, option) for code, criterion in self.criteria.items())


def _weighted(code: str, criterion: Criterion, option: str | None) -> Weighted:
    variant = criterion.variants.get(option or "", Variant())
    return Weighted(code, criterion.title, variant.weight or criterion.weight, variant.levels or criterion.levels)
