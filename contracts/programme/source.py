"""Where a rule comes from: a clause of the issuing document with its words, or the operator, who fills what the document leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from contracts.programme.word import Word

_OPERATOR = re.compile(r"operator(?:（(?P<reason>.+)）)?")
_CLAUSE = re.compile(r"(?P<clause>[^“”]{1,40}?)\s*“(?P<quote>.+)”", re.DOTALL)
_FORMS = "a source reads: 二（五） “words of the clause”, or operator, or operator（reason）"


class Source(Word):
    """``clause`` is None for the operator's own values; then ``quote`` is the reason, if one is given."""

    clause: str | None
    quote: str | None

    @property
    def by_operator(self) -> bool:
        return self.clause is None

    def __str__(self) -> str:
        """As a refusal quotes it: 二（五）“带动不少于8家中小企业”."""
        if self.clause is None:
            return f"主管部门自定（{self.quote}）" if self.quote else "主管部门自定"
        return f"{self.clause}“{self.quote}”"


class Sources(Word):
    """The source of a whole entry, or of each of its words; ``entry`` among them speaks for every word that is not named. A word's parts
    may have sources of their own (``bytes.most``)."""

    whole: Source | None
    each: dict[str, Source]

    def of(self, word: str) -> Source | None:
        return self.each.get(word) or self.each.get(word.partition(".")[0]) or self.each.get("entry") or self.whole


def parse_source(text: object) -> Source:
    """``operator``, ``operator（reason）`` or ``clause “words”``."""
    if isinstance(text, str):
        if operator := _OPERATOR.fullmatch(text.strip()):
            return Source(clause=None, quote=operator["reason"])
        if clause := _CLAUSE.fullmatch(text.strip()):
            return Source(clause=clause["clause"], quote=clause["quote"])
    raise PydanticCustomError("source", "{forms}; this is {text}", {"forms": _FORMS, "text": repr(text)[:80]})


def _parse_sources(value: Any) -> Any:
    if isinstance(value, dict):
        return Sources(whole=None, each={str(word): parse_source(text) for word, text in value.items()})
    return Sources(whole=parse_source(value), each={}) if not isinstance(value, Sources) else value


def _written(sources: Sources) -> str | dict[str, str]:
    return str(sources.whole) if sources.whole else {word: str(source) for word, source in sources.each.items()}


_ONE: dict[str, Any] = {"type": "string", "pattern": r"^(operator(（.+）)?|[^“”]{1,40}?\s*“(.|\n)+”)$"}
_SCHEMA: dict[str, Any] = {
    "description": "二（五） “words of the clause”, operator, operator（why）, or one of these for each word and for the entry",
    "anyOf": [_ONE, {"type": "object", "additionalProperties": _ONE}],
}


class Sourced(Word):
    """An entry that states a rule, and so must say where it comes from.

    ``plain`` are the words that describe (a title, a hint) and state no rule.
    """

    plain: ClassVar[frozenset[str]] = frozenset({"title", "hint", "source", "kind", "is"})

    source: Annotated[Sources, BeforeValidator(_parse_sources), PlainSerializer(_written), WithJsonSchema(_SCHEMA)]

    @model_validator(mode="after")
    def _every_rule_has_a_source(self) -> Sourced:
        if self.source.whole is None:
            named, rules = set(self.source.each), set(self.rules())
            known = set(self.words()) | {"entry", *self._parts()}
            unknown, missing = named - known, set() if "entry" in named else rules - named
            if unknown or missing:
                reasons = [f"source names {', '.join(sorted(unknown))}, which is no word here"] if unknown else []
                reasons += [f"source says nothing of {', '.join(sorted(missing))}"] if missing else []
                raise PydanticCustomError("source", "{reason}", {"reason": "; ".join(reasons)})
        return self

    def rules(self) -> Iterator[str]:
        """The words of this entry that state a rule of its own (what has its own source speaks for itself)."""
        for name, info in type(self).model_fields.items():
            word = info.alias or name
            if name in self.model_fields_set and word not in self.plain and not _speaks_for_itself(getattr(self, name)):
                yield word

    def _parts(self) -> Iterator[str]:
        """``bytes.most``: what is said within the words that have no source of their own."""
        for name, info in type(self).model_fields.items():
            if isinstance(value := getattr(self, name), Word) and not isinstance(value, Sourced | Sources):
                yield from (f"{info.alias or name}.{part}" for part in value.model_fields_set)

    def clause(self, word: str = "entry") -> str | None:
        """The source of a word, or of the entry as such, as a refusal quotes it."""
        source = self.source.of(word)
        return str(source) if source else None


def _speaks_for_itself(value: object) -> bool:
    """Whether the value carries its own source, or is a collection of such values."""
    if isinstance(value, dict):
        return bool(value) and all(_speaks_for_itself(item) for item in value.values())
    if isinstance(value, tuple):
        return bool(value) and all(_speaks_for_itself(item) for item in value)
    return isinstance(value, Sourced)
