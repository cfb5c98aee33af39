"""A large part of an event that most who pass it on never read: kept as its canonical bytes, made into a record when somebody asks."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, get_args

from orjson import Fragment
from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from contracts.canonical import canonical

R = TypeVar("R", bound=BaseModel)


class Deferred(Generic[R]):
    """A record of a kind, by its canonical bytes or by its value: each is made of the other once it is asked for.

    As a field it reads and writes what the record does, and its schema is the record's. The bytes come from a store of our own, where
    they were put as those of a valid record.
    """

    __slots__ = ("_encoded", "_kind", "_value")

    def __init__(self, kind: type[R], encoded: bytes | None = None, value: R | None = None) -> None:
        self._kind, self._encoded, self._value = kind, encoded, value

    @classmethod
    def of(cls, value: R) -> Deferred[R]:
        return cls(type(value), value=value)

    @property
    def value(self) -> R:
        if self._value is None:
            self._value = self._kind.model_validate_json(self.encoded)
        return self._value

    @property
    def encoded(self) -> bytes:
        """The canonical bytes."""
        if self._encoded is None:
            self._encoded = canonical(self.value.model_dump(mode="json"))
        return self._encoded

    @property
    def fragment(self) -> Fragment:
        """The bytes as they become a part of others."""
        return Fragment(self.encoded)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Deferred) and self.encoded == other.encoded

    def __hash__(self) -> int:
        return hash(self.encoded)

    def __repr__(self) -> str:
        return f"Deferred({self.value!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (kind,) = get_args(source)

        def read(given: Any, record: core_schema.ValidatorFunctionWrapHandler) -> Deferred[Any]:
            if isinstance(given, Deferred):
                return given
            return cls(kind, encoded=given) if isinstance(given, bytes) else cls.of(record(given))

        inner = handler.generate_schema(kind)
        from_json = core_schema.no_info_after_validator_function(cls.of, inner)
        from_python = core_schema.no_info_wrap_validator_function(read, inner)
        shown = core_schema.plain_serializer_function_ser_schema(_value, return_schema=inner)
        return core_schema.json_or_python_schema(from_json, from_python, serialization=shown)


def _value(deferred: Deferred[Any]) -> Any:
    return deferred.value
