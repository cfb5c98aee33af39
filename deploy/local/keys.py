"""API keys of the systems beside a platform on this machine."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from services.chassis.apikeys import ApiKeys, Grant
from services.chassis.mongo import connect, database
from services.chassis.settings import Settings

_GOOD_FOR = timedelta(hours=1)


async def key_for(settings: Settings, service: str, client: str, scopes: Collection[str], region: str) -> str:
    """A key of a city's system for one service, good for an hour."""
    store = connect(settings.store)
    try:
        keys = ApiKeys(database(store, settings.database(service)))
        await keys.prepare()
        return await keys.issue(Grant(client, frozenset(scopes), (region,), datetime.now(UTC) + _GOOD_FOR))
    finally:
        store.close()
