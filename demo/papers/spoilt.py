"""Files that have to be refused: a program that calls itself a PDF, a PDF with a password, and half a PDF."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader, PdfWriter


def program() -> bytes:
    """The beginning of a Windows program, under whatever name it comes."""
    return b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(1008) + b"PE\x00\x00"


def encrypted(pdf: bytes) -> bytes:
    """The PDF under a password."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.encrypt("123456", algorithm="AES-256")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def half(pdf: bytes) -> bytes:
    """The first half, as a broken download leaves it."""
    return pdf[: len(pdf) // 2]
