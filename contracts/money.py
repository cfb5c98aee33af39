"""Money: an integer number of fen, and how people read it."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿", "万亿")
LARGEST = 10**16 * 100 - 1
"""Fen: the largest sum that is written in words."""


def yuan(fen: int) -> str:
    """500,000.00元 for 50000000 fen; whole yuan without the fraction (500,000元)."""
    sign, whole, rest = "-" if fen < 0 else "", *divmod(abs(fen), 100)
    return f"{sign}{whole:,}" + (f".{rest:02}" if rest else "") + "元"


def in_words(fen: int) -> str:
    """大写, as 会计基础工作规范 第五十二条 asks: 伍拾万元整, 壹佰零贰元叁角整, 壹仟元零伍分. ValueError outside 0 to LARGEST.

    What ends with 元 or 角 has 整 behind it, what ends with 分 has not.
    """
    if not 0 <= fen <= LARGEST:
        raise ValueError(f"{fen} fen cannot be written in words: 0 to {LARGEST}")
    whole, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    text = (_whole(whole) or "零" * (not rest)) + "元" * (whole > 0 or not rest)
    if not rest:
        return text + "整"
    text += f"{_DIGITS[jiao]}角" if jiao else "零" * (whole > 0)
    return text + (f"{_DIGITS[cents]}分" if cents else "整")


def _whole(yuan_: int) -> str:
    """Whole yuan in sections of four digits; a run of zeros is one 零."""
    sections: list[int] = []
    while yuan_:
        yuan_, section = divmod(yuan_, 10_000)
        sections.append(section)
    text, gap = "", False
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        if not section:
            gap = bool(text)
            continue
        text += "零" * (bool(text) and (gap or section < 1000)) + _section(section) + _SECTIONS[index]
        gap = False
    return text


def _section(section: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = section // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += "零" * gap + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
