"""The table of a track: those columns of its 汇总表 that show the form, then the form's other fields; a sheet for each of its tables.

The document's own tables are read as well, the bureau's and that of who files directly: by the headings that they have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from contracts.programme.fields import AddressField, AnyField, ComputedField, Meaning, NumberField, TableField, TextField
from contracts.programme.fields import Column as Cell
from contracts.programme.track import Offer
from services.chassis.headings import plain

MOST = 5_000
"""Rows of one table."""

SEQUENCE = "序号"
"""The column by which the sheets of details say which row they belong to."""

FAULTS = "问题"
"""The column that an annotated table says in what is wrong; whoever sends it back need not take it out."""

_WIDEST = 60  # characters
_TITLE = 31  # characters that the name of a sheet can have

Part = Literal["region", "detail"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field of the form that it fills in, or one ``part`` of it. ``also``: by which other headings it is known.

    ``identifies``: without it nobody knows whose row it is, not even for a draft.
    """

    name: str
    field: Cell
    heading: str
    also: tuple[str, ...] = ()
    part: Part | None = None
    identifies: bool = False

    @property
    def pointer(self) -> str:
        return f"/{self.name}/{self.part}" if self.part else f"/{self.name}"

    @property
    def width(self) -> int:
        """In characters, by what is to be written there."""
        limit = getattr(self.field, "limit", None)
        long = isinstance(self.field, TextField) and (limit == "unlimited" or (isinstance(limit, int) and limit > 100))
        return (
            _WIDEST if long else min(_WIDEST, max(2 * len(self.heading) + 2, 24 if self.field.kind in ("uscc", "email", "address") else 14))
        )


@dataclass(frozen=True, slots=True)
class Detail:
    """A table within the form: a sheet of its own."""

    name: str
    field: TableField
    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Layout:
    """``passed_over``: plain headings that are known and not taken in, with the reason (zh). ``whose``: groups of columns; of each there
    is one, else nobody knows whose rows these are."""

    columns: tuple[Column, ...]
    details: tuple[Detail, ...]
    passed_over: Mapping[str, str]
    whose: tuple[tuple[Column, ...], ...]

    @cached_property
    def known(self) -> dict[str, Column | str | None]:
        """The columns by their plain headings, SEQUENCE, and None for what is passed over."""
        passed: dict[str, Column | str | None] = dict.fromkeys((plain(FAULTS), *self.passed_over))
        return passed | {plain(SEQUENCE): SEQUENCE} | dict(headings(self.columns))

    def required(self, *, placed: bool) -> list[tuple[str, ...]]:
        """The headings of ``whose``; without that of the region where it is known where the rows lie (``placed``)."""
        groups = [group for group in self.whose if not (placed and group[0].field.kind == "region")]
        return [tuple(column.heading for column in group) for group in groups]

    def column_at(self, pointer: str) -> Column | None:
        """The column that a place of the form stands in."""
        inside = [column for column in self.columns if pointer == column.pointer or pointer.startswith(f"{column.pointer}/")]
        return inside[0] if inside else next((one for one in self.columns if pointer == f"/{one.name}"), None)


def headings(columns: tuple[Column, ...]) -> Iterator[tuple[str, Column]]:
    """Each plain heading by which a column may be known: its own before any other's second name."""
    taken = {plain(column.heading) for column in columns}
    yield from ((plain(other), column) for column in columns for other in column.also if plain(other) not in taken)
    yield from ((plain(column.heading), column) for column in columns)


def layout(offer: Offer) -> Layout:
    """The columns of a track's table."""
    form, listed = offer.track.form, _listed(offer)
    fields = sorted(form.fields.items(), key=lambda item: list(listed).index(item[0]) if item[0] in listed else len(listed))
    own = {form.field_for(meaning) for meaning in _identity(offer)}
    typed = [(name, field) for name, field in fields if not isinstance(field, ComputedField | TableField)]
    columns = _distinct([column for name, field in typed for column in _columns(name, field, listed.get(name, ()), name in own)])
    details = tuple(_detail(name, field) for name, field in fields if isinstance(field, TableField))
    groups = [[form.field_for(meaning) for meaning in group] for group in _whose(offer)]
    whose = tuple(tuple(column for name in group for column in columns if column.name == name) for group in groups)
    return Layout(columns, details, dict(_passed_over(offer, listed)), whose)


def layouts(offers: Mapping[str, Offer]) -> dict[str, Layout]:
    """The columns of all tracks, for one table: sheets of details that would be called the same have their track's number behind it."""
    found = {code: layout(offer) for code, offer in offers.items()}
    counts = Counter(detail.title for each in found.values() for detail in each.details)
    return {code: replace(each, details=tuple(_told_apart(each, place, counts))) for place, (code, each) in enumerate(found.items(), 1)}


def _told_apart(each: Layout, place: int, counts: Mapping[str, int]) -> Iterator[Detail]:
    for detail in each.details:
        number = f"（{place}）"
        alone = counts[detail.title] == 1
        yield detail if alone else replace(detail, title=f"{detail.title[: _TITLE - len(number)]}{number}")


def _listed(offer: Offer) -> dict[str, tuple[str, ...]]:
    """What the document's tables show, under which headings; the bureau's table first."""
    listed: dict[str, tuple[str, ...]] = {}
    for column in (each for table in offer.track.tables for each in table.columns):
        listed[column.shows] = (*listed.get(column.shows, ()), column.heading)
    return listed


def _identity(offer: Offer) -> tuple[Meaning, ...]:
    return (Meaning.APPLICANT_USCC,) if offer.track.applicant.has_uscc else (Meaning.APPLICANT_NAME, Meaning.APPLICANT_REGION)


def _whose(offer: Offer) -> tuple[tuple[Meaning, ...], ...]:
    """By what it is known whose row it is: the document's tables have neither USCC nor region, and name a case where it has no name."""
    if offer.track.applicant.has_uscc:
        return ((Meaning.APPLICANT_USCC, Meaning.APPLICANT_NAME),)
    return (Meaning.APPLICANT_NAME, Meaning.CASE_TITLE), (Meaning.APPLICANT_REGION,)


def _columns(name: str, field: Cell, listed: Sequence[str], identifies: bool) -> Iterator[Column]:
    title = field.title.zh
    if isinstance(field, AddressField):
        yield Column(name, field, f"{title}：县（市、区）", part="region")
        yield Column(name, field, f"{title}：详细地址", part="detail")
        return
    heading, *others = (*listed, _heading(field))
    also = dict.fromkeys(other for other in (*others, title, _heading(field)) if other != heading)
    yield Column(name, field, heading, tuple(also), identifies=identifies)


def _heading(field: Cell) -> str:
    """The title, with the limit or the unit that a writer has to know."""
    title = field.title.zh
    if isinstance(field, TextField) and field.lines == "many" and field.limit != "unlimited":
        return f"{title}（{field.limit}字以内）"
    return f"{title}（{field.unit}）" if isinstance(field, NumberField) else title


def _distinct(columns: list[Column]) -> tuple[Column, ...]:
    """Two fields may have one title: then the field's name tells them apart."""
    counts = Counter(plain(column.heading) for column in columns)
    return tuple(
        column if counts[plain(column.heading)] == 1 else replace(column, heading=f"{column.heading}（{column.name}）", also=())
        for column in columns
    )


def _detail(name: str, field: TableField) -> Detail:
    typed: list[tuple[str, Cell]] = [(key, column) for key, column in field.columns.items() if not isinstance(column, ComputedField)]
    columns = [column for key, cell in typed for column in _columns(key, cell, (), False)]
    return Detail(name, field, field.title.zh[:_TITLE], _distinct(columns))


def _passed_over(offer: Offer, listed: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Columns of the document's tables that no applicant fills in: what is computed, and what the bureau writes when it recommends."""
    form: dict[str, AnyField] = offer.track.form.fields
    for name, headings_of in listed.items():
        if name != "sequence" and (name not in form or isinstance(form[name], ComputedField)):
            yield from ((plain(heading), "由系统计算" if name in form else "由推荐单位在推荐时填写") for heading in headings_of)
