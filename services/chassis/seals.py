"""Seals: the heads of the chains, written down outside the store at intervals.

Whoever keeps the folder elsewhere (a write-once disk, another office) can show later what the store held then.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.canonical import canonical, instant
from services.chassis import logs
from services.chassis.clock import Clock
from services.chassis.commits import GENESIS
from services.chassis.mongo import Collection
from services.chassis.settings import Seals as Pace
from services.chassis.store import CommitStore

log = logs.get(__name__)

_SETTLED_US = 5_000_000
"""Commits younger than this are left to the next seal: another process may still be writing one with an earlier id."""


class Seal(BaseModel):
    """The heads (stream, version, digest) that moved since the seal before it, with commits up to the id ``until``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    service: str
    at: str
    until: str
    heads: tuple[tuple[str, int, str], ...]
    prev: str
    digest: str = ""

    def computed(self) -> str:
        """The digest that this seal has to carry."""
        return hashlib.sha256(canonical(self.model_dump(mode="json", exclude={"digest"}))).hexdigest()


class SealLog:
    """The seals of one service: one JSON line each, only ever appended."""

    def __init__(self, folder: Path, service: str) -> None:
        self._service = service
        self._path = folder / f"{service}.jsonl"

    def read(self) -> Iterator[Seal | None]:
        """All seals, oldest first; None for a line that is none."""
        if self._path.exists():
            with self._path.open("rb") as file:
                for line in file:
                    if line.endswith(b"\n"):  # else its writing broke off: nobody has relied on it
                        yield _parsed(line)

    async def seal(self, commits: Collection, at: datetime) -> Seal | None:
        """Seal what has moved since the last seal; None: nothing has."""
        last = self._last()
        bounds = {"$gt": last.until if last else "", "$lt": f"{time.time_ns() // 1000 - _SETTLED_US:016x}"}
        heads: dict[str, tuple[str, int, str]] = {}
        until = ""
        fields = {"parts.stream": 1, "parts.version": 1, "parts.digest": 1}
        async for commit in commits.find({"_id": bounds}, fields).sort("_id", 1):
            until = commit["_id"]
            heads |= {part["stream"]: (part["stream"], part["version"], part["digest"]) for part in commit["parts"]}
        if not heads:
            return None
        draft = Seal(
            service=self._service, at=instant(at), until=until, heads=tuple(sorted(heads.values())), prev=last.digest if last else GENESIS
        )
        return self._append(draft.model_copy(update={"digest": draft.computed()}))

    async def keep(self, store: CommitStore, clock: Clock, pace: Pace, active: Callable[[], bool]) -> None:
        """Seal at intervals, until cancelled; only while this process is the ``active`` one, since two would break the seals' chain."""
        while True:
            await asyncio.sleep(pace.every)
            if not active():
                continue
            try:
                await self.seal(store.collection, clock.now())
            except Exception as error:  # also where somebody edited the seals: the events go on, and this is said again and again
                log.error("seal.failed", service=self._service, exc_info=error)

    def _append(self, seal: Seal) -> Seal:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a+b") as file:
            file.truncate(file.seek(0, os.SEEK_END) - len(_tail(file, lines=1).rpartition(b"\n")[2]))
            file.write(seal.model_dump_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        return seal

    def _last(self) -> Seal | None:
        """The newest seal, read from the end of the file."""
        if not self._path.exists():
            return None
        with self._path.open("rb") as file:
            whole = _tail(file, lines=2).rpartition(b"\n")[0]
        return Seal.model_validate_json(whole.rpartition(b"\n")[2]) if whole else None


def _parsed(line: bytes) -> Seal | None:
    try:
        return Seal.model_validate_json(line)
    except ValidationError:
        return None


def _tail(file: BinaryIO, lines: int) -> bytes:
    """The end of a file, with so many ends of lines in it, if it has them."""
    size, length, tail = file.seek(0, os.SEEK_END), 0, b""
    while length < size and tail.count(b"\n") < lines:
        length = min(size, max(4096, length * 2))
        file.seek(size - length)
        tail = file.read(length)
    return tail
