"""Writes one form: each field composed from the sections of hand-written texts."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.text import length
from demo.data.chance import chance
from demo.data.composing import fullest, points
from demo.data.texts import Filler, sections


class Writer:
    """Fills ``texts/<kind>.txt`` of a package for one filer, who is known by ``key``; ``names`` stand in the texts in braces."""

    def __init__(self, package: str, kind: str, key: str, names: Mapping[str, object]) -> None:
        self._sections, self._draw = sections(kind, package), chance(kind, key)
        self._filler = Filler(names, self._draw)

    def line(self, section: str, limit: int) -> str:
        """One of the section's that fits."""
        filled = [self._filler.fill(text) for text in self._sections[section]]
        return self._draw.choice([text for text in filled if length(text) <= limit])

    def brief(self, section: str, limit: int) -> str:
        """How it begins, and as much as fits behind it."""
        start = self._filler.fill(self._draw.choice(self._sections[section])).rstrip("。")
        more = fullest([self._filler.fill(text) for text in self._sections[f"{section}续"]], limit - length(start) - 1, self._draw, "，")
        return f"{start}，{more}。" if more else f"{start}。"

    def sentences(self, section: str, limit: int) -> str:
        pool = [self._filler.fill(text) for text in self._sections[section]]
        return fullest(pool, limit, self._draw, "。") + "。"

    def points(self, section: str, limit: int) -> str:
        pool = list(self._sections[section])
        self._draw.shuffle(pool)
        return points(pool, self._filler, limit, self._draw)
