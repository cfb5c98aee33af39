"""The endpoints and their secrets, as the store has them."""

from __future__ import annotations

from collections.abc import Sequence

from services.chassis.desk import Desk
from services.chassis.signatures import partners
from services.notify.domain.endpoint import Endpoint
from services.notify.views import ENDPOINTS


class EndpointStore:
    """Read again each time: who rotates a secret or disables an endpoint does so for every process at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.signing = partners(desk)

    async def endpoint(self, key: str) -> Endpoint | None:
        """None: there never was one."""
        return await self._desk.state(ENDPOINTS, key, Endpoint)

    async def secrets(self, key: str) -> Sequence[str]:
        """All that are good now; none of an endpoint that is gone."""
        return await self.signing.of(key)
