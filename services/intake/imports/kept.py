"""The files that an import keeps in the content-addressed store: its rows, and what was wrong; a JSON object a line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

import orjson

from services.intake.intake import Intake

_BATCH = 100
"""Lines that are written at a time."""

_LARGEST = 10
"""How much larger than what was sent such a file may be: what is wrong with a cell takes more room than the cell."""


async def keep(intake: Intake, lines: Iterable[dict[str, Any]]) -> str:
    """Keep them as a file, a JSON object a line; its SHA-256."""
    return (await intake.files.put(_packed(list(lines)), intake.settings.upload.limit * _LARGEST)).sha256


async def _packed(lines: list[dict[str, Any]]) -> AsyncIterator[bytes]:
    for first in range(0, len(lines), _BATCH):
        yield b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines[first : first + _BATCH])


async def lines_of(intake: Intake, sha256: str | None) -> AsyncIterator[dict[str, Any]]:
    """The lines of a file that an import keeps; none where it keeps none."""
    if sha256 is None:
        return
    tail = b""
    async for chunk in await intake.files.open(sha256):
        *lines, tail = (tail + chunk).split(b"\n")
        for line in lines:
            yield orjson.loads(line)
