"""The application form (申报书) as a page for any browser: every field as it was accepted, under the programme's titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from contracts.days import SHANGHAI
from contracts.events.funding.dossier import DossierOpened
from contracts.events.intake.content import Material
from contracts.form.printed import paragraphs, printed
from contracts.programme.fields import TableField
from contracts.programme.programme import Programme
from contracts.programme.track import Offer
from services.funding.documents.pages import template

_TEMPLATE = template("form.html")


@dataclass(frozen=True, slots=True)
class Section:
    """A field: its paragraphs, or the rows of its table under their ``headings``."""

    title: str
    paragraphs: tuple[str, ...]
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def form_html(programme: Programme, offer: Offer, dossier: DossierOpened, pictures: Sequence[str]) -> bytes:
    """The page, UTF-8. ``pictures`` are those that the form prints, by their places relative to it."""
    content = dossier.content.value
    return _TEMPLATE.render(
        programme=programme.title.zh,
        track=offer.track.title.zh,
        application=dossier.application,
        code=content.code,
        digest=content.digest,
        submitted=f"{dossier.submitted_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        sections=list(_sections(offer, content.form)),
        materials=[(material_title(offer, one.kind), one.name, one.sha256) for one in content.materials],
        pictures=[quote(place) for place in pictures],
    ).encode()


def material_title(offer: Offer, kind: str) -> str:
    """What the programme calls a kind of material."""
    material = offer.track.materials.get(kind)
    return material.title.zh if material else kind


def is_pictured(offer: Offer, file: Material) -> bool:
    """Whether the form prints this file as a picture."""
    material = offer.track.materials.get(file.kind)
    return material is not None and bool(material.pictured)


def _sections(offer: Offer, form: Mapping[str, Any]) -> Iterator[Section]:
    for name, field in offer.track.form.fields.items():
        value = form.get(name)
        if isinstance(field, TableField):
            headings = tuple(column.title.zh for column in field.columns.values())
            rows = (tuple(printed(column, row.get(key), offer.choices) for key, column in field.columns.items()) for row in value or ())
            yield Section(field.title.zh, (), headings, tuple(rows))
        else:
            yield Section(field.title.zh, paragraphs(printed(field, value, offer.choices)))
