"""Who waits for something new in the journal is told of it: one change stream in a process, whatever the number of readers.

It is a hint only: a reader that is told reads the journal itself, from its own position and at its own pace, so that a slow one holds up
nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from pymongo.errors import PyMongoError

from services.chassis.backoff import Backoff
from services.chassis.changes import changes
from services.chassis.mongo import Collection, Document

_STAGES: list[Document] = [{"$match": {"operationType": "insert"}}, {"$project": {"fullDocument.readers": 1}}]


class Hub:
    """Watches while somebody waits."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def listening(self, audiences: Sequence[str]) -> Iterator[asyncio.Event]:
        """An event that is set whenever there may be something new for one of these audiences."""
        news = asyncio.Event()
        for audience in audiences:
            self._waiting.setdefault(audience, set()).add(news)
        if self._task is None:
            self._task = asyncio.create_task(self._watch())
        try:
            yield news
        finally:
            for audience in audiences:
                self._leave(audience, news)

    def _leave(self, audience: str, news: asyncio.Event) -> None:
        waiting = self._waiting.get(audience, set())
        waiting.discard(news)
        if not waiting:
            self._waiting.pop(audience, None)
        if not self._waiting and self._task is not None:
            self._task.cancel()
            self._task = None

    def _tell(self, audiences: Iterable[str]) -> None:
        for audience in audiences:
            for news in self._waiting.get(audience, ()):
                news.set()

    async def _watch(self) -> None:
        backoff = Backoff(0.5, 2.0)
        while True:
            try:
                async for found in changes(self._collection, _STAGES):
                    told = {reader for change in found for reader in change["fullDocument"]["readers"]}
                    self._tell(told or list(self._waiting))  # nobody is named once it watches: what came before may be for anybody
            except PyMongoError:
                await backoff.pause(away=True)
