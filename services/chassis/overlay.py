"""The pages of one PDF laid over those of another: each becomes a form that the page below draws last."""

from __future__ import annotations

from typing import cast

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, IndirectObject, NameObject, PdfObject

_NAME, _FORMS = NameObject("/Over"), NameObject("/XObject")


def lay_over(below: PdfWriter, above: PdfReader) -> None:
    """Page by page; ValueError where they have not the same number. Neither one's content is read, as ``merge_page`` does it."""
    before, after = (_stream(below, drawn) for drawn in (b"q\n", b"\nQ %s Do\n" % _NAME.encode()))
    for page, over in zip(below.pages, above.pages, strict=True):
        resources = _copy(page.get("/Resources", DictionaryObject()))
        resources[_FORMS] = forms = _copy(resources.get(_FORMS, DictionaryObject()))
        forms[_NAME] = _form(below, over)
        page[NameObject("/Resources")] = resources
        page[NameObject("/Contents")] = ArrayObject([before, *_streams(page), after])


def _streams(page: PageObject) -> list[PdfObject]:
    """What the page draws: none, one stream, or several."""
    if "/Contents" not in page:
        return []
    drawn, content = page.raw_get("/Contents"), page["/Contents"]
    return list(content) if isinstance(content, ArrayObject) else [drawn]


def _copy(words: PdfObject) -> DictionaryObject:
    """Pages may share theirs."""
    return DictionaryObject(cast(DictionaryObject, words.get_object()))


def _form(owner: PdfWriter, page: PageObject) -> IndirectObject:
    contents = page.get_contents()
    form = DecodedStreamObject()
    form.set_data(b"" if contents is None else contents.get_data())
    form[NameObject("/Type")], form[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    form[NameObject("/BBox")] = page.mediabox.clone(owner)
    form[NameObject("/Resources")] = page.get("/Resources", DictionaryObject()).clone(owner)
    return owner._add_object(form)


def _stream(owner: PdfWriter, drawn: bytes) -> IndirectObject:
    stream = DecodedStreamObject()
    stream.set_data(drawn)
    return owner._add_object(stream)
