"""Names of files to download: Chinese, short enough for every file system, without the characters that Windows refuses."""

from __future__ import annotations

import re

_REFUSED = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_MOST_BYTES = 115  # of a part
_MOST_OF_ALL = 255  # bytes of a file name, on Linux as on Windows


def file_name(*parts: str, extension: str) -> str:
    """The parts joined by hyphens; what is too long of one, or of all, is cut. Each byte counts, a Chinese character has three.

    The ``extension`` is ours, never a part of a name that somebody sent.
    """
    kept = (_cut(_REFUSED.sub("_", part).strip(" ."), _MOST_BYTES) for part in parts)
    return _cut("-".join(filter(None, kept)), _MOST_OF_ALL - len(extension) - 1) + f".{extension}"


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
