"""The public keys of whoever issues tokens (JWKS, RFC 7517), from a file or an https address, kept for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import httpx
import jwt
import orjson
from jwt import PyJWK

from services.chassis.unavailable import Unavailable

Seconds = Callable[[], float]


class KeySource(Protocol):
    async def fetch(self) -> bytes:
        """The key set's JSON."""
        ...


class KeyFile:
    def __init__(self, path: Path) -> None:
        self._path = path

    async def fetch(self) -> bytes:
        try:
            return await asyncio.to_thread(self._path.read_bytes)
        except OSError as error:
            raise Unavailable("issuer") from error


class KeyAddress:
    def __init__(self, url: str, timeout: float = 5.0) -> None:
        self._url = url
        self._timeout = timeout

    async def fetch(self) -> bytes:
        try:
            async with httpx.AsyncClient(timeout=self._timeout) as client:
                return (await client.get(self._url)).raise_for_status().content
        except httpx.HTTPError as error:
            raise Unavailable("issuer") from error


def source(jwks: str) -> KeySource:
    """The source that the setting names: an address, or else a file."""
    return KeyAddress(jwks) if jwks.startswith(("https://", "http://")) else KeyFile(Path(jwks))


class KeySet:
    """Keys by their id. Fetched again after ``keep`` seconds, and earlier for an unknown id, but not within ``pause`` seconds.

    While the source is away the keys that are known stay good.
    """

    def __init__(self, origin: KeySource, keep: float = 300.0, pause: float = 10.0, seconds: Seconds = time.monotonic) -> None:
        self._origin = origin
        self._keep = keep
        self._pause = pause
        self._seconds = seconds
        self._keys: dict[str, PyJWK] = {}
        self._tried: float | None = None
        self._fetching = asyncio.Lock()

    async def key(self, kid: str) -> PyJWK | None:
        """The key with this id; None where the issuer has none such. Unavailable: no keys are known yet and the issuer is away."""
        if kid not in self._keys or self._older_than(self._keep):
            async with self._fetching:
                await self._refresh(kid)
        return self._keys.get(kid)

    def _older_than(self, age: float) -> bool:
        return self._tried is None or self._seconds() - self._tried >= age

    async def _refresh(self, kid: str) -> None:
        due = self._pause if kid not in self._keys and self._keys else self._keep if self._keys else 0.0
        if not self._older_than(due):
            return
        self._tried = self._seconds()
        try:
            self._keys = _parse(await self._origin.fetch())
        except Unavailable:
            if not self._keys:
                raise


def _parse(content: bytes) -> dict[str, PyJWK]:
    """The signing keys of the set. Symmetric keys have no place in a public set and are left out."""
    try:
        entries = orjson.loads(content)["keys"]
        public = [entry for entry in entries if entry.get("use", "sig") == "sig" and entry.get("kty") != "oct"]
        return {entry["kid"]: PyJWK(entry) for entry in public if "kid" in entry}
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, jwt.PyJWTError) as error:
        raise Unavailable("issuer") from error
