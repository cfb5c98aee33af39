"""How Chinese official documents number and break their headings (GB/T 9704: 一、 then （一）)."""

from __future__ import annotations

import re

from contracts.programme.source import Sourced

_DIGITS = "零一二三四五六七八九"
_ANNEX = re.compile(r"附件\s*(\d+)")
_LINE = 22  # characters of the title's size that fit on a line of A4


def numeral(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十, 二十一."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def annex(entry: Sourced) -> str | None:
    """The annex (附件) whose layout the document gives for this entry: by the clause that the entry names as its source."""
    source = entry.source.of("entry") or next(iter(entry.source.each.values()))
    found = _ANNEX.match(source.clause or "")
    return f"附件{found.group(1)}" if found else None


def title_lines(title: str) -> tuple[str, ...]:
    """The title on one line, or on two as even as can be without cutting a name in “” or 《》 from its mark."""
    if len(title) <= _LINE:
        return (title,)
    breaks = {found.start() for found in re.finditer("[“《]", title)} | {found.end() for found in re.finditer("[”》]", title)}
    inside = [at for at in breaks if len(title) - _LINE <= at <= _LINE]
    at = min(inside or [(len(title) + 1) // 2], key=lambda place: (abs(2 * place - len(title)), place))
    return title[:at], title[at:]
