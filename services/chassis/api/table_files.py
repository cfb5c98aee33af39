"""Tables that clients send as a file: a spreadsheet, or JSON with one object a line. Which it is, is told from the content."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.bodies import parse
from services.chassis.inspection import Wanted, inspect
from services.chassis.settings import Settings
from services.chassis.sniffing import PACKED, XLSX, sniff

T = TypeVar("T")

_UNPACKED = 150_000_000  # bytes of a spreadsheet that is read into memory: five thousand full forms have a third of it

_MOST_LINES = 20_000  # of five thousand rows, each an object with its details in it


async def is_spreadsheet(file: BinaryIO, settings: Settings) -> bool:
    """Whether it is a spreadsheet, which is whole then; a Refusal where it is neither that nor text."""
    if sniff(file) not in PACKED and _is_text(file, settings):
        return False
    unpacked = min(_UNPACKED, settings.upload.unpacked)
    await inspect(file, Wanted({XLSX}), settings.upload.model_copy(update={"unpacked": unpacked}))
    return True


def _is_text(file: BinaryIO, settings: Settings) -> bool:
    file.seek(0)
    content = file.read(settings.upload.limit)
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def json_lines(file: BinaryIO, settings: Settings) -> Iterator[tuple[int, dict[str, Any] | Fault]]:
    """Each line's number, from 1, and its object, or what is wrong with it; empty lines are passed over.

    A Refusal where there are far more lines than anybody's rows."""
    file.seek(0)
    for number, line in enumerate(file, 1):
        if number > _MOST_LINES:
            text = Text(
                f"文件超过 {_MOST_LINES} 行（含空行），请删除空行", f"The file has more than {_MOST_LINES} lines, counting empty ones"
            )
            raise Refusal("invalid-content", text, (Fault("too-many-lines", "/file", text, _MOST_LINES),))
        content = line.removeprefix(BOM_UTF8) if number == 1 else line
        if not content.strip():
            continue
        try:
            entry = parse(content, settings.body.depth)
        except Refusal as refusal:
            yield number, _unreadable(number, refusal)
            continue
        yield number, entry if isinstance(entry, dict) else _no_object(number)


def _no_object(number: int) -> Fault:
    text = Text(f"第 {number} 行应为一个 JSON 对象", f"row {number}: must be a JSON object")
    return Fault("not-an-object", f"/rows/{number}", text)


def _unreadable(number: int, refusal: Refusal) -> Fault:
    """What keeps a line from being read; where it is no JSON at all, nothing more can be said than what it should be."""
    first = refusal.faults[0]
    if first.code == "invalid-json":
        return _no_object(number)
    text = Text(f"第 {number} 行：{first.text.zh}", f"row {number}: {first.text.en}")
    return Fault(first.code, f"/rows/{number}{first.pointer}", text, first.limit, first.actual)


def bounded(rows: Iterator[T], most: int) -> Iterator[T]:
    """The rows; a Refusal where there are more than may come at a time."""
    for count, row in enumerate(rows, 1):
        if count > most:
            text = Text(f"一次最多导入 {most} 行，请分批导入", f"At most {most} rows at a time: send them in several tables")
            raise Refusal("invalid-content", text, (Fault("too-many-rows", "/rows", text, most),))
        yield row
