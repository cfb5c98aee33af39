"""What a file really is: told from its content, never from its name, and read far enough to know that it is whole.

Readers of foreign files can be slow, so that each inspection runs in a thread of its own; ``Upload`` bounds the pictures that are
decoded and the content that packed files unpack to.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from asyncio import to_thread
from collections.abc import Collection
from dataclasses import dataclass
from os import SEEK_END
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from contracts.refusal import Fault, Refusal, Text
from services.chassis.settings import Upload
from services.chassis.sizes import too_large
from services.chassis.sniffing import PACKED, PDF, PICTURES, sniff

_CHUNK = 1 << 20  # bytes
_ORIENTATION = 0x0112  # the EXIF tag
_SIDEWAYS = (5, 6, 7, 8)  # its values that turn the picture by a quarter
_ENCRYPTED = 0x1  # the flag of a packed entry
_MOST_ENTRIES = 10_000
_TAIL = 2_048  # bytes, at the end of a PDF


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file is: size in bytes; width and height in px, after the EXIF rotation, of a picture; pages of a PDF."""

    sha256: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may be sent here: media types, and the place in the request that faults are told of."""

    media_types: Collection[str]
    pointer: str = "/file"


async def inspect(file: BinaryIO, wanted: Wanted, limits: Upload) -> FileFacts:
    """The facts of a file. A Refusal where it is too large, not of a wanted kind, encrypted, or broken."""
    return await to_thread(_inspect, file, wanted, limits)


def _inspect(file: BinaryIO, wanted: Wanted, limits: Upload) -> FileFacts:
    digest, size = _measured(file, wanted, limits)
    kind = sniff(file)
    if kind not in wanted.media_types:
        raise _wrong_type(kind, wanted)
    try:
        return _read(file, FileFacts(digest, size, kind), wanted, limits)
    except BROKEN as error:
        raise broken(kind, wanted) from error
    finally:
        file.seek(0)


BROKEN = (
    PyPdfError,
    UnidentifiedImageError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    SyntaxError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    RecursionError,
    EOFError,
    NotImplementedError,
)
"""What readers raise on a file that is not whole: they let the errors of their inner parsing through."""


def _measured(file: BinaryIO, wanted: Wanted, limits: Upload) -> tuple[str, int]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    if size > limits.limit:
        raise too_large(limits.limit, size, wanted.pointer)
    return digest.hexdigest(), size


def _read(file: BinaryIO, facts: FileFacts, wanted: Wanted, limits: Upload) -> FileFacts:
    file.seek(0)
    if facts.media_type == PDF:
        return FileFacts(facts.sha256, facts.size, PDF, pages=_pages(file, wanted))
    if facts.media_type in PICTURES:
        width, height = _measure_picture(file, wanted, limits)
        return FileFacts(facts.sha256, facts.size, facts.media_type, width, height)
    if facts.media_type in PACKED:
        _unpack(file, wanted, limits)
    return facts


def _pages(file: BinaryIO, wanted: Wanted) -> int:
    _require_end(file)
    reader = PdfReader(file, strict=False)
    if reader.is_encrypted:
        raise _encrypted(wanted)
    pages = len(reader.pages)
    if pages == 0:
        raise ValueError("no pages")
    for page in reader.pages:
        _ = page.mediabox  # a page that is announced and not there fails here
    return pages


def _require_end(file: BinaryIO) -> None:
    """A reader would mend a PDF that ends too early, and lose pages in silence."""
    file.seek(0, SEEK_END)
    file.seek(max(0, file.tell() - _TAIL))
    if b"%%EOF" not in file.read():
        raise ValueError("the end is missing")
    file.seek(0)


def _measure_picture(file: BinaryIO, wanted: Wanted, limits: Upload) -> tuple[int, int]:
    try:
        opened = Image.open(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels("", wanted, limits) from error
    with opened as picture:
        width, height = picture.size
        if width * height > limits.pixels:
            raise _too_many_pixels(f"{width}×{height} px", wanted, limits)
        sideways = picture.getexif().get(_ORIENTATION) in _SIDEWAYS
        picture.load()  # a picture that ends too early fails here
    return (height, width) if sideways else (width, height)


def _unpack(file: BinaryIO, wanted: Wanted, limits: Upload) -> None:
    with zipfile.ZipFile(file) as packed:
        entries = packed.infolist()
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise _encrypted(wanted)
        if (total := sum(entry.file_size for entry in entries)) > limits.unpacked or len(entries) > _MOST_ENTRIES:
            raise too_large(limits.unpacked, total, wanted.pointer)
        if packed.testzip() is not None:  # reads each entry, and no more of it than it announced
            raise ValueError("a damaged entry")


def _wrong_type(kind: str, wanted: Wanted) -> Refusal:
    accepted = ", ".join(sorted(wanted.media_types))
    text = Text(f"按内容判断，文件为 {kind}；此处只接受 {accepted}", f"By its content the file is {kind}; accepted here: {accepted}")
    return Refusal("wrong-file-type", text, (Fault("wrong-file-type", wanted.pointer, text, accepted, kind),))


def broken(kind: str, wanted: Wanted) -> Refusal:
    """The refusal of a file that its reader cannot read."""
    text = Text(f"文件已损坏或不完整，无法作为 {kind} 打开", f"The file is damaged or incomplete: it does not open as {kind}")
    return Refusal("unreadable-file", text, (Fault("unreadable-file", wanted.pointer, text, actual=kind),))


def _encrypted(wanted: Wanted) -> Refusal:
    text = Text("文件设有密码或权限保护，请去除后重新上传", "The file is protected by a password: remove it and send the file again")
    return Refusal("encrypted-file", text, (Fault("encrypted-file", wanted.pointer, text),))


def _too_many_pixels(found: str, wanted: Wanted, limits: Upload) -> Refusal:
    text = Text(f"图片过大，超过 {limits.pixels} 像素", f"The picture has more than {limits.pixels} pixels")
    return Refusal("unreadable-file", text, (Fault("too-many-pixels", wanted.pointer, text, limits.pixels, found or None),))
