"""An archive as a ZIP that is written file by file, from the store to the disk: memory does not grow with it.

Nothing in it is packed, since packers differ from one to the next; each file is dated by the record. The same files give the same bytes.
"""

from __future__ import annotations

import zipfile
from asyncio import to_thread
from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

from contracts.days import SHANGHAI
from services.chassis.archives import entry
from services.funding.documents.archive import json_bytes

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"


class ArchiveZip:
    """The ZIP, in a file of the caller's. ``at`` is what every entry is dated by."""

    def __init__(self, target: BinaryIO, at: datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED)
        day = at.astimezone(SHANGHAI)
        self._date = day.year, day.month, day.day, day.hour, day.minute, day.second
        self._listed: list[dict[str, Any]] = []

    def write(self, name: str, title: str, content: bytes) -> None:
        self._zip.writestr(entry(name, self._date), content)
        self._list(name, title, len(content), sha256(content).hexdigest())

    async def copy(self, name: str, title: str, chunks: AsyncIterator[bytes]) -> None:
        """A file in chunks; its digest is taken of what is written."""
        found, size = sha256(), 0
        with self._zip.open(entry(name, self._date), "w") as file:
            async for chunk in chunks:
                found.update(chunk)
                size += len(chunk)
                await to_thread(file.write, chunk)
        self._list(name, title, size, found.hexdigest())

    def close(self, manifest: dict[str, Any]) -> None:
        """End with the manifest, which lists every file, and the same list for ``sha256sum``."""
        content = json_bytes(manifest | {"files": self._listed})
        self.write(MANIFEST, "", content)
        sums = "".join(f"{file['sha256']}  {file['name']}\n" for file in self._listed)
        self._zip.writestr(entry(SUMS, self._date), sums.encode())
        self._zip.close()

    def _list(self, name: str, title: str, size: int, digest: str) -> None:
        self._listed.append({"name": name, "title": title, "size": size, "sha256": digest})
