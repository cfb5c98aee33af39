"""The two languages of the platform, and which one a caller reads."""

from __future__ import annotations

from typing import Literal

from contracts.refusal import Text

Language = Literal["zh", "en"]


def preferred(accept_language: str | None) -> Language:
    """The better liked of Chinese and English (RFC 9110, 12.5.4); Chinese where nothing is said."""
    if not accept_language:
        return "zh"
    liked = {"zh": -1.0, "en": -1.0}
    for entry in accept_language.lower().split(",")[:20]:
        tag, _, weight = entry.strip().partition(";")
        language = tag.strip().split("-")[0]
        if language in liked:
            liked[language] = max(liked[language], _weight(weight))
    return "en" if liked["en"] > max(liked["zh"], 0.0) else "zh"


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def in_language(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.zh
