"""Pictures in the manner of office software: layers of an architecture, and bars before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

WIDTH, HEIGHT = 960, 640  # px
_INK, _PAPER = "#1f2d3d", "#ffffff"
_COLOURS = ("#d6e6ff", "#dff3e4", "#fdeccf", "#f0e3f7")


@dataclass(frozen=True, slots=True)
class Layer:
    """One of four, from above; its parts stand side by side."""

    name: str
    parts: tuple[str, ...]


def architecture(title: str, layers: Sequence[Layer], footer: str, width: int = WIDTH) -> bytes:
    """架构图, PNG, ``width`` by ``HEIGHT`` px."""
    image = Image.new("RGB", (width, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    _centred(draw, (0, 14, width, 60), title, 28)
    for number, (layer, colour) in enumerate(zip(layers, _COLOURS, strict=True)):
        _layer(draw, (40, 76 + number * 132, width - 40, 190 + number * 132), layer, colour)
    _centred(draw, (0, 600, width, 636), footer, 18)
    return encoded(image.quantize(32, Image.Quantize.FASTOCTREE), "PNG")


def _layer(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], layer: Layer, colour: str) -> None:
    left, top, right, bottom = box
    draw.rounded_rectangle(box, 12, fill=colour, outline=_INK, width=2)
    _centred(draw, (left, top, left + 110, bottom), layer.name, 22)
    each = (right - left - 120) // len(layer.parts)
    for number, part in enumerate(layer.parts):
        start = left + 110 + number * each
        draw.rounded_rectangle((start, top + 24, start + each - 12, bottom - 24), 8, fill=_PAPER, outline=_INK)
        _centred(draw, (start, top + 24, start + each - 12, bottom - 24), part, 16 if len(part) < 8 else 13)


def bars(title: str, pairs: Sequence[tuple[str, int, int]]) -> bytes:
    """成效对比图, JPEG, 800 by 520 px: four pairs of before and after, in per cent."""
    image = Image.new("RGB", (800, 520), _PAPER)
    draw = ImageDraw.Draw(image)
    _centred(draw, (0, 10, 800, 56), title, 24)
    draw.line((60, 440, 760, 440), fill=_INK, width=2)
    for number, (name, before, after) in enumerate(pairs):
        left = 90 + number * 172
        _bar(draw, left, before, "#9db4cc")
        _bar(draw, left + 56, after, "#2f7d5b")
        _centred(draw, (left - 20, 446, left + 124, 478), name, 18)
    _centred(draw, (0, 484, 800, 514), "浅色：实施前　深色：实施后", 16)
    return encoded(image, "JPEG")


def _bar(draw: ImageDraw.ImageDraw, left: int, percent: int, colour: str) -> None:
    top = 440 - percent * 36 // 10
    draw.rectangle((left, top, left + 48, 440), fill=colour)
    _centred(draw, (left, top - 28, left + 48, top), str(percent), 16)


def _centred(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], text: str, size: int) -> None:
    middle = ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
    draw.text(middle, text, fill=_INK, font=font(size), anchor="mm")


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(sans_path()), size)


def encoded(image: Image.Image, kind: str) -> bytes:
    """The file's bytes."""
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()
