"""Posting to somebody else's server: bounded in time and in what is read, without following anything."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpcore

from services.notify.channels.channel import Answer

_SHOWN = 200  # characters of an answer that are recorded


class NoReply(Exception):
    """Nothing came back that could be read; the message says what happened instead."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: ``text`` is the beginning of its body."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def retry_after(self) -> timedelta | None:
        """How long it asks us to wait; None where it does not say, or says it in no form that we know."""
        return parse_retry_after(self.headers.get("retry-after", ""), datetime.now(UTC))

    def failed(self) -> Answer:
        """The answer of an attempt that may go better later."""
        return Answer("retry", self.said, self.status, self.retry_after)

    @property
    def said(self) -> str:
        return f"HTTP {self.status}" + (f": {self.text}" if self.text else "")


@dataclass(frozen=True, slots=True)
class Post:
    """Sends one POST: ``timeout`` seconds for all of it, ``limit`` bytes of the answer."""

    pool: httpcore.AsyncConnectionPool
    timeout: float
    limit: int

    async def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The reply. NoReply: the server was not reached, broke off, or did not answer in time."""
        own = {"host": urlsplit(url).netloc, "content-type": "application/json", "content-length": str(len(body)), "user-agent": "lianzhu"}
        try:
            async with asyncio.timeout(self.timeout):
                return await self._exchange(url, list((own | dict(headers)).items()), body)
        except TimeoutError:
            raise NoReply(f"no answer within {self.timeout:g} s") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise NoReply(f"{type(error).__name__}: {error}".rstrip(": ")) from error

    async def _exchange(self, url: str, headers: Sequence[tuple[str, str]], body: bytes) -> Reply:
        async with self.pool.stream("POST", url, headers=headers, content=body) as response:
            read = bytearray()
            async for part in response.aiter_stream():
                read += part
                if len(read) >= self.limit:
                    break
        named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return Reply(response.status, named, printable(bytes(read[: self.limit])))


def printable(body: bytes) -> str:
    """The beginning of an answer as it may stand in a record: one line, without control characters."""
    text = " ".join(body.decode(errors="replace").split())
    return "".join(character for character in text if character.isprintable())[:_SHOWN]


def parse_retry_after(value: str, now: datetime) -> timedelta | None:
    """The header's two forms: seconds, or an HTTP date."""
    if value.isascii() and value.isdecimal():
        return timedelta(seconds=int(value[:9]))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(at.replace(tzinfo=at.tzinfo or UTC) - now, timedelta())
