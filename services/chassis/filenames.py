"""Names of files to download: Chinese, short enough for every file system, without the characters that Windows refuses."""

from __future__ import annotations

import re

_REFUSED = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_MOST_BYTES = 115  # of a part: two parts and an extension stay below the 255 bytes of a file name


def file_name(*parts: str, extension: str) -> str:
    """The parts joined by hyphens; what is too long of one is cut. Each byte counts, a Chinese character has three."""
    kept = (_REFUSED.sub("_", part).strip(" .").encode()[:_MOST_BYTES].decode(errors="ignore") for part in parts)
    return "-".join(filter(None, kept)) + f".{extension}"
