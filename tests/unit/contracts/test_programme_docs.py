"""The reference page of the language has every word of it, and its examples are right."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.programme.programme import Programme
from contracts.programme.published import FOLDER, programmes_in
from contracts.programme.source import Source, Sources
from contracts.programme.tree import parse_tree
from contracts.programme.word import Word

PAGE = (Path(__file__).parents[3] / "docs" / "programmes.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?m)^### (.+)\n((?:(?!^##).*\n?)*)", PAGE))
EXAMPLES = re.findall(r"(?ms)^```yaml (\w+)\n(.*?)^```", PAGE)
OF_EVERY_FIELD = {"kind", "title", "hint", "required", "in", "is"}


def entries(annotation: Any, found: dict[str, type[Word]]) -> dict[str, type[Word]]:
    """Every entry of the language that a programme file can hold."""
    if isinstance(annotation, type) and issubclass(annotation, Word) and annotation.__name__ not in found:
        if annotation not in (Source, Sources):
            found[annotation.__name__] = annotation
        for info in annotation.model_fields.values():
            entries(info.annotation, found)
    for argument in typing.get_args(annotation):
        entries(argument, found)
    return found


LANGUAGE = entries(Programme, {})


def words_in(section: str) -> Iterator[str]:
    return (match[1] for match in re.finditer(r"(?m)^\| `(\w+)` \|", section))


@pytest.mark.parametrize("name", sorted(LANGUAGE))
def test_every_word_of_every_entry_is_explained(name: str) -> None:
    common = OF_EVERY_FIELD if name.endswith("Field") else set()
    assert set(words_in(SECTIONS[name])) == set(LANGUAGE[name].words()) - common - {"source"}


def test_the_words_of_every_field_are_explained() -> None:
    assert set(words_in(SECTIONS["Every field"])) == OF_EVERY_FIELD


def test_the_page_explains_nothing_that_the_language_lacks() -> None:
    assert set(SECTIONS) - {"Every field"} == set(LANGUAGE)


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_every_example_is_right(name: str, example: str) -> None:
    assert isinstance(parsed(name, example), LANGUAGE[name])


@pytest.mark.parametrize("name", ["Round", "Form", "TableField", "Material", "Step", "Rubric", "Award", "Notifications", "SummaryTable"])
def test_the_principal_entries_have_an_example(name: str) -> None:
    assert name in {example for example, _ in EXAMPLES}


CONTAINERS = {"Programme", "Track", "Review"}
"""What holds nothing but entries that have examples of their own; the programmes in the folder have whole ones."""


def used_in(entry: Any) -> Iterator[tuple[str, str]]:
    """Every word that is used in an entry, with the name of the entry that reads it."""
    if isinstance(entry, Word):
        for word, item in entry:
            if word in entry.model_fields_set:
                yield type(entry).__name__, type(entry).model_fields[word].alias or word
                yield from used_in(item)
    elif isinstance(entry, dict | tuple):
        for item in entry.values() if isinstance(entry, dict) else entry:
            yield from used_in(item)


def parsed(name: str, example: str) -> Word:
    return LANGUAGE[name].model_validate(parse_tree(example.encode()).data, context={})


USED = {pair for name, example in EXAMPLES for pair in used_in(parsed(name, example))}
WHOLE = {pair for programme in programmes_in(FOLDER).values() for pair in used_in(programme)}
IN_FEN = {("Award", "yuan")}
"""Written in yuan, read as fen."""


@pytest.mark.parametrize("name", sorted(LANGUAGE))
def test_every_word_stands_in_an_example_that_is_read(name: str) -> None:
    used = WHOLE if name in CONTAINERS else USED | IN_FEN
    assert {word for word in words_in(SECTIONS[name]) if (name, word) not in used} == set()


def test_the_words_of_every_field_stand_in_an_example() -> None:
    assert {word for name, word in USED if name.endswith("Field")} >= OF_EVERY_FIELD
