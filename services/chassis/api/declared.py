"""What a route declares that it reads. Any other word in a query and any other field of a form is refused, never ignored; so is one that is
given twice where one is read: the second would stand, and the first be lost without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from inspect import isclass
from typing import Any, Literal, get_args, get_origin

from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic.fields import FieldInfo

_SEVERAL = (list, tuple, set, frozenset)
_Place = Literal["query", "body"]


@dataclass(frozen=True, slots=True)
class Declared:
    """Names that may be given, each with whether it may be given several times."""

    place: _Place
    names: dict[str, bool]

    @classmethod
    def query(cls, dependant: Dependant) -> Declared:
        """The words of the query that a route and what it depends on read."""
        fields = (field for each in _all(dependant) for field in each.query_params)
        return cls("query", dict(_flat((field.alias, field.field_info) for field in fields)))

    @classmethod
    def form(cls, dependant: Dependant) -> Declared:
        """The fields of the form that a route and what it depends on read."""
        fields = (field for each in _all(dependant) for field in each.body_params)
        return cls("body", dict(_flat((field.alias, field.field_info) for field in fields)))

    def require(self, given: Iterable[str]) -> None:
        """FastAPI's own error for each name that is not read, or is given too often."""
        errors = list(self._errors(Counter(given)))
        if errors:
            raise RequestValidationError(errors)

    def _errors(self, given: Counter[str]) -> Iterator[dict[str, Any]]:
        for name, times in given.items():
            if name not in self.names:
                yield {"type": "extra_forbidden", "loc": (self.place, name)}
            elif times > 1 and not self.names[name]:
                yield {"type": "repeated", "loc": (self.place, name)}


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for each in dependant.dependencies:
        yield from _all(each)


def _flat(fields: Iterable[tuple[str, FieldInfo]]) -> Iterator[tuple[str, bool]]:
    """The names that are given one by one: those of its fields where a model is read."""
    for name, info in fields:
        if isclass(info.annotation) and issubclass(info.annotation, BaseModel):
            yield from _flat((inner.alias or own, inner) for own, inner in info.annotation.model_fields.items())
        else:
            yield name, _several(info.annotation)


def _several(annotation: Any) -> bool:
    origin = get_origin(annotation)
    return origin in _SEVERAL or (origin not in (None, *_SEVERAL) and any(_several(inner) for inner in get_args(annotation)))
