"""The kind of a file, from its first bytes; for packed kinds, from the names inside."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import BinaryIO

import puremagic

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"  # GB/T 33190: the layout format of Chinese offices
ZIP = "application/zip"
UNKNOWN = "application/octet-stream"

PICTURES = frozenset({PNG, JPEG, "image/gif", "image/webp", "image/tiff", "image/bmp"})
PACKED = frozenset({DOCX, XLSX, OFD, ZIP})

_HEAD = 4_096  # bytes
_STARTS: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"MZ": "application/x-msdownload",
    b"\x7fELF": "application/x-executable",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/x-ole-storage",  # the old Word and Excel
}
_INSIDE: Mapping[str, str] = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "OFD.xml": OFD}
_EXTENSIONS: Mapping[str, str] = {PDF: "pdf", PNG: "png", JPEG: "jpg", DOCX: "docx", XLSX: "xlsx", OFD: "ofd", ZIP: "zip"}


def extension_of(media_type: str) -> str:
    """How the name of a file of this kind ends, ``bin`` of one that is none of ours."""
    return _EXTENSIONS.get(media_type, "bin")


def sniff(file: BinaryIO) -> str:
    """The media type of the content, ``application/octet-stream`` where nobody can tell."""
    file.seek(0)
    head = file.read(_HEAD)
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _packed(file)
    return _rare(head)


def _packed(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ZIP
    return next((kind for name, kind in _INSIDE.items() if name in names), ZIP)


def _rare(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    try:
        return puremagic.from_string(head, mime=True) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return "text/plain" if head and _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and b"\0" not in head  # the head may end within a character
    return b"\0" not in head
