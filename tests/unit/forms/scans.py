"""What a scanner makes of a printed form: grey pictures of its pages, turned, with noise, as JPEG of quality 60."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from services.forms.form import form_pdf
from services.forms.template_files import form_template
from tests.unit.forms.samples import full

_PAPER, _QUALITY, _NOISE = 245, 60, 0.2


def print_of(code: str, track: str, mark: str) -> bytes:
    """The form of this track, printed with the mark as its content code."""
    return form_pdf(full(code, track), mark, form_template(code, track, "typ"))


def scanned(printed: bytes, dpi: int, turn: float = 0, pages: int = 2) -> list[Image.Image]:
    """The first pages, each turned by so many degrees."""
    document = pypdfium2.PdfDocument(printed)
    return [_scanned(document[number], dpi, turn) for number in range(pages)]


def _scanned(page: pypdfium2.PdfPage, dpi: int, turn: float) -> Image.Image:
    sheet = page.render(scale=dpi / 72, grayscale=True).to_pil()
    turned = sheet.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=_PAPER)
    return Image.blend(turned, Image.effect_noise(turned.size, 90), _NOISE)


def sealed(printed: bytes, dpi: int) -> Image.Image:
    """The first page in its colours, with red rings all over the QR code, as a seal's letters are."""
    page = pypdfium2.PdfDocument(printed)[0].render(scale=dpi / 72).to_pil().convert("RGB")
    mm, seal = page.width / 210, Image.new("RGB", page.size, "white")
    for radius in range(2, 20, 3):
        box = [(176 - radius) * mm, (20 - radius) * mm, (176 + radius) * mm, (20 + radius) * mm]
        ImageDraw.Draw(seal).ellipse(box, outline="#d62a25", width=round(1.5 * mm))
    return ImageChops.multiply(page, seal)


def as_pdf(pages: list[Image.Image], dpi: int) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=_QUALITY)
    return file.getvalue()


def as_picture(page: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    page.save(file, kind, quality=_QUALITY)
    return file.getvalue()
