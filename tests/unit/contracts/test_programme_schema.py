"""The JSON Schema of the language takes every programme that is right, and refuses what an editor should mark."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.programme.json_schema import language_schema
from contracts.programme.published import FOLDER
from contracts.programme.tree import parse_tree
from deploy.generate import language

FILES = sorted(FOLDER.glob("*/v*.yaml"))


@cache
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(language_schema())
    return Draft202012Validator(language_schema())


def plain(value: Any) -> Any:
    """A file's data as an editor reads it: days are text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_the_file_that_editors_read_is_what_the_language_says() -> None:
    assert language.is_current()


def test_an_editor_says_of_every_word_what_it_means() -> None:
    schema = json.loads(language.schema_text())
    entries = {"Programme": schema, **schema["$defs"]}
    silent = [
        f"{name}.{word}"
        for name, entry in entries.items()
        for word, value in entry.get("properties", {}).items()
        if not value.get("description")
    ]
    assert silent == []
    assert entries["Quota"]["properties"]["per"]["description"].startswith("counted for each")
    assert "how many" in entries["Quota"]["properties"]["most"]["description"]


@pytest.mark.parametrize("file", FILES, ids=[file.parent.name for file in FILES])
def test_every_programme_is_valid(file: Any) -> None:
    assert list(validator().iter_errors(plain(parse_tree(file.read_bytes()).data))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 1", "version: one"),
        ("heading: 关于", "headline: 关于"),
        ("kind: region", "kind: guessed"),
        ("most: 3\n", "most: {}\n"),
        ("by: [province, city]", "by: [emperor]"),
        ("level: reporting-authority", "level: village"),
        ("source: operator\n", "source: somebody\n"),
        ("declared: true", "declared: perhaps"),
    ],
)
def test_a_wrong_word_is_marked(old: str, new: str) -> None:
    text = next(text for text in (file.read_text(encoding="utf-8") for file in FILES) if old in text)
    assert list(validator().iter_errors(plain(parse_tree(text.replace(old, new, 1).encode()).data)))
