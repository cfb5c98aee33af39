"""Files that are what they say, and files that are not."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image
from pypdf import PdfWriter

ORIENTATION = 0x0112  # the EXIF tag
SIDEWAYS = 6


@cache
def pdf(pages: int = 1, password: str | None = None) -> bytes:
    """A PDF of blank pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(300, 400)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def large_pdf(size: int) -> bytes:
    """A whole PDF of exactly so many bytes."""
    content = pdf()
    end = content.rindex(b"startxref")
    return content[:end] + b"%" + b"0" * (size - len(content) - 2) + b"\n" + content[end:]


@cache
def png(width: int, height: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(content, "PNG")
    return content.getvalue()


@cache
def jpeg(width: int, height: int, orientation: int = 1) -> bytes:
    """A JPEG of so many stored px, with an EXIF orientation."""
    content, exif = io.BytesIO(), Image.Exif()
    exif[ORIENTATION] = orientation
    Image.new("RGB", (width, height), (30, 30, 200)).save(content, "JPEG", exif=exif)
    return content.getvalue()


@cache
def jpeg_of_photoshop(width: int, height: int) -> bytes:
    """A JPEG in the colours of ink, without JFIF or Exif: it begins with Adobe's own mark."""
    content = io.BytesIO()
    Image.new("CMYK", (width, height), (200, 30, 30, 0)).save(content, "JPEG")
    return content.getvalue()


@cache
def bare_jpeg(width: int, height: int) -> bytes:
    """A JPEG that begins with its tables, as some cameras and scanners write it."""
    content = jpeg(width, height)
    start, tables = b"\xff\xd8", content.index(b"\xff\xdb")
    return start + content[tables:]


def exe() -> bytes:
    return b"MZ" + bytes(62) + b"PE\0\0" + bytes(400)
