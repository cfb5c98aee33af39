"""Which values of a programme are the operator's own, so that a bureau sees them apart from the document's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from contracts.programme.source import Source, Sourced
from contracts.programme.word import Word

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperatorValue:
    """A value that the document does not state: where it stands (``rounds.2024-08.closes``), what it is, and why, if that is said."""

    path: str
    value: str
    reason: str | None


def operator_values(value: object, path: Path) -> Iterator[OperatorValue]:
    """All of them below a value, in the order of the file."""
    if isinstance(value, Sourced):
        yield from _own(value, path)
    for word, item in _items(value):
        yield from operator_values(item, (*path, word))


def _own(entry: Sourced, path: Path) -> Iterator[OperatorValue]:
    by_word = dict(_items(entry))
    for word in entry.rules():
        source = entry.source.of(word)
        if source is not None and source.by_operator:
            yield OperatorValue(".".join((*path, word)), _shown(by_word[word]), source.quote)
    for named, source in entry.source.each.items():
        word, _, part = named.partition(".")
        if part and source.by_operator:
            yield OperatorValue(".".join((*path, named)), _shown(getattr(by_word[word], part)), source.quote)


def _items(value: object) -> Iterator[tuple[str, object]]:
    """What a value holds, by the words of the file."""
    if isinstance(value, Source):
        return
    if isinstance(value, Word):
        for name, info in type(value).model_fields.items():
            if name in value.model_fields_set and name != "source":
                yield info.alias or name, getattr(value, name)
    elif isinstance(value, dict):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, tuple):
        yield from ((_label(item, index), item) for index, item in enumerate(value))


def _label(item: object, index: int) -> str:
    """A list's entry is known by its step where it has one, else by its place."""
    step = getattr(item, "step", None)
    return str(step) if isinstance(step, Enum) else str(index)


def _shown(value: object) -> str:
    """A value in a line: what is long is counted, not written out."""
    if isinstance(value, dict):
        return ", ".join(str(key) if isinstance(item, dict) else f"{key}: {_shown(item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return f"{len(value)} entries" if any(isinstance(item, Word) for item in value) else ", ".join(map(_shown, value))
    if isinstance(value, Word):
        return ", ".join(f"{word} {_shown(item)}" for word, item in _items(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
