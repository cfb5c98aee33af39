"""How often somebody without credentials may send a command: so many a minute from one address, in each process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from fastapi import Request, Response

from contracts.refusal import Refusal, Text
from services.chassis.api.routes import Handler, StrictRoute

_MOST = 10_000  # addresses that are remembered
_NETWORK = 64  # bits of an IPv6 address that a household has for itself
_MINUTE = 60.0  # seconds


class Visits:
    """A bucket for each address, which holds as many commands as are allowed in a minute, and fills up again in one."""

    def __init__(self, per_minute: int, seconds: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._seconds = seconds
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def require(self, address: str) -> None:
        """One command more from here; a Refusal (429) where there were too many. Of the addresses the least recent are forgotten."""
        network, now = network_of(address), self._seconds()
        left, at = self._left.pop(network, (float(self._most), now))
        left = min(float(self._most), left + (now - at) * self._most / _MINUTE)
        allowed = left >= 1
        self._left[network] = (left - 1 if allowed else left, now)
        while len(self._left) > _MOST:
            self._left.popitem(last=False)
        if not allowed:
            zh, en = f"每分钟最多 {self._most} 次，请稍后再试", f"At most {self._most} a minute: try again later"
            raise Refusal("too-many-requests", Text(zh, en))


def network_of(address: str) -> str:
    """The address, of IPv6 the network: one household has as many addresses as it likes."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or int(known) >> (128 - _NETWORK))
    return str(known)


class OpenRoute(StrictRoute):
    """A route for everybody. Who presents no credentials is counted before the body is read."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def counted(request: Request) -> Response:
            count_visit(request)
            return await handler(request)

        return counted


def count_visit(request: Request) -> None:
    """One command more of somebody without credentials; a Refusal (429) where there were too many."""
    if "authorization" not in request.headers and "x-api-key" not in request.headers:
        visits: Visits = request.app.state.visits
        visits.require(request.client.host if request.client else "")
