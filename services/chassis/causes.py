"""What a command answers: the idempotency record of the request that asked for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestCause:
    """A client's request: ``client`` is the caller's subject, ``key`` its Idempotency-Key, ``hash`` the SHA-256
    (hexadecimal) of method, path and content, so that a key used again for something else shows."""

    client: str
    key: str
    hash: str
