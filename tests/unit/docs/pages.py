"""The pages that people read, and what stands in them."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).parents[3]
README = PROJECT / "README.md"
PAGES = (README, PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md")))
"""Every page; ``docs/settings.md`` is generated, and held to the same."""

_BLOCK = re.compile(r"(?ms)^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$")


def named(page: Path) -> str:
    """A page's path in the project."""
    return page.relative_to(PROJECT).as_posix()


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, info: str) -> list[str]:
    """The fenced blocks with exactly this info string (``sh walk``), in order."""
    return [block["body"] for block in _BLOCK.finditer(text(page)) if block["info"].strip() == info]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _BLOCK.sub("", text(page))


def code(page: Path) -> list[str]:
    """Every `inline code` of the page."""
    return re.findall(r"`([^`\n]+)`", prose(page))
