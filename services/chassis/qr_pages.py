"""A program of its own: it prints what the QR codes on the scan at its standard input (PDF, PNG, JPEG) say, as JSON.

Readers in C and C++ meet foreign files here, where a crash, a flood of memory or an endless loop ends nothing but this process: see
``qr_codes.py``, which starts it. It imports nothing of the platform, so that it starts within some 0.1 s.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from math import ceil
from typing import BinaryIO

import pypdfium2
import zxingcpp
from PIL import Image

_SIDES = (2000, 3400)  # px of a page's longer side, one after the other: 170 and 290 dpi of A4
_WHITE = 255
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def main() -> None:
    """The arguments: the texts that are looked for, as a regular expression; most pages, seconds, bytes of memory."""
    wanted, pages, seconds, memory = sys.argv[1:]
    _bound(ceil(float(seconds)), int(memory))
    with open(0, "rb") as scan:
        texts = {text for page in _pages(scan, int(pages)) for text in _texts(page, re.compile(wanted))}
    json.dump(sorted(texts), sys.stdout)


def _bound(seconds: int, memory: int) -> None:
    """Also where the process that waits for this one is gone. A system that does not know one of the bounds goes without it."""
    for bound, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(bound, (most, most))


def _pages(scan: BinaryIO, most: int) -> Iterator[Iterator[Image.Image]]:
    """Each page as pictures of its black ink, the coarser one first: the finer one is drawn only where it is asked for."""
    if scan.read(5) == b"%PDF-":
        document = pypdfium2.PdfDocument(scan)
        return (_drawn(document, number) for number in range(min(len(document), most)))
    return iter((_scaled(_ink(Image.open(scan, formats=("PNG", "JPEG")))),))


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Iterator[Image.Image]:
    """A page that cannot be drawn keeps none of the others from being read."""
    with suppress(pypdfium2.PdfiumError):
        page = document[number]
        for side in _SIDES:
            yield _ink(page.render(scale=side / max(page.get_size())).to_pil())


def _ink(picture: Image.Image) -> Image.Image:
    """What is not red, on white: where a seal lies over a code, its ink is as light as paper in red light."""
    picture.draft("RGB", (_SIDES[-1], _SIDES[-1]))  # a large JPEG is decoded to half its size or less
    if picture.mode.startswith("I"):  # 16 bit of grey
        return picture.convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB").getchannel("R")
    seen = picture.convert("RGBA")
    return Image.composite(seen.getchannel("R"), Image.new("L", seen.size, _WHITE), seen.getchannel("A"))


def _scaled(picture: Image.Image) -> Iterator[Image.Image]:
    longer = max(picture.size)
    for side in _SIDES:
        if side >= longer:
            yield picture
            return
        yield picture.resize(_within(picture.size, side / longer), Image.Resampling.BOX)


def _within(size: tuple[int, int], scale: float) -> tuple[int, int]:
    width, height = size
    return max(1, int(width * scale)), max(1, int(height * scale))


def _texts(page: Iterator[Image.Image], wanted: re.Pattern[str]) -> list[str]:
    """Those of a page that are wanted, from the coarsest picture that shows any."""
    for picture in page:
        found = zxingcpp.read_barcodes(picture, formats=_QR, text_mode=zxingcpp.TextMode.Plain)
        if texts := [code.text for code in found if wanted.fullmatch(code.text)]:
            return texts
    return []


if __name__ == "__main__":
    main()
