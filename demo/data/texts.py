"""The hand-written texts: sections of paragraphs, with names in braces and figures as ranges in brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random

_RANGE = re.compile(r"\[(?P<low>\d+(?:\.\d+)?)-(?P<high>\d+(?:\.\d+)?)\](?P<unit>.{0,2})")


@cache
def sections(name: str, package: str = __package__) -> Mapping[str, tuple[str, ...]]:
    """The paragraphs of ``texts/<name>.txt`` in the package, by section, in their order."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in files(package).joinpath("texts", f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            lines = found.setdefault(line[2:], [])
        elif line:
            lines.append(line)
    return {section: tuple(lines) for section, lines in found.items()}


def pool(name: str) -> Sequence[str]:
    """The words of a section of the common pools, or its characters where no spaces part them."""
    line = sections("pools")[name][0]
    return line.split() if " " in line else line


class Filler:
    """Fills names and figures in. Within one application the same range before the same unit is the same figure."""

    def __init__(self, names: Mapping[str, object], chance: Random) -> None:
        self._names, self._chance = names, chance
        self._figures: dict[str, str] = {}

    def fill(self, text: str) -> str:
        """The text as it is filed."""
        return _RANGE.sub(self._figure, text).format_map(self._names)

    def _figure(self, match: re.Match[str]) -> str:
        if match[0] not in self._figures:
            self._figures[match[0]] = _between(self._chance, match["low"], match["high"])
        return self._figures[match[0]] + match["unit"]


def _between(chance: Random, low: str, high: str) -> str:
    """A figure in the range, with as many decimals as its ends have."""
    decimals = max(len(end.partition(".")[2]) for end in (low, high))
    scale = 10**decimals
    figure = chance.randint(round(float(low) * scale), round(float(high) * scale))
    return f"{figure / scale:.{decimals}f}"
