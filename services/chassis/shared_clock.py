"""The one clock of a development platform: all processes follow it, and a demo may move it forward.

What is kept is an offset from the machine's clock, in the database ``{namespace}_platform``. Tokens, API keys and leases do not
follow it. A production platform has the machine's clock and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from services.chassis import logs
from services.chassis.clock import Clock, SystemClock
from services.chassis.mongo import Client, Database, database
from services.chassis.settings import Settings
from services.chassis.unavailable import STORE_AWAY

DATABASE = "platform"
COLLECTION = "clock"
REFRESH = 0.25  # seconds between two looks at the offset: whoever moves the clock waits a little longer than that
_ONE = "clock"

log = logs.get(__name__)


class BackwardsTime(Exception):
    """A clock only moves forward: what has been decided at an instant cannot lie in the future."""


class AlreadyBegun(Exception):
    """The platform has decided something, or its clock was set before: its time cannot begin elsewhere any more."""


class SharedClock:
    """The machine's clock and the platform's offset as it was last seen."""

    def __init__(self, platform: Database, base: Clock | None = None) -> None:
        self._platform = platform
        self._offsets = platform[COLLECTION]
        self._base = base or SystemClock()
        self._offset = timedelta()

    def now(self) -> datetime:
        return self._base.now() + self._offset

    async def refresh(self) -> None:
        """Look at the offset now."""
        row = await self._offsets.find_one({"_id": _ONE})
        self._offset = timedelta(milliseconds=row["ms"]) if row else timedelta()

    async def follow(self) -> None:
        """Keep looking, until cancelled; while the store is away the last offset stays."""
        while True:
            try:
                await self.refresh()
            except STORE_AWAY as error:
                log.warning("clock.store_away", reason=type(error).__name__)
            await asyncio.sleep(REFRESH)

    async def advance(self, by: timedelta) -> datetime:
        """Move the platform's time forward, and return the new one. BackwardsTime: ``by`` is negative."""
        if by < timedelta():
            raise BackwardsTime
        await self._offsets.update_one({"_id": _ONE}, {"$inc": {"ms": _milliseconds(by)}}, upsert=True)
        await self.refresh()
        return self.now()

    async def begin(self, instant: datetime) -> datetime:
        """Let the time of a new platform begin at any instant, a past one too. AlreadyBegun: it is no new platform."""
        if await self._decided():
            raise AlreadyBegun
        try:
            await self._offsets.insert_one({"_id": _ONE, "ms": _milliseconds(instant - self._base.now())})
        except DuplicateKeyError as error:
            raise AlreadyBegun from error
        await self.refresh()
        return self.now()

    async def _decided(self) -> bool:
        """Whether any service of the platform has a commit."""
        client, prefix = self._platform.client, self._platform.name.removesuffix(DATABASE)
        names = [name for name in await client.list_database_names() if name.startswith(prefix)]
        return any([await client[name]["commits"].find_one({}, {"_id": 1}) for name in names])

    async def move_to(self, instant: datetime) -> datetime:
        """Move the platform's time to an instant. BackwardsTime: it is past already."""
        await self.refresh()
        wanted = instant - self._base.now()
        if wanted < self._offset:
            raise BackwardsTime
        await self._offsets.update_one({"_id": _ONE}, {"$max": {"ms": _milliseconds(wanted)}}, upsert=True)
        await self.refresh()
        return self.now()


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def platform_clock(client: Client, settings: Settings) -> SharedClock:
    """The development platform's clock, as the command line moves it."""
    return SharedClock(database(client, settings.database(DATABASE)))


@asynccontextmanager
async def running_clock(client: Client, settings: Settings) -> AsyncIterator[Clock]:
    """The clock that a process uses while it runs: the shared one in development, the machine's in production."""
    if settings.production:
        yield SystemClock()
        return
    clock = platform_clock(client, settings)
    with suppress(*STORE_AWAY):
        await clock.refresh()
    following = asyncio.create_task(clock.follow(), name="shared clock")
    try:
        yield clock
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
