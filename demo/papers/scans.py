"""What a scanner makes of a printed and sealed paper: pictures of its pages, a little askew and grey, in a PDF."""

from __future__ import annotations

import math
from functools import cache
from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from demo.data.chance import chance
from demo.papers.typesetting import typeset

DPI = 100
_SCALE = DPI / 72  # px of the scan on a point of the print
_PAPER, _QUALITY = 244, 45  # grey of the paper, of 255; of the JPEG, of 100
_PDFIUM = Lock()  # the library works for one thread at a time


def sealed_scan(printed: bytes, owner: str) -> bytes:
    """The printed PDF with the owner's round seal on its first page, scanned at ``DPI``; as many pages as were printed."""
    first, *others = _askew(printed, math.radians(chance(owner, "scan").uniform(-0.6, 0.6)))
    pages = [_dull(page) for page in (_sealed(first, owner), *others)]
    file = BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=_QUALITY)
    return file.getvalue()


def _askew(pdf: bytes, angle: float) -> list[Image.Image]:
    """The pages in grey, each turned about its middle by the angle (in radians)."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_turned(page, angle) for page in document]
        finally:
            document.close()


def _turned(page: pypdfium2.PdfPage, angle: float) -> Image.Image:
    """Drawn askew in the first place: to turn the picture afterwards would take longer than to draw it."""
    width, height = page.get_size()
    sheet = pypdfium2.PdfBitmap.new_native(math.ceil(width * _SCALE), math.ceil(height * _SCALE), raw.FPDFBitmap_Gray)
    sheet.fill_rect((255, 255, 255, 255), 0, 0, sheet.width, sheet.height)
    along, across = _SCALE * math.cos(angle), _SCALE * math.sin(angle)
    left = (sheet.width - along * width + across * height) / 2
    top = (sheet.height - across * width - along * height) / 2
    turn = raw.FS_MATRIX(along, across, -across, along, left, top)
    whole = raw.FS_RECTF(0, 0, sheet.width, sheet.height)
    raw.FPDF_RenderPageBitmapWithMatrix(sheet, page, turn, whole, raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE)
    drawn: Image.Image = sheet.to_pil()
    return drawn


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
            stamp: Image.Image = document[0].render(scale=_SCALE).to_pil()
            return stamp.convert("RGB")
        finally:
            document.close()


def _dull(page: Image.Image) -> Image.Image:
    return page.point(lambda level: 12 + level * (_PAPER - 12) // 255)
