"""Expressions of a programme file: ``max(1, floor(0.05 * giants))``. Parsed by a grammar, computed in fractions: 0.05 is a twentieth.

There is nothing in the grammar but numbers, names, ``+ - * /``, parentheses and four functions; nothing is ever evaluated as code.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedInput, UnexpectedToken
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

MOST_CHARACTERS = 300
MOST_DEPTH = 20

_GRAMMAR = Lark(
    r"""
    ?start: sum
    ?sum: product | sum "+" product -> add | sum "-" product -> subtract
    ?product: atom | product "*" atom -> multiply | product "/" atom -> divide
    ?atom: NUMBER -> number | NAME -> name | "-" atom -> negate | "(" sum ")" | FUNCTION "(" sum ("," sum)* ")" -> call
    FUNCTION.2: /(max|min|floor|ceil)(?=\s*\()/
    NAME: /[a-z][a-z0-9]*(_[a-z0-9]+)*/
    NUMBER: /(0|[1-9][0-9]{0,17})(\.[0-9]{1,12})?/
    %ignore /[ \t\n]+/
    """,
    parser="lalr",
)
_OPERATIONS: dict[str, Callable[..., Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "max": max,
    "min": min,
    "floor": lambda value: Fraction(math.floor(value)),
    "ceil": lambda value: Fraction(math.ceil(value)),
}
_OF_ONE = frozenset({"floor", "ceil"})


class ZeroDenominatorError(ArithmeticError):
    """A quotient has no value: ``names`` are those of its denominator, which is 0."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"{' '.join(names)} is 0")
        self.names = names


@dataclass(frozen=True, slots=True)
class Node:
    """``value`` of a number, ``name`` of a name; else an operation on ``parts``."""

    operation: str = ""
    parts: tuple[Node, ...] = ()
    name: str | None = None
    value: Fraction | None = None

    def names(self) -> Iterator[str]:
        """Every name in it, in order, each as often as it stands there."""
        if self.name is not None:
            yield self.name
        for part in self.parts:
            yield from part.names()

    def denominators(self) -> Iterator[Node]:
        """What is divided by."""
        if self.operation == "/":
            yield self.parts[1]
        for part in self.parts:
            yield from part.denominators()

    def is_zero(self) -> bool:
        """Whether it is 0 whatever its names stand for; what has names may be anything."""
        try:
            return not any(True for _ in self.names()) and self.compute({}) == 0
        except ZeroDenominatorError:
            return True

    def depth(self) -> int:
        return 1 + max((part.depth() for part in self.parts), default=0)

    def compute(self, values: Mapping[str, Fraction]) -> Fraction:
        if self.value is not None:
            return self.value
        if self.name is not None:
            return values[self.name]
        parts = [part.compute(values) for part in self.parts]
        if self.operation != "/":
            return _OPERATIONS[self.operation](*parts)
        if parts[1] == 0:
            raise ZeroDenominatorError(tuple(dict.fromkeys(self.parts[1].names())))
        return parts[0] / parts[1]


class _Build(Transformer[Token, Node]):
    """From the parser's tree to nodes."""

    def number(self, parts: list[Token]) -> Node:
        return Node(value=Fraction(str(parts[0])))

    def name(self, parts: list[Token]) -> Node:
        return Node(name=str(parts[0]))

    def negate(self, parts: list[Node]) -> Node:
        return Node("-", (Node(value=Fraction(0)), parts[0]))

    def call(self, parts: list[Any]) -> Node:
        function, *arguments = parts
        if (function in _OF_ONE) is not (len(arguments) == 1):
            raise ValueError(f"{function} takes {'one argument' if function in _OF_ONE else 'two arguments or more'}")
        return Node(str(function), tuple(arguments))

    def add(self, parts: list[Node]) -> Node:
        return Node("+", tuple(parts))

    def subtract(self, parts: list[Node]) -> Node:
        return Node("-", tuple(parts))

    def multiply(self, parts: list[Node]) -> Node:
        return Node("*", tuple(parts))

    def divide(self, parts: list[Node]) -> Node:
        return Node("/", tuple(parts))


@dataclass(frozen=True)
class Expression:
    """An expression by its ``text``, as the file has it. As a field of an entry it is read from text and written as text."""

    text: str
    root: Node

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in it, each once, in the order in which they stand there."""
        return tuple(dict.fromkeys(self.root.names()))

    def compute(self, values: Mapping[str, Fraction]) -> Fraction:
        """The exact value. KeyError for a name without a value, ZeroDenominatorError for a quotient by 0."""
        return self.root.compute(values)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_read, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "description": "numbers, names, + - * /, max, min, floor, ceil", "maxLength": MOST_CHARACTERS}


def parse_expression(text: str) -> Expression:
    """The expression in a text; a ValueError says at which character it goes wrong, and what is allowed."""
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"an expression has at most {MOST_CHARACTERS} characters; this has {len(text)}")
    try:
        root = _Build().transform(_GRAMMAR.parse(text))
    except UnexpectedInput as error:
        ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        at = getattr(error, "pos_in_stream", None)
        at = len(text) if ended or at is None else at
        raise ValueError(f"no expression from character {at + 1}: {text[at : at + 20]!r}; {_ALLOWED}") from error
    except LarkError as error:
        raise ValueError(str(error.__context__ or error)) from error
    if root.depth() > MOST_DEPTH:
        raise ValueError(f"nested deeper than {MOST_DEPTH} levels")
    return Expression(text, root)


_ALLOWED = "allowed: numbers, names, + - * /, parentheses, max(…), min(…), floor(…), ceil(…)"


def _read(value: Any) -> Expression:
    if isinstance(value, Expression):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("expression", "an expression is text")
    try:
        return parse_expression(value)
    except ValueError as error:
        raise PydanticCustomError("expression", "{reason}", {"reason": str(error)}) from error
