"""Sheets while they are written: plain documents, edited as often as wanted and kept without end; a commit holds what is submitted.

A sheet that is being submitted is sealed first, in one conditional write: every edit that was acknowledged is in what is submitted, and
none comes behind it. A seal that a crash left behind is broken after a while; the case's own version still keeps a submission from being
two. ``versions`` counts the submissions that the draft has become: an edit says how many it knows of, so that one which began before a
submission cannot come after it. Kept as JSON text: the store has signs of its own in names ($ref).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from contracts.refusal import Refusal, Text
from services.chassis.clock import SystemClock
from services.chassis.editions import Expected, stale
from services.chassis.mongo import Database, Document
from services.scoring.domain.sheet import Writing

_SEAL_LASTS = timedelta(minutes=2)
_EDITION = re.compile("[1-9][0-9]{0,14}")  # a longer number would not fit into the store, and is no edition


@dataclass(frozen=True, slots=True)
class Draft:
    """A sheet as it was read: ``edition`` counts the edits, 0 before the first."""

    edition: int
    writing: Writing

    @classmethod
    def of(cls, row: Document | None) -> Draft:
        return cls(row["edition"], Writing.model_validate_json(row["writing"])) if row else cls(0, Writing())


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Whose sheet on which case."""

    application: str
    expert: str

    @property
    def id(self) -> str:
        return f"{self.application}/{self.expert}"


class Drafts:
    """The sheets of scoring while they are written."""

    def __init__(self, database: Database) -> None:
        self._rows = database["sheets"]

    async def get(self, key: DraftKey) -> Draft:
        """The draft; an empty one where nothing was written yet."""
        return Draft.of(await self._rows.find_one({"_id": key.id}))

    async def write(self, key: DraftKey, expected: Expected, writing: Writing, versions: int) -> Draft:
        """Replace what is written; the same edit again is the same. A Refusal where it has changed (412), or is being submitted (409)."""
        current = await self.get(key)
        if current.edition and expected.matches(current.edition - 1) and not expected.any_version and current.writing == writing:
            return current
        expected.require(current.edition)
        fresh = Draft(current.edition + 1, writing)
        if await self._change(key, fresh, versions):
            return fresh
        raise _why_not((await self.get(key)).edition, Expected(frozenset({str(current.edition)})))

    async def _change(self, key: DraftKey, draft: Draft, versions: int) -> bool:
        """Store the edit of the edition before it, unless the draft is sealed, or was submitted once more than the editor knows."""
        change: Document = {"edition": draft.edition, "writing": draft.writing.model_dump_json()}
        if draft.edition == 1:
            try:
                await self._rows.insert_one({"_id": key.id, **change, "sealed": None, "versions": 0})
            except DuplicateKeyError:
                return False
            return True
        before = {"_id": key.id, "edition": draft.edition - 1, "versions": {"$lte": versions}, **_open("")}
        return (await self._rows.update_one(before, {"$set": change})).matched_count == 1

    async def seal(self, key: DraftKey, expected: Expected, holder: str) -> Draft:
        """Keep edits out while it is being submitted, and return what is to be submitted. The same holder may seal it again.

        A Refusal where it is another edition (412), or somebody else submits it (409).
        """
        named = [int(one) for one in expected.versions if _EDITION.fullmatch(one)]
        editions = {} if expected.any_version else {"edition": {"$in": named}}
        sealed = {"$set": {"sealed": {"by": holder, "at": _now()}}}
        wanted = {"_id": key.id, **editions, **_open(holder)}
        row: Document | None = await self._rows.find_one_and_update(wanted, sealed, return_document=ReturnDocument.AFTER)
        if row is not None:
            return Draft.of(row)
        current = await self.get(key)
        if current.edition or not expected.matches(0):
            raise _why_not(current.edition, expected)
        return current  # nothing was written: there is nothing to keep out, and nothing that could be submitted

    async def unseal(self, key: DraftKey, holder: str, versions: int = 0) -> None:
        """Let edits in again, if the holder kept them out; ``versions`` is which submission the draft has become (0: none)."""
        change = {"$set": {"sealed": None}, "$max": {"versions": versions}}
        await self._rows.update_one({"_id": key.id, "sealed.by": holder}, change)


def _now() -> datetime:
    """A seal is a lease: the machine's clock judges it, and not one that a demo moves."""
    return SystemClock().now()


def _open(holder: str) -> Document:
    """Drafts that are not sealed by another than the holder."""
    return {"$or": [{"sealed": None}, {"sealed.at": {"$lt": _now() - _SEAL_LASTS}}, {"sealed.by": holder}]}


def _why_not(edition: int, expected: Expected) -> Refusal:
    if not expected.matches(edition):
        return stale(edition)
    return Refusal("wrong-status", Text("评分表正在提交，请稍后再改", "The sheet is being submitted; edit it later"))
