"""The language of programme files as JSON Schema, each word with what the reference page says of it: for editors that complete and check.

The page, ``docs/programmes.md``, has a section for each entry and in it a row for each word; *italics* say that it may be left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contracts.programme.json_schema import FILE, language_schema

PAGE = Path(__file__).parents[2] / "docs" / "programmes.md"

_SECTION = re.compile(r"(?m)^### (.+)\n((?:(?!^##).*\n?)*)")
_ROW = re.compile(r"(?m)^\| `(\w+)` \| (.+?) \| (.*) \|$")
_OF_FIELDS = "Every field"

Meanings = Mapping[str, Mapping[str, str]]
"""Section → word → what it means."""


def meanings(page: str) -> Meanings:
    """Everything that the page says of words, without its marks."""
    return {section: {word: _plain(meaning) for word, _, meaning in _ROW.findall(body)} for section, body in _SECTION.findall(page)}


def _plain(meaning: str) -> str:
    return meaning.strip().removeprefix("*").removesuffix("*")


def described(schema: dict[str, Any], said: Meanings) -> dict[str, Any]:
    """The schema with the meaning of each word that has none of its own."""
    for name, entry in {"Programme": schema, **schema["$defs"]}.items():
        own = {**(said.get(_OF_FIELDS, {}) if name.endswith("Field") else {}), **said.get(name, {})}
        for word, value in entry.get("properties", {}).items():
            if meaning := own.get(word):
                value.setdefault("description", meaning)
    return schema


def schema_text() -> str:
    """The schema as its file has it."""
    schema = described(language_schema(), meanings(PAGE.read_text(encoding="utf-8")))
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def is_current() -> bool:
    """Whether the file that editors read is what language and page say."""
    return FILE.read_text(encoding="utf-8") == schema_text()


def write() -> None:
    FILE.write_text(schema_text(), encoding="utf-8")
