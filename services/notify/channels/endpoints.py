"""The endpoints and their secrets, as the store has them."""

from __future__ import annotations

from collections.abc import Sequence

from services.chassis.batching import Batcher
from services.chassis.desk import Desk
from services.chassis.signatures import partners
from services.notify.domain.endpoint import Endpoint
from services.notify.views import ENDPOINTS


class EndpointStore:
    """Read again for every webhook: who rotates a secret or disables an endpoint does so for every process at once. Webhooks that begin
    together share the reading."""

    def __init__(self, desk: Desk) -> None:
        self._rows = ENDPOINTS.collection(desk.database)
        self.signing = partners(desk)
        self._endpoints = Batcher[str, Endpoint | None](self._read)
        self._secrets = Batcher[str, Sequence[str]](self.signing.of_all)

    async def endpoint(self, key: str) -> Endpoint | None:
        """None: there never was one."""
        return await self._endpoints.ask(key)

    async def secrets(self, key: str) -> Sequence[str]:
        """All that are good now; none of an endpoint that is gone."""
        return await self._secrets.ask(key)

    async def _read(self, keys: Sequence[str]) -> list[Endpoint | None]:
        rows = await self._rows.find({"_id": {"$in": list(set(keys))}}, {"state": 1}).to_list(None)
        found = {row["_id"]: Endpoint.model_validate(row["state"]) for row in rows}
        return [found.get(key) for key in keys]
