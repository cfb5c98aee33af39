"""JSON bodies, read strictly: what the store or the bus could not keep is refused here, with the place where it stands.

orjson reads every body. Where it refuses one, or the bytes hold a sign of trouble (an escaped NUL, nineteen digits in a row, many
brackets, a name twice), a lenient reader goes through the same bytes to find the places and to say what is wrong there.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson

from contracts.refusal import Fault, Refusal, Text

_MOST_FAULTS = 20
_WIDEST = 2**63
_LONGEST_INTEGER = 20  # characters; longer ones are cut: they are out of range all the same
_DIGITS_TO_ZERO = bytes(ord("0") if chr(byte).isdecimal() and byte < 128 else ord(" ") for byte in range(256))
_NINETEEN = b"0" * 19  # the shortest integer beyond 64 bit has 19 digits
_REPEATED = Text("同一个名称出现了两次", "The same name stands there twice")
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(body: bytes, depth: int) -> Any:
    """The value of a JSON body nested at most ``depth`` deep; a Refusal (400) names each place that cannot stay as it is."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _refusal(_faults(body, depth) or [_syntax(error)]) from error
    if (_suspicious(body, depth) or _repetitive(body)) and (faults := _faults(body, depth)):
        raise _refusal(faults)
    return value


def _suspicious(body: bytes, depth: int) -> bool:
    return b"\\u0000" in body or _NINETEEN in body.translate(_DIGITS_TO_ZERO) or body.count(b"[") + body.count(b"{") > depth


def _repetitive(body: bytes) -> bool:
    """Whether an object has a name twice. orjson keeps the last; what the first said would be lost without a word."""
    found = False

    def see(members: list[tuple[str, Any]]) -> None:
        nonlocal found
        found = found or len(members) > len({name for name, _ in members})

    json.loads(body, object_pairs_hook=see)
    return found


class _Object(dict[str, Any]):
    """An object that remembers which of its names came twice."""

    def __init__(self, members: list[tuple[str, Any]]) -> None:
        super().__init__(members)
        given = Counter(name for name, _ in members) if len(self) < len(members) else Counter[str]()
        self.repeated = [name for name, times in given.items() if times > 1]


def _refusal(faults: list[Fault]) -> Refusal:
    return Refusal("malformed-request", Text("请求内容无法读取", "The request body cannot be read"), tuple(faults))


def _syntax(error: orjson.JSONDecodeError) -> Fault:
    zh = f"不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列"
    return Fault("invalid-json", "", Text(zh, f"Not valid JSON: line {error.lineno}, column {error.colno}"))


def _faults(body: bytes, depth: int) -> list[Fault]:
    """What the lenient reader finds; nothing where the body is no JSON at all."""
    try:
        value = json.loads(body.decode("utf-8", "surrogatepass"), strict=False, parse_int=_integer, object_pairs_hook=_Object)
    except UnicodeDecodeError as error:
        return [Fault("not-utf-8", "", Text(f"第 {error.start + 1} 个字节不是 UTF-8", f"Byte {error.start + 1} is not UTF-8"))]
    except RecursionError:
        return [_too_deep("", depth)]
    except json.JSONDecodeError:
        return []
    found = _walk(value, depth)
    return [fault for fault, _ in zip(found, range(_MOST_FAULTS), strict=False)]


def _integer(digits: str) -> int:
    return int(digits[: _LONGEST_INTEGER + 1])


def _walk(value: Any, depth: int) -> Iterator[Fault]:
    places: list[tuple[str, int, Any]] = [("", 1, value)]
    while places:
        pointer, level, here = places.pop()
        if isinstance(here, dict | list) and level > depth:
            yield _too_deep(pointer, depth)
        elif isinstance(here, _Object):
            yield from (fault for name in here if (fault := _wrong_text(name, pointer)))
            yield from (Fault("repeated", f"{pointer}/{escape(name)}", _REPEATED) for name in here.repeated)
            places.extend((f"{pointer}/{escape(name)}", level + 1, inner) for name, inner in reversed(here.items()))
        elif isinstance(here, list):
            places.extend((f"{pointer}/{index}", level + 1, inner) for index, inner in reversed(list(enumerate(here))))
        elif fault := _wrong_value(here, pointer):
            yield fault


def escape(name: str) -> str:
    """One step of a JSON pointer; characters that no answer could carry are replaced."""
    return _SURROGATE.sub("�", name).replace("\0", "�").replace("~", "~0").replace("/", "~1")


def _wrong_value(value: object, pointer: str) -> Fault | None:
    if isinstance(value, str):
        return _wrong_text(value, pointer)
    if isinstance(value, float) and not math.isfinite(value):
        return Fault("not-finite", pointer, Text("不是有限的数", "Not a finite number"))
    if isinstance(value, int) and not -_WIDEST <= value < _WIDEST:
        actual = str(value) if len(str(value)) <= _LONGEST_INTEGER else "≥ 10^20"
        return Fault("number-out-of-range", pointer, Text("整数超出 64 位", "An integer beyond 64 bits"), "64 bit", actual)
    return None


def _wrong_text(text: str, pointer: str) -> Fault | None:
    if "\0" in text:
        return Fault("nul-character", pointer, Text("含有 NUL 字符（U+0000）", "Contains the NUL character (U+0000)"))
    if not text.isascii() and (found := _SURROGATE.search(text)):
        said = f"U+{ord(found[0]):04X}"
        return Fault("lone-surrogate", pointer, Text(f"含有不成对的代理字符（{said}）", f"Contains a lone surrogate ({said})"), actual=said)
    return None


def _too_deep(pointer: str, depth: int) -> Fault:
    return Fault("nested-too-deep", pointer, Text(f"嵌套超过 {depth} 层", f"Nested deeper than {depth} levels"), depth)
