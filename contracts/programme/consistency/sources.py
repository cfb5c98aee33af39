"""Sources quote the document: the clause exists, and has these words."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.programme.consistency.finding import Finding, Path, unknown
from contracts.programme.programme import Programme
from contracts.programme.source import Source, Sourced
from contracts.programme.word import Word


def check(programme: Programme) -> Iterator[Finding]:
    clauses = {clause: _plain(text) for clause, text in programme.clauses.items()}
    for path, source in sources(programme, ()):
        if source.clause is None:
            continue
        if source.clause not in clauses:
            yield unknown(path, "clause", source.clause, clauses)
        elif _plain(source.quote or "") not in clauses[source.clause]:
            yield Finding(path, f"clause {source.clause} does not say “{source.quote}”")


def sources(value: object, path: Path) -> Iterator[tuple[Path, Source]]:
    """Every source below a value, with its path."""
    if isinstance(value, Sourced):
        if value.source.whole:
            yield (*path, "source"), value.source.whole
        yield from (((*path, "source", word), source) for word, source in value.source.each.items())
    for word, item in _items(value):
        yield from sources(item, (*path, word))


def _items(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, Word):
        fields = type(value).model_fields.items()
        yield from ((info.alias or name, getattr(value, name)) for name, info in fields if name != "source")
    elif isinstance(value, dict):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, tuple):
        yield from enumerate(value)


def _plain(text: str) -> str:
    return "".join(text.split())
