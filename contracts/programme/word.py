"""What every entry of a programme file is made of: strict, frozen models whose field names are the words of the language."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo, WithJsonSchema, model_validator

from contracts.refusal import Text
from contracts.roles import Role


class Word(BaseModel):
    """An entry. An unknown word in it is an error, and the loader can say which words are allowed there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _note_allowed_words(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(data, dict) and isinstance(info.context, dict):
            info.context[id(data)] = cls.words()
        return data

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """The words that a file may use in such an entry, the source last."""
        words = [info.alias or name for name, info in cls.model_fields.items()]
        return tuple(sorted(words, key=lambda word: word == "source"))


Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]+$")]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=5000, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
Count = Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]
Positive = Annotated[int, Field(strict=True, ge=1, le=2**53 - 1)]
Yes = Annotated[bool, Field(strict=True)]


def _several(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


_ROLE = {"enum": [role.value for role in Role]}
_ROLES = {"anyOf": [_ROLE, {"type": "array", "items": _ROLE, "minItems": 1}]}
Roles = Annotated[tuple[Role, ...], BeforeValidator(_several), Field(min_length=1), WithJsonSchema(_ROLES)]
"""One role, or a list of them."""


class Bilingual(Word):
    """What a user reads, in Chinese and English."""

    zh: Prose
    en: Prose

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


class Bounds(Word):
    """At least and at most, both included; the unit is the place's (px, bytes, rows, files)."""

    least: Count | None = None
    most: Count | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Bounds:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"least ({self.least}) is more than most ({self.most})")
        return self

    def hold(self, value: int) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


class Period(Word):
    """How long something may take: exactly one of days, working days (Chinese calendar) and months."""

    days: Positive | None = None
    working_days: Positive | None = None
    months: Positive | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Period:
        if len(self.model_fields_set) != 1:
            raise ValueError("say exactly one of days, working_days, months")
        return self
