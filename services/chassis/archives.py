"""ZIP archives without a clock, on whatever system: the same entries give the same bytes, of packed ones where the same zlib packs them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from io import BytesIO

Date = tuple[int, int, int, int, int, int]
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first instant that the format knows
_UNIX, _READABLE = 3, 0o644 << 16


def entry(name: str, date: Date = _EARLIEST) -> zipfile.ZipInfo:
    """An entry that tells nothing of where it was made; not packed. The flag for UTF-8 is set by zipfile where a name needs it."""
    made = zipfile.ZipInfo(name, date)
    made.create_system, made.external_attr = _UNIX, _READABLE
    return made


def packed(entries: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    """An archive of these entries (name, content in pieces) in their order; a content is written as it comes."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in entries:
            packing = entry(name)
            packing.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(packing, "w") as file:
                for piece in content:
                    file.write(piece)
    return made.getvalue()
