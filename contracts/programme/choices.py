"""Sets of options that a form offers: modes, industries, scope categories."""

from __future__ import annotations

from pydantic import Field

from contracts.programme.source import Sourced
from contracts.programme.word import Bilingual, Code, FieldName, Positive, Prose


class Option(Sourced):
    """One option; ``definition`` is the document's own text, ``only`` narrows other fields while this option is chosen."""

    title: Bilingual
    definition: Prose | None = None
    only: dict[FieldName, tuple[Code, ...]] = Field(default_factory=dict)


class Other(Sourced):
    """An option outside the list that must be named, in at most ``limit`` 字. Its value is ``{"other": "the name"}``."""

    title: Bilingual
    limit: Positive


class ChoiceSet(Sourced):
    """The options by code, and whether another one may be named."""

    title: Bilingual
    options: dict[Code, Option] = Field(min_length=1)
    other: Other | None = None
