"""Who calls: a person's token, a system's key, or nobody known."""

from __future__ import annotations

from typing import Annotated, Protocol

from fastapi import Depends, Request

from contracts.refusal import Text
from services.chassis.identity import ANONYMOUS, Principal
from services.chassis.tokens import unauthenticated

_SCHEME = "bearer "
_KEY = "lz_"
_REMEMBERED = "lianzhu.principal"
_WRONG_SCHEME = Text("Authorization 请求头应为 Bearer 方式", "The Authorization header must be a Bearer one")
_NOBODY = Text("此操作需要身份认证：请携带令牌或 API 密钥", "This needs authentication: send a token or an API key")


class Verifier(Protocol):
    """Tokens, or API keys."""

    async def principal(self, presented: str, /) -> Principal:
        """Who it speaks for; a Refusal (401) where it is not good."""
        ...


class Authenticator:
    """Turns what a request presents into a Principal."""

    def __init__(self, tokens: Verifier, keys: Verifier) -> None:
        self._tokens = tokens
        self._keys = keys

    async def principal(self, authorization: str | None, api_key: str | None) -> Principal:
        """The verified caller; ANONYMOUS where nothing is presented; a Refusal (401) where something wrong is."""
        if api_key is not None and authorization is None:
            return await self._keys.principal(api_key)
        if authorization is None:
            return ANONYMOUS
        if authorization[: len(_SCHEME)].lower() != _SCHEME:
            raise unauthenticated(_WRONG_SCHEME)
        presented = authorization[len(_SCHEME) :].strip()
        return await (self._keys if presented.startswith(_KEY) else self._tokens).principal(presented)


async def visitor(request: Request) -> Principal:
    """The caller, who may be ANONYMOUS; verified once in a request."""
    # The scope remembers it, and those below call this function: a dependency of a dependency costs more than the rest of the check.
    known: Principal | None = request.scope.get(_REMEMBERED)
    if known is None:
        authenticator: Authenticator = request.app.state.resources.authenticator
        known = await authenticator.principal(request.headers.get("authorization"), request.headers.get("x-api-key"))
        request.scope[_REMEMBERED] = known
    return known


async def caller(request: Request) -> Principal:
    """The caller, who has to be known: a Refusal (401) otherwise."""
    known = await visitor(request)
    if known.kind == ANONYMOUS.kind:
        raise unauthenticated(_NOBODY)
    return known


Visitor = Annotated[Principal, Depends(visitor)]
Caller = Annotated[Principal, Depends(caller)]
