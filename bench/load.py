"""Load over HTTP: prepared requests on a fixed number of connections, as fast as they are answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_LENGTH = b"content-length:"


@dataclass(slots=True)
class Load:
    """What came of a load: requests a second, and how many answers had which status."""

    rate: float
    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "host: bench", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append("content-type: application/json")
    lines.append(f"content-length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def drive(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Send all requests once, over so many connections, and count the answers."""
    left = iter(requests)
    statuses: Counter[int] = Counter()
    began = time.perf_counter()
    await asyncio.gather(*(_connection(port, left, statuses) for _ in range(connections)))
    seconds = time.perf_counter() - began
    return Load(len(requests) / seconds, seconds, statuses)


async def _connection(port: int, left: Iterator[bytes], statuses: Counter[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for each in left:
            writer.write(each)
            head = await reader.readuntil(b"\r\n\r\n")
            statuses[int(head[9:12])] += 1
            at = head.lower().find(_LENGTH)
            length = int(head[at + len(_LENGTH) : head.index(b"\r\n", at)]) if at >= 0 else 0
            if length:
                await reader.readexactly(length)
    finally:
        writer.close()
