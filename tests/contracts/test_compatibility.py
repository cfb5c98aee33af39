"""Which changes of a published event break it: what could make one recorded message unreadable is refused, and nothing else."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import Field, create_model

from contracts.events.event import Event, Record
from contracts.events.values import Code, Email, Json, Phone
from deploy.generate.compatibility import Schema, breaks
from deploy.generate.schemas import schema, schemas


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(Record):
    name: str


class Looser(Record):
    name: str | None
    more: int = 0


class Stricter(Record):
    name: Annotated[str, Field(max_length=5)]


class Tree(Record):
    label: str
    branches: tuple[Tree, ...]


class Bush(Record):
    label: Annotated[str, Field(max_length=9)]
    branches: tuple[Bush, ...]


def event(**fields: Any) -> Schema:
    """The schema of an event with these fields: (annotation) or (annotation, default)."""
    given = {name: field if isinstance(field, tuple) else (field, ...) for name, field in fields.items()}
    model: type[Event] = create_model("Sample", __base__=Event, **cast(Any, given))
    model.type = "lianzhu.intake.sample.taken.v1"
    return schema(model)


BREAKING = {
    "a field was removed": (event(a=str, b=str), event(a=str), "/b: was removed or renamed"),
    "an optional field was removed": (event(a=str, b=(str, "")), event(a=str), "/b: was removed or renamed"),
    "a field was renamed": (event(a=str, b=(str, "")), event(a=str, c=(str, "")), "/b: was removed or renamed"),
    "a field was added without a default": (event(a=str), event(a=str, b=str), "/b: is now required"),
    "a field became required": (event(a=(str, "")), event(a=str), "/a: is now required"),
    "a default changed": (event(a=(int, 1)), event(a=(int, 2)), "/a: the default changed"),
    "another type": (event(a=str), event(a=int), "/a: the type was string, is integer"),
    "null is refused": (event(a=str | None), event(a=str), "/a: null is accepted no more"),
    "a list became one": (event(a=tuple[str, ...]), event(a=str), "/a: the type was array, is string"),
    "one became a list": (event(a=str), event(a=tuple[str, ...]), "/a: the type was string, is array"),
    "text became one of some words": (event(a=str), event(a=Literal["x"]), "/a: only certain values"),
    "a word was removed": (event(a=Colour), event(a=Literal["red"]), "/a: the value 'blue' is accepted no more"),
    "a word was renamed": (event(a=Literal["x", "y"]), event(a=Literal["x", "z"]), "/a: the value 'y'"),
    "a bound appeared": (event(a=str), event(a=Annotated[str, Field(max_length=9)]), "/a: maxLength was absent, is 9"),
    "a longest length shrank": (event(a=Code), event(a=Annotated[str, Field(min_length=1, max_length=99)]), "/a: maxLength was 100, is 99"),
    "a shortest length grew": (event(a=Code), event(a=Annotated[str, Field(min_length=2, max_length=100)]), "/a: minLength was 1, is 2"),
    "a least number grew": (event(a=Annotated[int, Field(ge=0)]), event(a=Annotated[int, Field(ge=1)]), "/a: minimum was 0, is 1"),
    "a greatest number shrank": (event(a=Annotated[int, Field(le=9)]), event(a=Annotated[int, Field(le=8)]), "/a: maximum was 9, is 8"),
    "a bound became exclusive": (
        event(a=Annotated[int, Field(le=9)]),
        event(a=Annotated[int, Field(lt=9)]),
        "/a: exclusiveMaximum was absent",
    ),
    "fewer items": (event(a=tuple[str, ...]), event(a=Annotated[tuple[str, ...], Field(max_length=3)]), "/a: maxItems was absent, is 3"),
    "items of another type": (event(a=tuple[str, ...]), event(a=tuple[int, ...]), "/a/*: the type was string, is integer"),
    "a pattern appeared": (event(a=str), event(a=Annotated[str, Field(pattern="^a")]), "/a: pattern was absent, is ^a"),
    "a pattern changed": (event(a=Annotated[str, Field(pattern="^a")]), event(a=Annotated[str, Field(pattern="^b")]), "/a: pattern was ^a"),
    "text became a date": (event(a=str), event(a=date), "/a: format was absent, is date"),
    "an inner field was narrowed": (event(a=Inner), event(a=Stricter), "/a/name: maxLength"),
    "an inner field of optional records": (event(a=Inner | None), event(a=Stricter | None), "/a/name: maxLength"),
    "an inner field of a list": (event(a=tuple[Inner, ...]), event(a=tuple[Stricter, ...]), "/a/*/name: maxLength"),
    "inside a record that holds itself": (event(a=Tree), event(a=Bush), "/a/label: maxLength"),
    "an inner field was removed": (event(a=Looser), event(a=Inner), "/a/name: null is accepted no more"),
    "an alternative was removed": (event(a=int | str), event(a=int), "/a: string is accepted no more"),
    "any value became text": (event(a=Json), event(a=str), "/a: the type was any, is string"),
    "values of a map were narrowed": (event(a=dict[str, int]), event(a=dict[str, str]), "/a/*: the type was integer, is string"),
    "a map became a record": (event(a=dict[str, str]), event(a=Inner), "/a/name: is now required"),
    "a record became a map": (event(a=Looser), event(a=dict[str, str]), "/a/name: null is accepted no more"),
    "a mark of personal data was dropped": (
        event(a=Phone),
        event(a=Annotated[str, Field(max_length=300)]),
        "/a: the mark x-personal changed",
    ),
    "a mark of personal data changed": (event(a=Phone), event(a=Email), "/a: the mark x-personal changed"),
    "what is not compared": (event(a=tuple[int, str]), event(a=tuple[int, int]), "/a: changed where prefixItems stands"),
}

ALLOWED = {
    "nothing": (event(a=str, b=Tree), event(a=str, b=Tree)),
    "a field with a default": (event(a=str), event(a=str, b=(str | None, None))),
    "a field became optional": (event(a=str), event(a=(str, "x"))),
    "null is accepted": (event(a=str), event(a=str | None)),
    "an alternative was added": (event(a=int), event(a=int | str)),
    "a word was added": (event(a=Literal["x"]), event(a=Literal["x", "y"])),
    "a single word became one of two": (event(a=Literal["x"]), event(a=Literal["y", "x"])),
    "words became text": (event(a=Colour), event(a=str)),
    "a constant became an enumeration under a name": (event(a=Literal["red"]), event(a=Colour)),
    "a longest length grew": (event(a=Annotated[str, Field(max_length=9)]), event(a=Annotated[str, Field(max_length=10)])),
    "a least number fell": (event(a=Annotated[int, Field(ge=1)]), event(a=Annotated[int, Field(ge=0)])),
    "a bound was dropped": (event(a=Code), event(a=str)),
    "a pattern was dropped": (event(a=Annotated[str, Field(pattern="^a")]), event(a=str)),
    "a date became text": (event(a=date), event(a=str)),
    "a record was loosened": (event(a=Inner), event(a=Looser)),
    "a list of records was loosened": (event(a=tuple[Inner, ...]), event(a=tuple[Looser, ...])),
    "text became any value": (event(a=str), event(a=Json)),
    "a record became a map of any": (event(a=Inner), event(a=dict[str, Json])),
    "the same under another name": (event(a=Tree), event(a=create_model("Plant", __base__=Tree))),
    "words changed": (event(a=str), event(a=Annotated[str, Field(description="other", examples=["x"])])),
}


@pytest.mark.parametrize("change", BREAKING)
def test_a_breaking_change_is_refused(change: str) -> None:
    old, new, said = BREAKING[change]
    assert any(reason.startswith(said) for reason in breaks(old, new)), breaks(old, new)


@pytest.mark.parametrize("change", ALLOWED)
def test_a_change_under_which_every_old_message_stays_valid_is_allowed(change: str) -> None:
    assert breaks(*ALLOWED[change]) == []


def test_every_place_of_a_record_that_was_narrowed_is_named() -> None:
    reasons = breaks(event(a=Inner, b=Inner), event(a=Stricter, b=Stricter))
    assert [reason.split(":")[0] for reason in reasons] == ["/a/name", "/b/name"]


def test_an_integer_is_a_number_and_not_the_other_way_round() -> None:
    assert breaks({"type": "integer"}, {"type": "number"}) == []
    assert breaks({"type": "integer"}, {"anyOf": [{"type": "null"}, {"type": "number"}]}) == []
    assert breaks({"type": "number"}, {"type": "integer"}) == ["/: the type was number, is integer"]


@pytest.mark.parametrize("event_type", sorted(schemas()))
def test_losing_any_one_property_of_a_published_event_is_refused(event_type: str) -> None:
    old = schemas()[event_type]
    for name in old["properties"]:
        new = deepcopy(old)
        del new["properties"][name]
        new["required"] = [each for each in old["required"] if each != name]
        assert breaks(old, new)[0] == f"/{name}: was removed or renamed"
        assert breaks(new, old) == ([f"/{name}: is now required"] if name in old["required"] else [])


SCALARS: st.SearchStrategy[Any] = st.sampled_from([
    {"type": "string"}, {"type": "string", "maxLength": 1}, {"type": "string", "minLength": 1}, {"type": "integer"}, {"type": "number"},
    {"type": "integer", "minimum": 0}, {"type": "integer", "exclusiveMaximum": 1}, {"type": "null"}, {"type": "boolean"}, {"const": "a"},
    {"enum": ["a", 1, None]}, {"type": "string", "enum": ["a", "bc"]}, {"type": "string", "pattern": "^a"}, {}, {"not": {"type": "null"}},
    {"$ref": "#/$defs/One"}, {"$ref": "#/$defs/Two"},
])  # fmt: skip
COUNTS = st.integers(0, 2)
NODES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda of: st.one_of(
        st.fixed_dictionaries({"anyOf": st.lists(of, min_size=1, max_size=3)}),
        st.fixed_dictionaries(
            {"type": st.just("array")}, optional={"items": of, "minItems": st.integers(0, 2), "maxItems": st.integers(0, 2)}
        ),
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(st.sampled_from("ab"), of)},
            optional={"required": st.lists(st.sampled_from("ab"), unique=True), "additionalProperties": st.booleans() | of},
        ),
    ),
    max_leaves=5,
)
PLAIN: st.SearchStrategy[Any] = SCALARS.map(lambda node: {} if "$ref" in node else node)


@st.composite
def related(draw: st.DrawFn) -> tuple[Schema, Schema]:
    """Two schemas that differ in one place, or in all: the second is the first with one of its parts drawn anew."""
    old = {"$defs": {"One": draw(PLAIN), "Two": draw(PLAIN)}, **draw(NODES)}
    new = deepcopy(old)
    part = draw(st.sampled_from(_parts(new)))
    part.clear()
    part.update(draw(NODES))
    return old, {**new, "$defs": old["$defs"]}


def _parts(node: Any) -> list[dict[str, Any]]:
    """The schemas inside a schema, itself among them."""
    found = [node] if isinstance(node, dict) else []
    for inner in [node.get("items"), node.get("additionalProperties"), *node.get("properties", {}).values(), *node.get("anyOf", [])]:
        found += _parts(inner) if isinstance(inner, dict) else []
    return found


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, True, 0, 1, -1, 0.5, "", "a", "bc"]),
    lambda of: st.lists(of, max_size=3) | st.dictionaries(st.sampled_from("abc"), of, max_size=3),
    max_leaves=5,
)


@settings(max_examples=400)
@given(related(), st.lists(VALUES, min_size=10, max_size=40))
def test_what_is_said_to_be_compatible_accepts_every_old_message(pair: tuple[Schema, Schema], values: list[Any]) -> None:
    old, new = pair
    assume(not breaks(old, new))
    before, after = Draft202012Validator(old), Draft202012Validator(new)
    assert [value for value in values if before.is_valid(value) and not after.is_valid(value)] == []


@given(related())
def test_a_schema_is_compatible_with_itself(pair: tuple[Schema, Schema]) -> None:
    assert breaks(pair[0], deepcopy(pair[0])) == []
