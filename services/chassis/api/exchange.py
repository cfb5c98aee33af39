"""The outermost layer of an API: the trace, the metrics, the headers of every answer, and the last word on an unknown exception."""

from __future__ import annotations

import time
from typing import Any

from prometheus_client import Histogram
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis import logs, metrics, tracing
from services.chassis.api.problems import answer

log = logs.get(__name__)

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
_NO_STORE = (b"cache-control", b"no-store")
_FAILED = 500
_QUIET = 400


class Exchange:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._clocks: dict[tuple[str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        reply = _Reply(tracing.begin(_traceparent(scope)).trace_id, send)
        metrics.REQUESTS_IN_FLIGHT.inc()
        try:
            await self._app(scope, receive, reply.send)
        except ClientDisconnect:
            log.debug("request.disconnected")
        except Exception as error:
            if reply.status:
                raise  # half an answer is out: the server has to break the connection
            await (await answer(Request(scope), error))(scope, receive, reply.send)
        finally:
            metrics.REQUESTS_IN_FLIGHT.dec()
            self._close(scope, reply.status, time.perf_counter() - begun)

    def _close(self, scope: Scope, status: int, seconds: float) -> None:
        route: Any = scope.get("route")
        path = route.path if route is not None else ""  # never the address itself: a client could make up any number
        key = (scope["method"] if path else "", path, status)
        clock = self._clocks.get(key)
        if clock is None:
            clock = self._clocks[key] = metrics.REQUEST_SECONDS.labels(*key)
        clock.observe(seconds)
        write = log.error if status >= _FAILED else log.info if status >= _QUIET else log.debug
        write("request", method=scope["method"], route=path, status=status, seconds=round(seconds, 6))


def _traceparent(scope: Scope) -> str | None:
    return Headers(scope=scope).get("traceparent")


class _Reply:
    """Sends the answer with the headers that every answer has, and remembers its status."""

    __slots__ = ("_send", "_trace", "status")

    def __init__(self, trace_id: str, send: Send) -> None:
        self._trace = trace_id.encode()
        self._send = send
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own: list[tuple[bytes, bytes]] = list(message.get("headers", ()))
            names = {name for name, _ in own}
            own.extend(header for header in (*_HEADERS, _NO_STORE) if header[0] not in names)
            own.append((b"x-trace-id", self._trace))
            message["headers"] = own
        await self._send(message)
