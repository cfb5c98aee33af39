"""What changed for applicants between two programmes: every rule that is another, by its path and by what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from contracts.programme import Programme
from contracts.programme.summary_table import SummaryTable
from contracts.programme.track import Track
from contracts.programme.word import Bilingual, Word

Path = tuple[str, ...]
Fact = tuple[Path, tuple[str, str]]
_NOT_FOR_APPLICANTS = frozenset({"source", "title", "clauses", "notifications", "programme", "version", "scan"})
"""Where a rule comes from, and who is told what."""

_NOT_OF = {Track: "review", SummaryTable: "columns"}
"""How experts score, and what a bureau's table looks like."""


@dataclass(frozen=True, slots=True)
class Change:
    """One rule: ``before`` is None for a new one, ``after`` for one that is gone; ``title`` is what the document calls it."""

    path: str
    title: str
    before: str | None
    after: str | None


def changes(before: Programme, after: Programme) -> list[Change]:
    """All of them, in the order of the file: first what the earlier one has, then what is new. What is new or gone is one change."""
    old, new = dict(_facts(before, (), "")), dict(_facts(after, (), ""))
    found: list[Change] = []
    whole: list[Path] = []
    for path in [*old, *(path for path in new if path not in old)]:
        was, now = old.get(path), new.get(path)
        if was == now or any(path[: len(one)] == one for one in whole):
            continue
        if was is None or now is None:
            whole.append(path)
        found.append(Change(".".join(path), (now or was or ("", ""))[0], was and was[1], now and now[1]))
    return found


def _facts(value: object, path: Path, title: str) -> Iterator[Fact]:
    """Every plain value below, by its path, with the nearest title above it; an entry that has a title, or is one of a list, stands for
    itself first."""
    if isinstance(value, Word):
        own = getattr(value, "title", None) if path else None
        if isinstance(own, Bilingual):
            title = own.zh
            yield path, (title, own.zh)
        yield from _below(value, path, title)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _facts(item, (*path, str(key)), title)
    elif isinstance(value, tuple) and any(isinstance(item, Word) for item in value):
        for index, item in enumerate(value):
            label = _label(item, index)
            yield (*path, label), (title, label)
            yield from _facts(item, (*path, label), title)
    elif value is not None:
        yield path, (title, _shown(value))


def _below(value: Word, path: Path, title: str) -> Iterator[Fact]:
    for name, info in type(value).model_fields.items():
        word, item = info.alias or name, getattr(value, name)
        if word in _NOT_FOR_APPLICANTS or _NOT_OF.get(type(value)) == word:
            continue
        if isinstance(item, Bilingual):
            yield (*path, word), (title, item.zh)
        else:
            yield from _facts(item, (*path, word), title)


def _label(item: object, index: int) -> str:
    step = getattr(item, "step", None)
    return f"{index}" if step is None or hasattr(item, "per") else str(step)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(map(_shown, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)
