"""The archive that a DOCX is: without a clock, with nothing of who edited its template, its long parts written as they come."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from markupsafe import Markup

from services.chassis.archives import packed
from services.chassis.word_data import xml_text

_MAIN, _CORE = "word/document.xml", "docProps/core.xml"


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. ``at`` comes from the record of what is printed; None: it says no date."""

    title: str
    subject: str
    at: datetime | None


def mark(part: str) -> Markup:
    """What stands in the document where a part belongs: a comment, which no text of a user can be."""
    return Markup("<!--{}-->").format(part)


def word_file(saved: BytesIO, about: About, parts: Mapping[str, Iterable[str]]) -> bytes:
    """The archive anew, with each part (WordprocessingML) in the place of its mark."""
    return packed(_entries(saved, _core(about), parts))


def _core(about: About) -> bytes:
    """The file's properties: nothing of who edited the template, and when."""
    at = f"{about.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if about.at else None
    dates = "".join(f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{at}</dcterms:{name}>' for name in ("created", "modified") if at)
    names = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    said = f"<dc:title>{xml_text(about.title)}</dc:title><dc:subject>{xml_text(about.subject)}</dc:subject>{dates}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties {names}>{said}</cp:coreProperties>'.encode()


def _entries(saved: BytesIO, core: bytes, parts: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Iterable[bytes]]]:
    with zipfile.ZipFile(saved) as archive:
        for name in archive.namelist():
            content = core if name == _CORE else archive.read(name)
            yield name, _with_parts(content, parts) if name == _MAIN else [content]


def _with_parts(content: bytes, parts: Mapping[str, Iterable[str]]) -> Iterator[bytes]:
    """The document, with each part where its mark stands."""
    marks = re.compile(b"<!--(" + b"|".join(re.escape(name.encode()) for name in parts) + b")-->") if parts else None
    for number, piece in enumerate(marks.split(content) if marks else [content]):
        if number % 2:
            yield from (chunk.encode() for chunk in parts[piece.decode()])
        else:
            yield piece
