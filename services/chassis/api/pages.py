"""Lists in pages, by opaque cursors: a cursor names the place after the last row seen, so that rows added meanwhile shift nothing.

A cursor is signed, and bound to the filter and order it was made for: one that was changed, or is used elsewhere, is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import bson
from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.models import Input
from services.chassis.mongo import Collection, Document

LARGEST = 200  # rows
USUAL = 50  # rows
_SIGNATURE = 16  # bytes
_BINDING = 8  # bytes
_LONGEST = 2_000  # characters

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page of a list; ``next`` is the cursor of the page after it, null on the last."""

    model_config = ConfigDict(frozen=True)
    items: list[T]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: the filter (the caller's rights included) and the order, by fields that every row has and that are never null.

    ``_id`` is added as the last field, so that the order is total. Directions are 1 and -1. An index over the fields that the filter
    holds equal, followed by the order and ``_id``, makes every page cost the same: let a row hold the list of its region's prefixes, so
    that "within 1301" is an equality. The cheapest order is ``(("_id", -1),)``: ids are ULIDs, the newest first.
    """

    filter: Document
    order: tuple[tuple[str, int], ...] = ()

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        return self.order if any(name == "_id" for name, _ in self.order) else (*self.order, ("_id", 1))

    @property
    def binding(self) -> bytes:
        """Ties a cursor to this filter and order."""
        return hashlib.sha256(bson.encode({"filter": self.filter, "order": list(self.keys)})).digest()[:_BINDING]


def after(keys: tuple[tuple[str, int], ...], position: list[Any]) -> Document:
    """The filter for the rows behind a position: greater in the first field, or equal there and greater in the second, and so on.

    MongoDB merges the alternatives by an index over the filter's equal fields and then all the keys; without one it sorts everything.
    """
    steps = [
        {**{name: position[i] for i, (name, _) in enumerate(keys[:depth])}, field: {_beyond(way): position[depth]}}
        for depth, (field, way) in enumerate(keys)
    ]
    return steps[0] if len(steps) == 1 else {"$or": steps}


def _beyond(way: int) -> str:
    return "$gt" if way > 0 else "$lt"


class Cursors:
    """Seals and opens cursors."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def seal(self, listing: Listing, row: Document) -> str:
        """The cursor of the place after the row."""
        content = listing.binding + bson.encode({"p": [_field(row, name) for name, _ in listing.keys]})
        return base64.urlsafe_b64encode(self._sign(content) + content).rstrip(b"=").decode()

    def open(self, listing: Listing, cursor: str) -> list[Any]:
        """The position that the cursor names; a Refusal (400) where it was changed or belongs to another list."""
        try:
            sealed = base64.b64decode(cursor[:_LONGEST] + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise _refusal("malformed", _MALFORMED) from error
        signature, content = sealed[:_SIGNATURE], sealed[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._sign(content)):
            raise _refusal("malformed", _MALFORMED)
        if content[:_BINDING] != listing.binding:
            raise _refusal("other-list", _OTHER_LIST)
        position: list[Any] = bson.decode(content[_BINDING:], bson.CodecOptions(tz_aware=True))["p"]
        return position

    def _sign(self, content: bytes) -> bytes:
        return hmac.new(self._secret, content, hashlib.sha256).digest()[:_SIGNATURE]


_MALFORMED = Text("游标被改动过，或不是本平台给出的", "The cursor was changed, or is none of ours")
_OTHER_LIST = Text("游标属于另一种筛选条件：请不带游标从头查询", "The cursor belongs to another filter: start again without it")


def _refusal(code: str, text: Text) -> Refusal:
    return Refusal("invalid-cursor", text, (Fault(code, "query:cursor", text),))


def _field(row: Document, path: str) -> Any:
    value: Any = row
    for step in path.split("."):
        value = value[step]
    return value


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads the page that the request asks for."""

    cursors: Cursors
    limit: int
    cursor: str | None

    async def read(self, rows: Collection, listing: Listing, shape: Callable[[Document], T]) -> Page[T]:
        """The page: at most ``limit`` rows of the collection, each in the shape that the caller sees."""
        behind = after(listing.keys, self.cursors.open(listing, self.cursor)) if self.cursor else None
        wanted = {"$and": [listing.filter, behind]} if behind else listing.filter
        found = await rows.find(wanted).sort(list(listing.keys)).limit(self.limit + 1).to_list(self.limit + 1)
        shown = found[: self.limit]
        following = self.cursors.seal(listing, shown[-1]) if len(found) > self.limit else None
        return Page(items=[shape(row) for row in shown], next=following)

    async def along(self, name: str, rows: Callable[[Any], AsyncGenerator[tuple[Any, T], None]]) -> Page[T]:
        """The page of what is read in its own order: ``rows`` gives each row with its place, from behind a place on (None: all).

        A place is anything that BSON holds; ``name`` tells its cursors apart.
        """
        listing = Listing({"list": name})
        behind = self.cursors.open(listing, self.cursor)[0] if self.cursor else None
        items: list[T] = []
        place: Any = None
        async with aclosing(rows(behind)) as following:
            async for at, row in following:
                if len(items) == self.limit:
                    return Page(items=items, next=self.cursors.seal(listing, {"_id": place}))
                items.append(row)
                place = at
        return Page(items=items)

    def of(self, name: str, rows: Mapping[str, T]) -> Page[T]:
        """The page of a list that is in memory: its rows by their keys, in the order of these; its ``name`` tells its cursors apart."""
        listing = Listing({"list": name})
        behind = self.cursors.open(listing, self.cursor)[0] if self.cursor else ""
        keys = sorted(key for key in rows if key > behind)
        shown = keys[: self.limit]
        following = self.cursors.seal(listing, {"_id": shown[-1]}) if len(keys) > self.limit else None
        return Page(items=[rows[key] for key in shown], next=following)


class PageQuery(Input):
    """What every list may be asked for; a list's filters are further fields, so that a word it does not know is refused."""

    limit: int = Field(default=USUAL, ge=1, le=LARGEST, description="Most rows on the page")
    cursor: str | None = Field(default=None, description="`next` of the page before")

    def reader(self, request: Request) -> PageReader:
        """Reads the page that is asked for."""
        return PageReader(request.app.state.cursors, self.limit, self.cursor)
