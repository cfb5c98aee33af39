"""Webhooks to city systems, signed by Standard Webhooks (https://www.standardwebhooks.com)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpcore
import orjson

from contracts.canonical import instant
from services.chassis import signatures
from services.chassis.settings import Webhooks as Limits
from services.notify.channels.channel import Answer, Outgoing
from services.notify.channels.guard import Forbidden, Guard, GuardedNetwork, Unresolved
from services.notify.channels.http import NoReply, Post, Reply
from services.notify.domain.endpoint import Endpoint, State

GONE = 410
_REDIRECTS = range(300, 400)
_SUCCESSES = range(200, 300)
_KEPT, _IDLE = 16, 30.0  # connections kept for the next webhook to the same host, and for how many seconds


class Endpoints(Protocol):
    """Where the endpoints and their secrets are found."""

    async def endpoint(self, key: str) -> Endpoint | None: ...

    async def secrets(self, key: str) -> Sequence[str]: ...


def guarded_pool(guard: Guard, most: int) -> httpcore.AsyncConnectionPool:
    """Connections to public addresses only; no proxy, whatever the environment says."""
    return httpcore.AsyncConnectionPool(
        max_connections=most, max_keepalive_connections=_KEPT, keepalive_expiry=_IDLE, network_backend=GuardedNetwork(guard)
    )


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """Posts to the endpoint whose id is the address."""

    endpoints: Endpoints
    guard: Guard
    post: Post

    @classmethod
    def on(cls, endpoints: Endpoints, limits: Limits, most: int) -> WebhookChannel:
        guard = Guard(limits.loopback)
        return cls(endpoints, guard, Post(guarded_pool(guard, most), limits.timeout, limits.answer_limit))

    async def send(self, outgoing: Outgoing) -> Answer:
        """Try once. Its secrets are read again each time, so that a rotation works at once."""
        endpoint = await self.endpoints.endpoint(outgoing.address)
        if endpoint is None or endpoint.state is not State.ACTIVE:
            return Answer("refused", f"the endpoint is {endpoint.state if endpoint else State.NONE}")
        return await self.send_to(endpoint.wish.url, outgoing, await self.endpoints.secrets(endpoint.id))

    async def send_to(self, url: str, outgoing: Outgoing, secrets: Sequence[str]) -> Answer:
        """Post to this address, signed with these."""
        if not secrets:
            return Answer("retry", "the endpoint has no secret yet")
        body = payload(outgoing)
        try:
            await self.guard.require_allowed(url)
            reply = await self.post(url, signatures.sign(outgoing.id, signatures.now(), body, secrets), body)
        except Forbidden as error:
            return Answer("refused", str(error))
        except (Unresolved, NoReply) as error:
            return Answer("retry", str(error))
        return _answer(reply)


def _answer(reply: Reply) -> Answer:
    if reply.status in _SUCCESSES:
        return Answer("delivered", reply.said, reply.status)
    if reply.status == GONE:
        return Answer("refused", reply.said, reply.status, disable=True)
    if reply.status in _REDIRECTS:
        return Answer("retry", f"HTTP {reply.status}: redirects are not followed", reply.status, reply.retry_after)
    return reply.failed()


def payload(outgoing: Outgoing) -> bytes:
    """What is posted, the same bytes in every attempt: ``type``, ``timestamp`` and ``data``, as the specification recommends."""
    content: dict[str, Any] = {"id": outgoing.id, "type": outgoing.type, "data": outgoing.data}
    if outgoing.at is not None:
        content["timestamp"] = instant(outgoing.at)
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
