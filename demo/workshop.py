"""Where papers are made while the rest of the demo goes on: one thread, begun before the platform is up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from demo.data.company import Company
from demo.papers.bundle import Paper, papers
from demo.papers.scans import sealed_scan
from demo.papers.typesetting import typeset


class Workshop:
    """Makes the papers of each company once, in the order in which they will be needed."""

    def __init__(self, companies: Iterable[Company]) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="workshop")
        self._scanner = ThreadPoolExecutor(1, thread_name_prefix="scanner")
        self._papers: dict[str, Future[list[Paper]]] = {
            company.key: self._thread.submit(lambda one: list(papers(one)), company) for company in companies
        }

    async def papers(self, company: Company) -> list[Paper]:
        """All but the scan of the form."""
        return await asyncio.wrap_future(self._papers[company.key])

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
