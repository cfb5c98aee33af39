"""How much a client may send: refused before it is read where it says its length, and while it is read where it does not."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.refusal import Refusal, Text
from services.chassis.api.problems import Refused, respond
from services.chassis.settings import Settings
from services.chassis.sizes import too_large

_AROUND_A_FILE = 65_536  # bytes that a form may have besides its file
_LARGE = ("multipart/form-data", "application/x-ndjson")
"""Kinds of bodies that may be as large as a file."""

_NUL = b"%00"


class RequestLimits:
    """ASGI middleware: the limits of bodies (JSON, or a form, or a table), and no NUL in an address."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._json = settings.body.limit
        self._form = settings.upload.limit + _AROUND_A_FILE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _NUL in scope.get("raw_path", b"") or _NUL in scope["query_string"]:
            await respond(Request(scope), _NUL_IN_ADDRESS)(scope, receive, send)
        elif scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
        else:
            await self._limited(scope, receive, send)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        limit = self._form if headers.get("content-type", "").startswith(_LARGE) else self._json
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > limit:
            await respond(Request(scope), too_large(limit, int(announced[:20])))(scope, receive, send)
        elif announced.isdecimal():
            await self._app(scope, receive, send)  # the server delivers no more than was announced
        else:
            await self._app(scope, _counted(receive, limit), send)


def _counted(receive: Receive, limit: int) -> Receive:
    size = 0

    async def counting() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise Refused(too_large(limit, size))
        return message

    return counting


_NUL_IN_ADDRESS = Refusal("malformed-request", Text("地址中含有 NUL 字符（U+0000）", "The address contains the NUL character (U+0000)"))
