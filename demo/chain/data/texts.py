"""The texts of the call: by industry, by mode, and words of the city."""

from __future__ import annotations

from collections.abc import Mapping

from demo.data import texts


def sections(name: str) -> Mapping[str, tuple[str, ...]]:
    """The paragraphs of ``texts/<name>.txt`` by section, in their order."""
    return texts.sections(name, __package__)
