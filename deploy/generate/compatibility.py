"""Whether a published event's new schema still accepts every message that its old one accepted.

Events are kept for ever and read again from the beginning, so this is what a change must never break. The other direction, that an old
reader accepts a new message, cannot hold for any addition, because readers are strict; there the rule is an order of deployment: readers
before the producer, and a message that comes too early waits in the dead letters and is redriven.

The comparison knows the part of JSON Schema that our models use. What it does not know counts as breaking unless it is equal:
a wrong alarm costs a new version of the type, a missed break costs the readability of the record. Words (titles, descriptions, examples)
do not count; a changed default does, because it changes what old messages mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import ge, le
from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]

_WORDS = frozenset({"$schema", "$defs", "$comment", "title", "description", "examples", "deprecated", "default", "discriminator"})
_LIMITS: dict[str, Callable[[Any, Any], bool]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), le),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), ge),
}
_ASSERTIONS = frozenset({"pattern", "format", "multipleOf", "uniqueItems"})
_STRUCTURE = frozenset({"type", "enum", "const", "properties", "required", "additionalProperties", "items"})
_KNOWN = _WORDS | _LIMITS.keys() | _ASSERTIONS | _STRUCTURE


def breaks(old: Schema, new: Schema) -> list[str]:
    """What messages valid under ``old`` may meet under ``new``: a pointer and a reason each. Empty: the change is compatible."""
    return list(_Comparison(old, new).narrowed(old, new, ""))


@dataclass(slots=True)
class _Comparison:
    old: Schema
    new: Schema
    open: set[tuple[str, str]] = field(default_factory=set)

    def narrowed(self, old: Any, new: Any, at: str) -> Iterator[str]:
        """Where ``new`` refuses what ``old`` accepts. A pair of models that is met inside itself is not gone into again."""
        pair = (_reference(old), _reference(new))
        if all(pair) and pair in self.open:
            return
        self.open.add(pair)
        choices_old, choices_new = _choices(old, self.old), _choices(new, self.new)
        if len(choices_old) == len(choices_new) == 1 and choices_old[0] is old and choices_new[0] is new:
            yield from self._plain(_resolved(old, self.old), _resolved(new, self.new), at)
        else:
            yield from (said for choice in choices_old for said in self._choice(choice, choices_new, at))
        self.open.discard(pair)

    def _choice(self, choice: Any, others: list[Any], at: str) -> list[str]:
        """An alternative of the old schema must fit into one of the new ones; else what is missing in the one most like it."""
        kind = _resolved(choice, self.old).get("type")
        found = [(_resolved(other, self.new).get("type") != kind, list(self.narrowed(choice, other, at))) for other in others]
        if not all(reasons for _, reasons in found):
            return []
        differs, reasons = min(found, key=lambda pair: (pair[0], len(pair[1])))
        return [f"{at or '/'}: {_said(choice)} is accepted no more"] if differs else reasons

    def _plain(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        values = _values(old)
        unknown = {key for key in (old.keys() | new.keys()) - _KNOWN if not key.startswith("x-")}
        if unknown and (old != new or "$ref" in str(old)):
            yield f"{at or '/'}: changed where {', '.join(sorted(unknown))} stands, which is not compared"
        elif values is not None:
            yield from self._enumerated(values, new, at)
        else:
            yield from _scalar(old, new, at)
            yield from self._array(old, new, at)
            yield from self._object(old, new, at)
        yield from (f"{at or '/'}: the mark {key} changed" for key in _marks(old) | _marks(new) if old.get(key) != new.get(key))

    def _enumerated(self, values: list[Any], new: Schema, at: str) -> Iterator[str]:
        validator = Draft202012Validator({**new, "$defs": self.new.get("$defs", {})})
        for value in values:
            if not validator.is_valid(value):
                yield f"{at or '/'}: the value {value!r} is accepted no more"

    def _array(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        if "items" in new:
            yield from self.narrowed(old.get("items", {}), new["items"], f"{at}/*")

    def _object(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        yield from (f"{at}/{name}: is now required" for name in new.get("required", []) if name not in old.get("required", []))
        for name in {**old.get("properties", {}), **new.get("properties", {})}:
            yield from self._property(old, new, name, f"{at}/{name}")
        yield from self._value(old.get("additionalProperties", True), new.get("additionalProperties", True), f"{at}/*")

    def _property(self, old: Schema, new: Schema, name: str, at: str) -> Iterator[str]:
        before = old.get("properties", {}).get(name, old.get("additionalProperties", True))
        after = new.get("properties", {}).get(name, new.get("additionalProperties", True))
        yield from self._value(before, after, at)
        if name in old.get("properties", {}) and name not in old.get("required", []) and _default(before) != _default(after):
            yield f"{at}: the default changed, and with it what messages without the field mean"

    def _value(self, old: Any, new: Any, at: str) -> Iterator[str]:
        if old is False or new is True:
            return
        if new is False:
            yield f"{at}: was removed or renamed"
        else:
            yield from self.narrowed({} if old is True else old, new, at)


def _scalar(old: Schema, new: Schema, at: str) -> Iterator[str]:
    """Types, enumerations and limits."""
    if "type" in new and new["type"] != old.get("type") and (old.get("type"), new["type"]) != ("integer", "number"):
        yield f"{at or '/'}: the type was {old.get('type', 'any')}, is {new['type']}"
    if _values(new) is not None:
        yield f"{at or '/'}: only certain values are accepted now"
    for keyword in sorted(new.keys() & (_LIMITS.keys() | _ASSERTIONS)):
        if not _allows(keyword, old.get(keyword), new[keyword]):
            yield f"{at or '/'}: {keyword} was {old.get(keyword, 'absent')}, is {new[keyword]}"


def _allows(keyword: str, old: Any, new: Any) -> bool:
    """Whether the new value of a keyword accepts all that the old one accepted."""
    return bool(old == new or (keyword in _LIMITS and old is not None and _LIMITS[keyword](new, old)))


def _choices(node: Any, root: Schema) -> list[Any]:
    """The alternatives of a union, or the node itself; a union with conditions beside it is not taken apart."""
    resolved = _resolved(node, root)
    for keyword in ("anyOf", "oneOf"):
        if keyword in resolved and not resolved.keys() - _WORDS - {keyword} and (keyword == "anyOf" or "discriminator" in resolved):
            return list(resolved[keyword])
    return [node]


def _values(node: Schema) -> list[Any] | None:
    """The values that a node enumerates, None where it does not."""
    return [node["const"]] if "const" in node else node.get("enum")


def _marks(node: Schema) -> set[str]:
    return {key for key in node if key.startswith("x-")}


def _reference(node: Any) -> str:
    return str(node.get("$ref", "")) if isinstance(node, dict) else ""


def _resolved(node: Any, root: Schema) -> Schema:
    """The node itself, or what it refers to, with the words that stand beside the reference."""
    while name := _reference(node):
        beside = {key: value for key, value in node.items() if key != "$ref"}
        node = {**root["$defs"][name.removeprefix("#/$defs/")], **beside}
    return dict(node)


def _default(node: Any) -> tuple[bool, Any]:
    return ("default" in node, node.get("default")) if isinstance(node, dict) else (False, None)


def _said(choice: Any) -> str:
    return _reference(choice).removeprefix("#/$defs/") or str(choice.get("type", choice))
