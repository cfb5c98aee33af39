"""What a scanner makes of a printed and sealed paper: pictures of its pages, a little askew and grey, in a PDF."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image, ImageChops

from demo.data.chance import chance
from demo.papers.typesetting import typeset

DPI = 100
_PAPER, _QUALITY = 244, 45  # grey of the paper, of 255; of the JPEG, of 100
_PDFIUM = Lock()  # the library works for one thread at a time


def sealed_scan(printed: bytes, owner: str) -> bytes:
    """The printed PDF with the owner's round seal on its first page, scanned at ``DPI``; as many pages as were printed."""
    first, *others = _rendered(printed)
    angle = chance(owner, "scan").uniform(-0.6, 0.6)
    pages = [_scanned(page, angle) for page in (_sealed(first, owner), *others)]
    file = BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=_QUALITY)
    return file.getvalue()


def _rendered(pdf: bytes) -> list[Image.Image]:
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]
        finally:
            document.close()


def _sealed(page: Image.Image, owner: str) -> Image.Image:
    """Red ink over black: the darker of both. The place is where the form says 盖章, near enough."""
    stamp, sheet = _stamp(owner), page.convert("RGB")
    corner = (sheet.width - stamp.width - DPI, sheet.height // 5)
    box = (*corner, corner[0] + stamp.width, corner[1] + stamp.height)
    sheet.paste(ImageChops.multiply(sheet.crop(box), stamp), box)
    return sheet


@cache
def _stamp(owner: str) -> Image.Image:
    printed = typeset("stamp", {"name": owner})
    with _PDFIUM:
        document = pypdfium2.PdfDocument(printed)
        try:
            stamp: Image.Image = document[0].render(scale=DPI / 72).to_pil()
            return stamp.convert("RGB")
        finally:
            document.close()


def _scanned(page: Image.Image, angle: float) -> Image.Image:
    colour = (_PAPER,) * 3 if page.mode == "RGB" else _PAPER
    dull = page.point(lambda level: 12 + level * (_PAPER - 12) // 255)
    return dull.rotate(angle, Image.Resampling.BILINEAR, fillcolor=colour)
