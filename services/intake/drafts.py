"""Drafts: what an applicant is writing. A plain document, edited as often as wanted; what is filed is copied into a commit.

A draft that is being submitted is sealed first, in one conditional write: an edit that was answered before is in what is filed, and none
is lost behind it. The seal of a submission stays, for nobody edits what was filed; who meets one later (the application was returned, or a
crash left it behind) asks what has become of it. If its request was accepted, the draft has one more filing and is open again; if not, the
seal is broken after a while, and the commit's cause still keeps a submission from being two. ``filings`` counts the submissions that the
draft has become: an edit says how many it knows of, so that one which began before a submission cannot come after it.

The form is kept as JSON text: an applicant may write any JSON, and the store has signs of its own in names ($ref). What would be filed is
kept as the canonical bytes that go into the commit.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict
from pymongo import ReturnDocument, UpdateOne

from contracts.events.deferred import Deferred
from contracts.events.intake.content import Call, Content, Material
from contracts.form import MaterialFacts
from contracts.refusal import Refusal, Text
from services.chassis.batching import Batcher
from services.chassis.clock import SystemClock
from services.chassis.editions import Expected, stale
from services.chassis.mongo import Database, Document

_SEAL_LASTS = timedelta(minutes=2)
_TO_FILE = {"form": 0, "materials": 0}
"""What is filed of a draft is its content."""
_EDITION = re.compile("[1-9][0-9]{0,14}")  # a longer number would not fit into the store, and is no edition


class DraftMaterial(BaseModel):
    """A file of a draft: the material as it will be filed, and what its checks need. ``form_code``: the form that a scan shows."""

    model_config = ConfigDict(frozen=True)
    id: str
    file: Material
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    form_code: str | None = None

    @property
    def facts(self) -> MaterialFacts:
        """What the checks of the programme language ask of a file."""
        file = self.file
        measured = (self.width, self.height, self.pages)
        return MaterialFacts(file.kind, file.sha256, file.size, file.media_type, *measured, file.for_uscc, self.form_code, file.name)

    @property
    def shown(self) -> dict[str, Any]:
        """The file as its applicant sees it: JSON values."""
        file = self.file.model_dump(mode="json", exclude={"for_uscc"})
        return {**file, **self.model_dump(mode="json", exclude={"file"}), "row": self.file.for_uscc}


class Draft:
    """A draft as it was read: ``edition`` counts the edits. ``content`` is what would be filed; None: something is still wrong with it."""

    def __init__(self, row: Document) -> None:
        self._row = row
        self.application: str = row["_id"]
        self.edition: int = row["edition"]

    @cached_property
    def form(self) -> dict[str, Any]:
        form: dict[str, Any] = orjson.loads(self._row["form"])
        return form

    @cached_property
    def call(self) -> Call:
        return Call.model_validate(self._row["call"])

    @cached_property
    def uscc(self) -> str | None:
        """The applicant that the draft was begun for, if it has a USCC."""
        uscc: str | None = self._row["uscc"]
        return uscc

    @cached_property
    def materials(self) -> tuple[DraftMaterial, ...]:
        return tuple(DraftMaterial.model_validate(material) for material in self._row["materials"])

    @cached_property
    def content(self) -> Deferred[Content] | None:
        content = self._row["content"]
        return Deferred(Content, content) if content else None

    @property
    def files(self) -> tuple[Material, ...]:
        return tuple(material.file for material in self.materials)

    @property
    def facts(self) -> tuple[MaterialFacts, ...]:
        return tuple(material.facts for material in self.materials)

    @property
    def row(self) -> Document:
        """The draft as it is stored."""
        return self._row

    def holding(self, content: Deferred[Content] | None) -> Draft:
        """The draft with what would be filed of it."""
        return Draft(self._row | {"content": content.encoded if content else None})

    def replaced(self, form: dict[str, Any], materials: Sequence[DraftMaterial]) -> Draft:
        """The draft with another form and other files, as it would be after the edit."""
        row = self._row | {"form": _text(form), "materials": [material.model_dump(mode="json") for material in materials]}
        return Draft(row | {"edition": self.edition + 1, "content": None})


Prepare = Callable[[Draft], Deferred[Content] | None]
"""What would be filed of a draft; None where something is wrong with it. Asked at each edit, so that filing need not ask again."""

Became = Callable[[str, "Holder"], Awaitable[int]]
"""Which submission of the application the holder's request has become; 0: none, as far as is known."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who seals a draft: the request that files it, by its client and Idempotency-Key."""

    client: str
    key: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new draft is made of: the call that it answers, whose it is, and a form with what is known of the applicant. ``holder``: the
    request that files it at once."""

    call: Call
    uscc: str | None
    filer: str | None
    form: dict[str, Any]
    holder: Holder | None = None

    def draft(self, application: str) -> Draft:
        """The draft in its first edition."""
        held = {"client": self.holder.client, "key": self.holder.key, "at": _now()} if self.holder else None
        row: Document = {
            "_id": application,
            "edition": 1,
            "call": self.call.model_dump(),
            "uscc": self.uscc,
            "filer": self.filer,
            "form": _text(self.form),
            "materials": [],
            "content": None,
            "sealed": held,
            "filings": 0,
        }
        return Draft(row)


@dataclass(frozen=True, slots=True)
class Seal:
    """Which edition somebody wants to file; ``owned`` is the filter for the drafts that are theirs."""

    application: str
    expected: Expected
    holder: Holder
    owned: Document

    @property
    def editions(self) -> list[int]:
        """The editions that are named."""
        return [int(one) for one in self.expected.versions if _EDITION.fullmatch(one)]

    @property
    def edition(self) -> int | None:
        """The only edition that would do; None: another would do as well, or none."""
        editions = self.editions
        return editions[0] if len(editions) == 1 and not self.expected.any_version else None


class Drafts:
    """The drafts of intake, by application."""

    def __init__(self, database: Database, prepare: Prepare, became: Became) -> None:
        self._rows = database["drafts"]
        self._prepare = prepare
        self._became = became
        self._sealing = Batcher(self._seal_all)

    async def begin(self, application: str, beginning: Beginning) -> None:
        """Make the draft, if there is none."""
        row = beginning.draft(application).row
        await self._rows.update_one({"_id": application}, {"$setOnInsert": row}, upsert=True)

    async def begin_all(self, drafts: Sequence[Draft]) -> None:
        """Make these drafts, with what would be filed of each, unless they are there already."""
        first = [UpdateOne({"_id": draft.application}, {"$setOnInsert": draft.row}, upsert=True) for draft in drafts]
        if first:
            await self._rows.bulk_write(first, ordered=False)

    async def discard(self, applications: Sequence[str]) -> None:
        """Remove drafts of applications that were never begun."""
        await self._rows.delete_many({"_id": {"$in": list(applications)}})

    async def get(self, application: str) -> Draft:
        """The draft; LookupError where it was never begun."""
        row = await self._rows.find_one({"_id": application})
        if row is None:
            raise LookupError(application)
        return Draft(row)

    async def write(self, application: str, expected: Expected, form: dict[str, Any], filings: int) -> Draft:
        """Replace the form; the same edit again is the same. A Refusal where the draft has changed (412), or is being submitted (409)."""
        current = await self.get(application)
        if expected.matches(current.edition - 1) and not expected.any_version and current.form == form:
            return current
        expected.require(current.edition)
        return await self._change(current.replaced(form, current.materials), filings)

    async def attach(self, application: str, material: DraftMaterial, filings: int) -> Draft:
        """Add a file; the same file in the same place once only. Two uploads at the same time both stay."""

        def added(draft: Draft) -> Draft | None:
            there = any(other.id == material.id for other in draft.materials)
            return None if there else draft.replaced(draft.form, (*draft.materials, material))

        return await self._edit(application, added, filings)

    async def detach(self, application: str, material: str, filings: int) -> Draft:
        """Take a file off; one that is not there is no error."""

        def without(draft: Draft) -> Draft | None:
            kept = [other for other in draft.materials if other.id != material]
            return None if len(kept) == len(draft.materials) else draft.replaced(draft.form, kept)

        return await self._edit(application, without, filings)

    async def seal(self, seal: Seal) -> Draft:
        """Keep edits out while it is being submitted, and return what is to be filed (its content, without form and materials).

        The same holder may seal it again.
        """
        return await self._sealing.ask(seal)

    async def unseal(self, application: str, holder: Holder, filings: int = 0) -> None:
        """Let edits in again, if the holder kept them out; ``filings`` is which submission the draft has become (0: none)."""
        held = {"_id": application, "sealed.client": holder.client, "sealed.key": holder.key}
        await self._rows.update_one(held, {"$set": {"sealed": None}, "$max": {"filings": filings}})

    async def settle(self, application: str) -> bool:
        """Take off the seal of a request that was accepted, or that has not been heard of for too long; whether there was such a one."""
        row = await self._rows.find_one({"_id": application}, {"sealed": 1})
        if row is None or row["sealed"] is None:
            return False
        holder = Holder(row["sealed"]["client"], row["sealed"]["key"])
        filings = await self._became(application, holder)
        if not filings and row["sealed"]["at"] > _now() - _SEAL_LASTS:
            return False
        await self.unseal(application, holder, filings)
        return True

    async def _edit(self, application: str, edit: Callable[[Draft], Draft | None], filings: int) -> Draft:
        """Edit whatever the draft is now, as often as somebody else was quicker; None: there is nothing to do."""
        while True:
            current = await self.get(application)
            changed = edit(current)
            if changed is None:
                return current
            try:
                return await self._change(changed, filings)
            except Refusal as refusal:
                if refusal.slug != "stale-version":
                    raise

    async def _change(self, draft: Draft, filings: int) -> Draft:
        """Store the edit of the edition before it, unless the draft is sealed, or was filed once more than the editor knows."""
        content = self._prepare(draft)
        change = {"edition": draft.edition, "form": _text(draft.form), "content": content.encoded if content else None}
        change["materials"] = [material.model_dump(mode="json") for material in draft.materials]
        before = {"_id": draft.application, "edition": draft.edition - 1, "filings": {"$lte": filings}, "sealed": None}
        while True:
            row: Document | None = await self._rows.find_one_and_update(before, {"$set": change}, return_document=ReturnDocument.AFTER)
            if row is not None:
                return Draft(row)
            if not await self.settle(draft.application):
                raise _why_not((await self.get(draft.application)).edition, Expected(frozenset({str(draft.edition - 1)})))

    async def _seal_all(self, seals: Sequence[Seal]) -> list[Draft | Exception]:
        """All seals in one write, and what they sealed in one read; a single one in a write that tells.

        The two go at the same time where each seal names one edition: an edition does not change, so it matters only that it was sealed.
        """
        if len(seals) == 1:
            return [await self._seal_one(*seals)]
        writing = self._rows.bulk_write([UpdateOne(*_sealing(seal)) for seal in seals], ordered=False)
        if all(seal.edition for seal in seals):
            written, rows = await asyncio.gather(writing, self._read(seals))
            seen = [row["edition"] if row else None for row in rows]
            if written.matched_count == len(seals) and seen == [seal.edition for seal in seals]:
                return [Draft(row) for row in rows if row]
        else:
            await writing
        return [_sealed(seal, row) for seal, row in zip(seals, await self._read(seals), strict=True)]

    async def _seal_one(self, seal: Seal) -> Draft | Exception:
        taken: Document | None = await self._rows.find_one_and_update(
            *_sealing(seal), projection=_TO_FILE, return_document=ReturnDocument.AFTER
        )
        return Draft(taken) if taken else _sealed(seal, *await self._read([seal]))

    async def _read(self, seals: Sequence[Seal]) -> list[Document | None]:
        """The drafts of these seals, without form and materials; None where there is none."""
        found = self._rows.find({"_id": {"$in": [seal.application for seal in seals]}}, _TO_FILE)
        rows = {row["_id"]: row for row in await found.to_list(None)}
        return [rows.get(seal.application) for seal in seals]


def _text(form: dict[str, Any]) -> str:
    return orjson.dumps(form).decode()


def _now() -> datetime:
    """A seal is a lease: the machine's clock judges it, and not one that a demo moves."""
    return SystemClock().now()


def _sealing(seal: Seal) -> tuple[Document, Document]:
    """The filter for a draft that may be sealed, and the change that seals it."""
    editions = {} if seal.expected.any_version else {"edition": {"$in": seal.editions}}
    holder = {"client": seal.holder.client, "key": seal.holder.key}
    mine = {f"sealed.{name}": value for name, value in holder.items()} | {"sealed.at": {"$lt": _now() - _SEAL_LASTS / 2}}
    free = {"_id": seal.application, **editions, "$or": [{"sealed": None}, mine], **seal.owned}
    return free, {"$set": {"sealed": holder | {"at": _now()}}}


def _sealed(seal: Seal, row: Document | None) -> Draft | Exception:
    """The draft, if this seal took; else why not."""
    if row is None:
        return LookupError(seal.application)
    held = row["sealed"]
    if seal.expected.matches(row["edition"]) and held and (held["client"], held["key"]) == (seal.holder.client, seal.holder.key):
        return Draft(row)
    return _why_not(row["edition"], seal.expected)


def _why_not(edition: int, expected: Expected) -> Refusal:
    if not expected.matches(edition):
        return stale(edition)
    return Refusal("wrong-status", Text("该申报正在提交，请稍后再改", "The application is being submitted; edit it later"))
