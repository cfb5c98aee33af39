"""A field of a form, filled in, as a template places it: by its name, with all that stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.form.printed import Choices, is_named_other, option_text, paragraphs, printed
from contracts.programme.choices import ChoiceSet
from contracts.programme.fields import AnyField, ChoiceField, TableField
from contracts.programme.materials import Material
from contracts.programme.source import Sourced
from services.forms.filing import Filing, Picture


@dataclass(frozen=True, slots=True)
class Option:
    """``detail`` is the document's definition of the option, empty where it has none; of the last one, which names another, that name."""

    text: str
    detail: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Table:
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """``text`` in one piece and as ``paragraphs``; ``limit`` in 字, where the document states one; ``options`` of a choice, all of them;
    ``table`` of a table of rows."""

    label: str
    text: str
    paragraphs: tuple[str, ...]
    limit: int | None
    options: tuple[Option, ...]
    table: Table | None


@dataclass(frozen=True, slots=True)
class GroupHeading:
    """A group of fields (案例简介 = 名称 + 简述): its name and limit, in 字."""

    label: str
    limit: int | None


@dataclass(frozen=True, slots=True)
class Attachments:
    """The files of one kind of material: their names, and the pictures among them that the form prints."""

    label: str
    files: tuple[str, ...]
    pictures: tuple[Picture, ...]


def filled(field: AnyField, value: object, choices: Choices) -> Filled:
    """The field with this value, None where it was left out."""
    table = filled_table(field, value, choices) if isinstance(field, TableField) else None
    text = "" if table else printed(field, value, choices)
    options = _options(choices[field.of], value) if isinstance(field, ChoiceField) else ()
    return Filled(field.title.zh, text, paragraphs(text), stated_limit(field), options, table)


def filled_table(field: TableField, value: object, choices: Choices) -> Table:
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
    cells = (tuple(printed(column, row.get(name), choices) for name, column in field.columns.items()) for row in rows)
    return Table(tuple(column.title.zh for column in field.columns.values()), tuple(cells))


def attachments(kind: str, material: Material, filing: Filing) -> Attachments:
    """The files of this kind, in the order in which they were added."""
    files = tuple(file.name for file in filing.files if file.kind == kind)
    return Attachments(material.title.zh, files, tuple(picture for picture in filing.pictures if picture.kind == kind))


def stated_limit(entry: Sourced) -> int | None:
    """The limit in 字 if the document states it; the operator's own limits are no part of its headings."""
    limit, source = getattr(entry, "limit", None), entry.source.of("limit")
    return limit if isinstance(limit, int) and source and not source.by_operator else None


def _options(offered: ChoiceSet, value: object) -> tuple[Option, ...]:
    chosen = value if isinstance(value, list | tuple) else [value]
    options = [Option(option.title.zh, option.definition or "", code in chosen) for code, option in offered.options.items()]
    named = [option_text(offered, each) for each in chosen if is_named_other(each)]
    return tuple(options) + ((Option(offered.other.title.zh, "、".join(named), bool(named)),) if offered.other else ())
