"""Whether a template asks only for what there is: every name in it, also in branches that a trial would not take."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import nodes

_ANYTHING = object()
"""A value of which nothing is known: a result of a filter, a variable of a loop over text."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that nothing stands behind; ``line`` of the source, from 1; ``allowed`` are those that could stand there."""

    line: int
    name: str
    allowed: tuple[str, ...]

    @property
    def reason(self) -> str:
        near = difflib.get_close_matches(self.name, self.allowed, 1)
        guess = f"; did you mean {near[0]}?" if near else ""
        return f"there is no {self.name!r}{guess} (allowed here: {', '.join(self.allowed) or 'nothing more'})"


def unknown_names(tree: nodes.Node, data: Mapping[str, Any]) -> list[Unknown]:
    """The names of a parsed template that this data, a complete sample, does not have; a list's first item stands for all."""
    return list(_walk(tree, dict(data)))


def _walk(node: nodes.Node, scope: dict[str, Any]) -> Iterator[Unknown]:
    if isinstance(node, nodes.For):
        yield from _loop(node, scope)
    elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
        yield from _walk(node.node, scope)
        scope[node.target.name] = _ANYTHING
    elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        yield from _found(node, scope)[1]
    else:
        for child in node.iter_child_nodes():
            yield from _walk(child, scope)


def _loop(node: nodes.For, scope: dict[str, Any]) -> Iterator[Unknown]:
    """Within a loop its variable is an item of what it goes through."""
    through, unknown = _found(node.iter, scope)
    yield from unknown
    item = (through[0] if through else _ANYTHING) if isinstance(through, list | tuple) else _ANYTHING
    names = [name.name for name in node.target.find_all(nodes.Name)] or [getattr(node.target, "name", "")]
    inner = scope | {"loop": _ANYTHING} | {name: item if len(names) == 1 else _ANYTHING for name in names}
    for child in (*([node.test] if node.test else []), *node.body):
        yield from _walk(child, inner)
    for child in node.else_:
        yield from _walk(child, scope)


def _found(node: nodes.Node, scope: dict[str, Any]) -> tuple[Any, list[Unknown]]:
    """What an expression stands for, as far as it is known, and the names in it that are not."""
    match node:
        case nodes.Name():
            return _named(scope, node.name, node)
        case nodes.Getattr():
            base, unknown = _found(node.node, scope)
            value, more = _named(base, node.attr, node)
            return value, unknown or more
        case nodes.Getitem() if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            base, unknown = _found(node.node, scope)
            value, more = _named(base, node.arg.value, node)
            return value, unknown or more
    return _ANYTHING, list(_walk_children(node, scope))


def _walk_children(node: nodes.Node, scope: dict[str, Any]) -> Iterator[Unknown]:
    for child in node.iter_child_nodes():
        yield from _walk(child, scope)


def _named(base: Any, name: str, node: nodes.Node) -> tuple[Any, list[Unknown]]:
    if base is _ANYTHING:
        return _ANYTHING, []
    names = base if isinstance(base, Mapping) else {}
    if name in names:
        return names[name], []
    return _ANYTHING, [Unknown(node.lineno, name, tuple(sorted(names)))]
