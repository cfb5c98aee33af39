"""When a rule applies: while a choice of the form has one of some options."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.programme.word import Code, FieldName

When = dict[FieldName, tuple[Code, ...]]
"""Field → the options for which the rule applies; every field named must have one of its own. Empty: it always applies."""


def holds(when: When, content: Mapping[str, object]) -> bool:
    """Whether a form's content calls for the rule. A named other option is ``other``."""
    return all(_option(content.get(name)) in codes for name, codes in when.items())


def _option(value: object) -> object:
    return "other" if isinstance(value, dict) else value
