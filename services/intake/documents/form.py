"""The application form (申报书) as PDF: printed, sealed and scanned, each page bound to the content by its code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
import typst
from pylopdf_fonts_zh_cn import sans_path, serif_path

from contracts.programme import Offer, Programme
from services.chassis.filenames import file_name
from services.intake.documents.layout import printed_form

_TEMPLATE = str(Path(__file__).with_name("form.typ"))


def form_pdf(offer: Offer, programme: Programme, content: Mapping[str, Any], pictures: Sequence[bytes], code: str) -> bytes:
    """The form with this content, the pictures (PNG, JPEG) in their order, and the content code as text and as QR code on every page.

    The same input gives the same bytes. Blocks for some 0.1 s: call it in a thread. ValueError without a code, which alone binds a
    scan to the content, and for a picture that cannot be decoded.
    """
    if not code:
        raise ValueError("a form is printed with the code of its content")
    names = [f"picture-{number}" for number in range(1, len(pictures) + 1)]
    data = asdict(printed_form(offer, programme, content)) | {"pictures": names, "code": code, "mark": _mark(code)}
    with TemporaryDirectory(prefix="form-") as folder:
        for name, picture in zip(names, pictures, strict=True):
            (Path(folder) / name).write_bytes(picture)
        return _typeset(folder, data)


def form_filename(programme: Programme, applicant: str) -> str:
    return file_name(applicant, f"{programme.title.zh}申报书", extension="pdf")


def _typeset(folder: str, data: dict[str, Any]) -> bytes:
    """What the user wrote reaches the template as data; nothing of it is read as markup."""
    template = shutil.copy(_TEMPLATE, folder)
    inputs = {"form": json.dumps(data)}
    try:
        return typst.compile(template, root=folder, font_paths=_fonts(), sys_inputs=inputs)
    except typst.TypstError as error:
        if "image" in error.message:
            raise ValueError(f"a picture cannot be printed: {error.message}") from error
        raise


def _mark(code: str) -> str:
    """The code as a QR code (SVG), readable with a quarter of it smudged by a seal."""
    return segno.make(code, error="q", micro=False).svg_inline(border=0)


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts that come with the packages: every machine prints the same."""
    folders = [str(path.parent) for path in (sans_path(), serif_path())]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
