"""Where papers are made while the rest of the demo goes on: two threads, begun before the platform is up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from demo.papers.paper import Paper
from demo.papers.scans import sealed_scan
from demo.papers.typesetting import typeset


class Workshop:
    """Makes the papers of each applicant once, in the order in which they are asked for."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="workshop")
        self._scanner = ThreadPoolExecutor(1, thread_name_prefix="scanner")
        self._papers: dict[str, Future[list[Paper]]] = {}

    def begin(self, key: str, make: Callable[[], Iterable[Paper]]) -> None:
        """Make these papers as soon as those before them are made; they are had again by the key."""
        self._papers[key] = self._thread.submit(lambda: list(make()))

    async def papers(self, key: str) -> list[Paper]:
        """What was begun under the key."""
        return await asyncio.wrap_future(self._papers[key])

    async def scan(self, printed: bytes, owner: str) -> bytes:
        """The print under the owner's seal, scanned."""
        return await asyncio.get_running_loop().run_in_executor(self._scanner, sealed_scan, printed, owner)

    async def make(self, paper: str, data: dict[str, object]) -> bytes:
        """Any other paper of the template."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, typeset, paper, data)

    def close(self) -> None:
        """Begin nothing more; what is half made is finished."""
        for thread in (self._thread, self._scanner):
            thread.shutdown(wait=False, cancel_futures=True)
