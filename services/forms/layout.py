"""What a printed form says, line by line, whatever it is printed with: made from the programme file and the form's content alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from contracts.days import day
from contracts.form.printed import Choices, chinese_day, paragraphs, printed
from contracts.programme import Meaning, Offer, Programme
from contracts.programme.fields import AnyField, TableField
from contracts.programme.source import Sourced
from services.forms.filing import Filing, Picture
from services.forms.filled import Attachments, Filled, GroupHeading, Table, attachments, filled, filled_table, stated_limit
from services.forms.headings import annex, numeral, title_lines

_LONGEST_LABEL = 12  # characters


@dataclass(frozen=True, slots=True)
class HeadLine:
    """``sealed``: the enterprise's seal goes on this line."""

    label: str
    text: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Section:
    """``level`` 1 is 一、 and 2 is （一）; ``limit`` in 字, where the document states one. A section of level 1 may hold nothing itself."""

    level: int
    heading: str
    limit: int | None = None
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """The form as templates find it. Ready to print from top to bottom: ``titles``, ``head``, ``sections``, and ``pictures`` under their
    name, ``figures``. Piece by piece: ``fields``, ``groups`` and ``materials`` by their names in the programme file. ``sealed``: whether it
    ends with a seal and a date; ``day`` is that of the submission, empty for a draft."""

    programme: str
    track: str
    annex: str | None
    titles: tuple[str, ...]
    head: tuple[HeadLine, ...]
    sections: tuple[Section, ...]
    fields: dict[str, Filled]
    groups: dict[str, GroupHeading]
    materials: dict[str, Attachments]
    pictures: tuple[Picture, ...]
    figures: str
    sealed: bool
    day: str


def printed_form(filing: Filing) -> PrintedForm:
    """The form with this content. What is asked beside it (bank account, platform) is not among what is ready to print."""
    offer, programme, content = filing.offer, filing.programme, filing.content
    form, materials = offer.track.form, offer.track.materials
    sealed = any(material.prints == "form" and material.sealed for material in materials.values())
    tables = (_section(1, field.title.zh, field, (content.get(name), offer.choices)) for name, field in _tables(form.header))
    pictures = filing.pictures
    return PrintedForm(
        programme=programme.title.zh,
        track=offer.track.title.zh,
        annex=annex(form),
        titles=tuple(_titles(offer, programme)),
        head=tuple(_head(offer, content, sealed)),
        sections=(*tables, *_body(offer, content)),
        fields={name: filled(field, content.get(name), offer.choices) for name, field in form.fields.items()},
        groups={code: GroupHeading(group.title.zh, stated_limit(group)) for code, group in form.groups.items()},
        materials={code: attachments(code, material, filing) for code, material in materials.items()},
        pictures=pictures,
        figures="、".join(material.title.zh for material in materials.values() if material.pictured),
        sealed=sealed,
        day=chinese_day(day(filing.at)) if filing.at else "",
    )


def _tables(fields: Mapping[str, AnyField]) -> Iterator[tuple[str, TableField]]:
    return ((name, field) for name, field in fields.items() if isinstance(field, TableField))


def _titles(offer: Offer, programme: Programme) -> Iterator[str]:
    """The programme's title, and the track's where it is not the end of the programme's."""
    yield from title_lines(programme.title.zh)
    if not programme.title.zh.endswith(offer.track.title.zh):
        yield from title_lines(offer.track.title.zh)


def _head(offer: Offer, content: Mapping[str, Any], sealed: bool) -> Iterator[HeadLine]:
    """One line for each run of fields that the document asks for in the same words (联系人及电话)."""
    plain = {name: field for name, field in offer.track.form.header.items() if not isinstance(field, TableField)}
    for words, run in groupby(plain, key=lambda name: _asked_as(plain[name]) or name):
        names = list(run)
        label = plain[names[0]].title.zh if len(names) == 1 else _joint_label(words, [plain[name].title.zh for name in names])
        text = "　".join(filter(None, (printed(plain[name], content.get(name), offer.choices) for name in names)))
        yield HeadLine(label, text, sealed and any(plain[name].meaning is Meaning.APPLICANT_NAME for name in names))


def _asked_as(field: Sourced) -> str | None:
    """The document's words for this field, without the spaces that spread them over the line."""
    source = field.source.of("entry")
    return "".join(source.quote.split()) if source and not source.by_operator and source.quote else None


def _joint_label(words: str, titles: list[str]) -> str:
    return words if len(words) <= _LONGEST_LABEL else "、".join(titles)


def _body(offer: Offer, content: Mapping[str, Any]) -> Iterator[Section]:
    """A field of its own is 一、; the fields of a group stand under it as （一）（二）, where the first of them stands."""
    form = offer.track.form
    count = 0
    for field, members in _parts(form.body):
        count += 1
        group = form.groups.get(field.group or "")
        if group is None:
            yield _section(1, f"{numeral(count)}、{field.title.zh}", field, (content.get(members[0]), offer.choices))
            continue
        yield Section(1, f"{numeral(count)}、{group.title.zh}", stated_limit(group))
        for index, name in enumerate(members, 1):
            member = form.body[name]
            yield _section(2, f"（{numeral(index)}）{member.title.zh}", member, (content.get(name), offer.choices))


def _parts(body: Mapping[str, AnyField]) -> Iterator[tuple[AnyField, list[str]]]:
    """Each field that begins a part, and the names in it: its own, or those of its group."""
    begun: set[str] = set()
    for name, field in body.items():
        if field.group is None:
            yield field, [name]
        elif field.group not in begun:
            begun.add(field.group)
            yield field, [other for other, member in body.items() if member.group == field.group]


def _section(level: int, heading: str, field: AnyField, filled: tuple[Any, Choices]) -> Section:
    value, choices = filled
    if isinstance(field, TableField):
        return Section(level, heading, table=filled_table(field, value, choices))
    return Section(level, heading, stated_limit(field), paragraphs(printed(field, value, choices)))
