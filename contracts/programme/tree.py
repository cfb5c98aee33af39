"""A programme file as plain data with the position of every entry: YAML without the parts that could surprise.

Anchors, aliases, tags, several documents, repeated keys, deep nesting and files above 1 MB are refused. Plain scalars are
null, true, false, an integer, a day (2024-04-25) or text; nothing else is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import yaml
from yaml import Mark, MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

Path = tuple[str | int, ...]
Position = tuple[int, int]

MOST_BYTES = 1_000_000
MOST_DEPTH = 20

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, where the package has it
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}


class TreeError(ValueError):
    """The file is no YAML that a programme may be written in; ``position`` is (line, column), from 1."""

    def __init__(self, position: Position, reason: str) -> None:
        super().__init__(reason)
        self.position, self.reason = position, reason


@dataclass(slots=True)
class Tree:
    """``data`` as Python values, and where each path's value and key stand."""

    data: Any = None
    values: dict[Path, Position] = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)

    def position(self, path: Path, *, key: bool = False) -> Position:
        """Of the longest beginning of the path that the file has: of its value, or where that begins on a later line, of its key."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.values:
                value = self.values[path[:end]]
                name = self.keys.get(path[:end], value)
                return name if key or name[0] != value[0] else value
        return 1, 1


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read: ``key`` waits for its value."""

    path: Path
    data: dict[str, Any] | list[Any]
    key: str | None = None


def parse_tree(content: bytes) -> Tree:
    """The data of a file; TreeError says what is wrong, and where."""
    if len(content) > MOST_BYTES:
        raise TreeError((1, 1), f"the file has {len(content)} bytes; at most {MOST_BYTES} are read")
    try:
        return _Builder().build(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise TreeError((content[: error.start].count(b"\n") + 1, 1), "the file is not UTF-8") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise TreeError((mark.line + 1, mark.column + 1) if mark else (1, 1), error.problem or str(error)) from error
    except YAMLError as error:
        raise TreeError((1, 1), " ".join(str(error).split())) from error


class _Builder:
    """Reads the parser's events one by one; nesting costs no recursion."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.open: list[_Open] = []
        self.documents = 0

    def build(self, text: str) -> Tree:
        for event in yaml.parse(text, Loader=_LOADER):
            self.read(event)
        if self.documents == 0:
            raise TreeError((1, 1), "the file is empty")
        return self.tree

    def read(self, event: Event) -> None:
        mark = cast(Mark, event.start_mark)  # a parser's events have one
        position = mark.line + 1, mark.column + 1
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise TreeError(position, "one file holds one document")
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.open.pop()
        elif isinstance(event, NodeEvent):
            _refuse_tricks(event, position)
            self.node(event, position)

    def node(self, event: NodeEvent, position: Position) -> None:
        if isinstance(event, ScalarEvent) and self.wants_key():
            self.take_key(event, position)
            return
        if self.wants_key():
            raise TreeError(position, "a key is one word, no list or mapping")
        value = _scalar(event, position) if isinstance(event, ScalarEvent) else {} if isinstance(event, MappingStartEvent) else []
        path = self.place(value)
        self.tree.values[path] = position
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            if len(self.open) >= MOST_DEPTH:
                raise TreeError(position, f"nested deeper than {MOST_DEPTH} levels")
            self.open.append(_Open(path, value))

    def wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].data, dict) and self.open[-1].key is None

    def take_key(self, event: ScalarEvent, position: Position) -> None:
        top = self.open[-1]
        path = (*top.path, event.value)
        if path in self.tree.keys:
            raise TreeError(position, f"{event.value!r} stands twice here; first on line {self.tree.keys[path][0]}")
        self.tree.keys[path] = position
        top.key = event.value

    def place(self, value: Any) -> Path:
        """Put the value where it belongs; its path."""
        if not self.open:
            self.tree.data = value
            return ()
        top = self.open[-1]
        if isinstance(top.data, list):
            top.data.append(value)
            return (*top.path, len(top.data) - 1)
        key, top.key = top.key or "", None
        top.data[key] = value
        return (*top.path, key)


def _refuse_tricks(event: NodeEvent, position: Position) -> None:
    if isinstance(event, AliasEvent) or event.anchor is not None:
        raise TreeError(position, "anchors and aliases (& and *) are not read; write the value out")
    if getattr(event, "tag", None) is not None:
        raise TreeError(position, "tags (!) are not read")


def _scalar(event: ScalarEvent, position: Position) -> Any:
    text: str = event.value
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise TreeError(position, f"{text} is no day of the calendar") from error
    return text
