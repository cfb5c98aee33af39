"""Text against its limit in 字."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeGuard

from contracts.form.codes import FaultCode
from contracts.form.fault import fault
from contracts.programme.fields import Column
from contracts.refusal import Fault
from contracts.text import blank, length, unprintable

CHARACTERS_PER_WORD = 20
"""A text may have this many characters for each 字 of its limit: an unbroken run counts as one 字 however long it is."""
UNLIMITED_CHARACTERS = 200_000


def is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def check_text(field: Column, text: str, place: tuple[str, str | None], rule: tuple[int | Literal["unlimited"], bool]) -> Iterator[Fault]:
    """Everything wrong with a text at ``place`` (pointer, source) under ``rule`` (limit in 字, whether it may have many lines)."""
    limit, many_lines = rule
    zh, en = field.title.zh, field.title.en
    if blank(text):
        yield fault(FaultCode.MISSING, place, (f"请填写“{zh}”", f"{en} is blank"))
    if found := unprintable(text):
        yield fault(
            FaultCode.UNPRINTABLE, place, (f"“{zh}”含有无法处理的字符{found}", f"{en} has the character {found}, which cannot be kept")
        )
    if not many_lines and ("\n" in text or "\r" in text):
        yield fault(FaultCode.LINE_BREAK, place, (f"“{zh}”应为一行", f"{en} is one line"))
    characters = UNLIMITED_CHARACTERS if limit == "unlimited" else limit * CHARACTERS_PER_WORD
    if len(text) > characters:
        said = f"“{zh}”超过{characters}个字符", f"{en} has more than {characters} characters"
        yield fault(FaultCode.TOO_MANY_CHARACTERS, place, said, (characters, len(text)))
    if limit != "unlimited" and len(text) > limit and (words := length(text)) > limit:
        said = f"“{zh}”不超过{limit}字，现为{words}字", f"{en} has {words} 字, at most {limit} are allowed"
        yield fault(FaultCode.TOO_LONG, place, said, (limit, words))
