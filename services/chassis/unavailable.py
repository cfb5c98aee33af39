"""Something that the platform stands on is away: the request is answered 503 and the client tries again later."""

from __future__ import annotations

from pymongo.errors import ConnectionFailure, ExecutionTimeout, PyMongoError, WTimeoutError

from contracts.refusal import Refusal


class Unavailable(Exception):
    """``part`` is away (``bus``, ``store``, ``issuer``); nothing was decided, and the same request may be sent again."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


STORE_AWAY: tuple[type[PyMongoError], ...] = (ConnectionFailure, ExecutionTimeout, WTimeoutError)
"""What pymongo raises while there is no primary, no connection or no majority."""


def is_away(error: BaseException) -> bool:
    """The store does not answer, or too many write at once: waited for without limit by who has nobody to tell."""
    return isinstance(error, PyMongoError) or (isinstance(error, Refusal) and error.slug == "unavailable")
