"""One value, one sequence of bytes: what every digest of the platform is taken over.

The form follows RFC 8785 (JSON canonicalisation): keys sorted, no white space, UTF-8, nothing escaped that need not be. It is narrower,
so that no two writers can disagree: no floating-point numbers at all, integers within ±(2^53 − 1), which every JSON reader keeps. Keys are
sorted by code point (RFC 8785 sorts by UTF-16 unit: the two differ only for keys outside the basic plane, of which we have none).
An instant is UTC with exactly three decimals, cut and not rounded: the store keeps milliseconds, and a digest must survive the store.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache

import orjson

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


class NotCanonical(ValueError):
    """The value has no canonical bytes; the message says where (a JSON pointer, where it is known) and why."""


def canonical(value: object) -> bytes:
    """The canonical bytes of what JSON can say (dict with str keys, list, tuple, str, int, bool, None), instants and dates.

    An ``orjson.Fragment`` stands for a part whose canonical bytes are at hand; they are taken as they are.

    Raises NotCanonical for a float, an integer beyond 53 bit, a lone surrogate, an instant without a zone and any other type.
    """
    try:
        if _holds_odd(value):
            _refuse_floats(value, "")
    except RecursionError as error:
        raise NotCanonical("nested too deeply") from error
    return plain(value)


def plain(value: object) -> bytes:
    """The canonical bytes of what by its making holds no floating-point number: to look for one costs more than all the rest.

    Raises NotCanonical for what else has none.
    """
    try:
        return orjson.dumps(value, default=_instant, option=_OPTIONS)
    except RecursionError as error:
        raise NotCanonical("nested too deeply") from error
    except orjson.JSONEncodeError as error:
        cause = error.__cause__
        raise NotCanonical(str(cause if isinstance(cause, NotCanonical) else error)) from error


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def instant(at: datetime) -> str:
    """An instant as it stands in canonical bytes and in events: ``2024-05-06T01:02:03.004Z``."""
    return _written(at)


@lru_cache(maxsize=1024)  # what is written together has one instant
def _written(at: datetime) -> str:
    if at.tzinfo is None:
        raise NotCanonical(f"{at.isoformat()} has no time zone")
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{utc.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


_MOST_CONTAINERS = 200_000


def _holds_odd(value: object) -> bool:
    """Whether anything in the value needs a closer look: most values hold plain JSON, and are looked through quickly."""
    left, patience = [value], _MOST_CONTAINERS
    while left:
        item = left.pop()
        kind = type(item)
        if kind is str or kind is int or item is None or kind is bool or kind is orjson.Fragment:
            continue
        patience -= 1
        if patience == 0:  # one may contain itself
            return True
        if isinstance(item, dict):
            if any(type(key) is not str for key in item):
                return True
            left.extend(item.values())
        elif kind is list or kind is tuple:
            left.extend(item)  # type: ignore[arg-type]  # its kind was just told
        elif not isinstance(item, datetime):
            return True
    return False


def _refuse_floats(value: object, pointer: str) -> None:
    kind = type(value)
    if kind is str or kind is int or value is None:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if type(item) is not str:
                _refuse_floats(item, f"{pointer}/{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _refuse_floats(item, f"{pointer}/{index}")
    elif isinstance(value, float):
        raise NotCanonical(f"{pointer or '/'}: {value!r} is a floating-point number; use an integer or a decimal string")
    elif isinstance(value, Enum):
        _refuse_floats(value.value, pointer)


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise NotCanonical(f"{type(value).__name__} has no canonical form")
