"""ZIP archives without a clock: the same entries give the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from io import BytesIO

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first instant that the format knows


def packed(entries: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    """An archive of these entries (name, content in pieces) in their order; a content is written as it comes."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                for piece in content:
                    file.write(piece)
    return made.getvalue()
