"""The application form (申报书): as PDF to print, seal and scan, each page bound to the content by its code; as DOCX to edit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import segno

from contracts.programme import Programme
from services.chassis.filenames import file_name
from services.chassis.instants import parts_of
from services.chassis.picture_fault import PictureFault
from services.chassis.typesetting import typeset
from services.chassis.word import Filling, word
from services.chassis.word_file import About
from services.forms.filing import Filing
from services.forms.layout import printed_form
from services.forms.pictures import printable
from services.forms.template_files import LIBRARY


def form_pdf(filing: Filing, code: str, template: Path) -> bytes:
    """The form with the content code as text and as QR code on every page.

    The same input gives the same bytes. Blocks for some 0.1 s: call it in a thread. ValueError without a code, which alone binds a
    scan to the content; PictureFault for a picture that cannot be printed; TemplateFault for the template.
    """
    if not code:
        raise ValueError("a form is printed with the code of its content")
    at = parts_of(filing.at) if filing.at else None
    data = asdict(printed_form(filing)) | {"code": code, "mark": _mark(code), "at": at}
    return typeset(template, data, _images(filing), LIBRARY)


def form_docx(filing: Filing, template: Path) -> bytes:
    """The form to edit in Word: it carries no code, for what is edited is no longer the content. Otherwise as :func:`form_pdf`."""
    form = printed_form(filing)
    about = About(f"{''.join(form.titles)}申报书", filing.programme.title.zh, filing.at)
    return word(template.read_bytes(), Filling(asdict(form), _images(filing)), about)


def form_filename(programme: Programme, applicant: str, extension: str) -> str:
    return file_name(applicant, f"{programme.title.zh}申报书", extension=extension)


def _images(filing: Filing) -> dict[str, bytes]:
    return {name: _image(name, content) for name, content in filing.images.items()}


def _image(name: str, content: bytes) -> bytes:
    try:
        return printable(content)
    except ValueError as error:
        raise PictureFault(name, str(error)) from error


def _mark(code: str) -> str:
    """The code as a QR code (SVG), readable with a quarter of it smudged by a seal."""
    return segno.make(code, error="q", micro=False).svg_inline(border=0)
