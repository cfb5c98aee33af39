"""DOCX from a template that a clerk edits in Word (docxtpl): what stands in {{ }} is filled in, and the same input gives the same bytes.

What users wrote is data: it is never read as markup, and a placeholder in it stays the text that it is. Templates run in jinja's sandbox.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from services.chassis.picture_fault import PictureFault
from services.chassis.template_fault import TemplateFault
from services.chassis.word_data import placed
from services.chassis.word_file import About, mark, word_file

_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MM = 36_000  # EMU
_PX = 9_525  # EMU, at 96 to the inch
_TALLEST = 120  # mm
_UNREADABLE = (
    UnrecognizedImageError,
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    struct.error,
)
"""What the library raises on a picture that it cannot read: it lets the errors of its parsing through."""


StyleIds = Callable[[str], str | None]
"""The id of a paragraph style by its name; None where the template has no such style."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into a template: ``data`` by the names of its placeholders; ``pictures`` (PNG, JPEG) by the names that the data has for
    them; ``parts`` are long pieces of WordprocessingML (tables), made with the ids of the template's styles and written as they come
    where the template has the name of one in a paragraph of its own, ``{{p NAME }}``."""

    data: Mapping[str, Any]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    parts: Mapping[str, Callable[[StyleIds], Iterable[str]]] = field(default_factory=dict)


def word(template: bytes, filling: Filling, about: About) -> bytes:
    """The document. Blocks for some 0.1 s: call it in a thread.

    TemplateFault where the template cannot be used; PictureFault for a picture that cannot be printed.
    """
    document = opened(template)
    names: dict[str, Any] = {name: placed(value) for name, value in filling.data.items()}
    marks = {name: mark(name) for name in filling.parts}
    environment = sandbox()
    environment.filters["picture"] = _Pictures(document, filling.pictures).drawn
    try:
        document.render(names | marks, environment)
    except (TemplateError, TypeError, LookupError, ArithmeticError) as error:
        raise TemplateFault(str(error)) from error
    for name, where in marks.items():
        if document.get_xml().count(where) != 1:
            raise TemplateFault(f"has not {{{{p {name} }}}} once, in a paragraph of its own")
    saved = BytesIO()
    document.save(saved)
    return word_file(saved, about, {name: part(document.style_id) for name, part in filling.parts.items()})


def opened(template: bytes) -> WordTemplate:
    """The template; TemplateFault where the bytes are no DOCX."""
    document = WordTemplate(BytesIO(template))
    try:
        document.init_docx()
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise TemplateFault("is no Word document (DOCX)") from error
    return document


def sandbox() -> ImmutableSandboxedEnvironment:
    """Where templates run: an unknown name is an error, every text is escaped."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


class WordTemplate(DocxTemplate):  # type: ignore[misc]  # the library has no types
    """A template whose mistakes are not mended in silence: docxtpl drops what is no XML."""

    def fix_tables(self, xml: str) -> Any:
        try:
            etree.fromstring(xml)
        except etree.XMLSyntaxError as error:
            raise TemplateFault("a loop or a condition does not end in the paragraph, cell or row that it begins in") from error
        tree = super().fix_tables(xml)
        for cell in tree.iter(f"{_WORDS}tc"):
            if cell[-1].tag != f"{_WORDS}p":  # Word opens no cell that does not end with a paragraph
                etree.SubElement(cell, f"{_WORDS}p")
        return tree

    def style_id(self, name: str) -> str | None:
        return next((style.style_id for style in self.docx.styles if style.name == name), None)

    @property
    def room(self) -> int:
        """The width of the text, in mm."""
        section = self.docx.sections[0]
        return int((section.page_width - section.left_margin - section.right_margin) / _MM)


@dataclass(frozen=True, slots=True)
class _Pictures:
    document: WordTemplate
    contents: Mapping[str, bytes]

    def drawn(self, name: str, width: int | None = None, height: int = _TALLEST) -> InlineImage:
        """The filter of templates: the picture as large as its pixels at 96 to the inch, but within these mm; by itself within the text."""
        content = BytesIO(self.contents[name])
        try:
            image = self.document.docx.part.package.get_or_add_image_part(content).image
            natural = image.px_width * _PX, image.px_height * _PX
            scale = min(1, (width or self.document.room) * _MM / natural[0], height * _MM / natural[1])
        except _UNREADABLE as error:
            raise PictureFault(name, str(error) or type(error).__name__) from error
        return InlineImage(self.document, content, *(int(side * scale) for side in natural))
