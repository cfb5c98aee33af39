"""The application form (申报书) as PDF: printed, sealed and scanned, each page bound to the content by its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import segno

from contracts.programme import Offer, Programme
from services.chassis.filenames import file_name
from services.chassis.typesetting import typeset
from services.intake.documents.layout import printed_form

_TEMPLATE = Path(__file__).with_name("form.typ")


def form_pdf(offer: Offer, programme: Programme, content: Mapping[str, Any], pictures: Sequence[bytes], code: str) -> bytes:
    """The form with this content, the pictures (PNG, JPEG) in their order, and the content code as text and as QR code on every page.

    The same input gives the same bytes. Blocks for some 0.1 s: call it in a thread. ValueError without a code, which alone binds a
    scan to the content, and for a picture that cannot be decoded.
    """
    if not code:
        raise ValueError("a form is printed with the code of its content")
    shown = {f"picture-{number}": picture for number, picture in enumerate(pictures, 1)}
    data = asdict(printed_form(offer, programme, content)) | {"pictures": list(shown), "code": code, "mark": _mark(code)}
    return typeset(_TEMPLATE, data, shown)


def form_filename(programme: Programme, applicant: str) -> str:
    return file_name(applicant, f"{programme.title.zh}申报书", extension="pdf")


def _mark(code: str) -> str:
    """The code as a QR code (SVG), readable with a quarter of it smudged by a seal."""
    return segno.make(code, error="q", micro=False).svg_inline(border=0)
