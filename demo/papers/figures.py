"""Figures of a form: an architecture diagram (PNG) and a chart of results (JPEG), at most 1000 px each way (附件1 篇幅)."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

from demo.data.chance import chance
from demo.data.company import Company
from demo.data.partner import partners

WIDTH, HEIGHT = 960, 640  # px
_INK, _PAPER = "#1f2d3d", "#ffffff"
_LAYERS = (
    ("应用层", "#d6e6ff", ("订单协同", "质量追溯", "设备联网", "能耗管理", "集采集销")),
    ("平台层", "#dff3e4", ("数据中台", "行业模型", "统一编码", "安全网关")),
    ("边缘层", "#fdeccf", ("采集终端", "协议解析", "边缘计算", "视觉检测")),
)
_BEFORE_AFTER = (("设备联网率", 18, 79), ("准时交付率", 74, 95), ("一次合格率", 89, 98), ("业务上云率", 31, 92))


def architecture(company: Company, width: int = WIDTH) -> bytes:
    """架构图, PNG: the platform's layers, and the SMEs below it. ``width`` in px."""
    image = Image.new("RGB", (width, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    _centred(draw, (0, 14, width, 60), f"{company.platform}总体架构", 28)
    for number, (layer, colour, parts) in enumerate(_LAYERS):
        _layer(draw, (40, 76 + number * 132, width - 40, 190 + number * 132), layer, colour, parts)
    names = [_trade_name(partner.name) for partner in partners(company)[:5]]
    _layer(draw, (40, 480, width - 40, 594), "企业层", "#f0e3f7", tuple(names))
    _centred(draw, (0, 600, width, 636), f"{company.short}  {company.chain}", 18)
    return _bytes(image.quantize(32, Image.Quantize.FASTOCTREE), "PNG")


def _trade_name(name: str) -> str:
    """The name without the form of the company."""
    for form in ("股份有限公司", "有限责任公司", "有限公司"):
        name = name.removesuffix(form)
    return name


def _layer(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], title: str, colour: str, parts: tuple[str, ...]) -> None:
    left, top, right, bottom = box
    draw.rounded_rectangle(box, 12, fill=colour, outline=_INK, width=2)
    _centred(draw, (left, top, left + 110, bottom), title, 22)
    each = (right - left - 120) // len(parts)
    for number, part in enumerate(parts):
        start = left + 110 + number * each
        draw.rounded_rectangle((start, top + 24, start + each - 12, bottom - 24), 8, fill=_PAPER, outline=_INK)
        _centred(draw, (start, top + 24, start + each - 12, bottom - 24), part, 16 if len(part) < 8 else 13)


def results_chart(company: Company) -> bytes:
    """成效对比图, JPEG: before and after, in per cent."""
    change = chance(company.key, "chart")
    image = Image.new("RGB", (800, 520), _PAPER)
    draw = ImageDraw.Draw(image)
    _centred(draw, (0, 10, 800, 56), f"{company.short}带动企业转型成效（%）", 24)
    draw.line((60, 440, 760, 440), fill=_INK, width=2)
    for number, (title, before, after) in enumerate(_BEFORE_AFTER):
        left = 90 + number * 172
        _bar(draw, left, before + change.randrange(-6, 7), "#9db4cc")
        _bar(draw, left + 56, min(99, after + change.randrange(-4, 3)), "#2f7d5b")
        _centred(draw, (left - 20, 446, left + 124, 478), title, 18)
    _centred(draw, (0, 484, 800, 514), "浅色：实施前　深色：实施后", 16)
    return _bytes(image, "JPEG")


def _bar(draw: ImageDraw.ImageDraw, left: int, percent: int, colour: str) -> None:
    top = 440 - percent * 36 // 10
    draw.rectangle((left, top, left + 48, 440), fill=colour)
    _centred(draw, (left, top - 28, left + 48, top), str(percent), 16)


def _centred(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], text: str, size: int) -> None:
    middle = ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
    draw.text(middle, text, fill=_INK, font=_font(size), anchor="mm")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(sans_path()), size)


def _bytes(image: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()
