"""Drafts: what an applicant is writing. A plain document, edited as often as wanted; what is filed is copied into a commit.

A draft that is being submitted is sealed first, in one conditional write: an edit that was answered before is in what is filed, and none
is lost behind it. A seal that a crash left behind is broken after a while; the commit's cause still keeps a submission from being two.
``filings`` counts the submissions that the draft has become: an edit says how many it knows of, so that one which began before a submission
cannot come after it. The form is kept as JSON text: an applicant may write any JSON, and the store has signs of its own in names ($ref).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict
from pymongo import ReturnDocument, UpdateOne

from contracts.events.intake.content import Call, Content, Material
from contracts.form import MaterialFacts
from contracts.refusal import Refusal, Text
from services.chassis.api.preconditions import Expected, stale
from services.chassis.batching import Batcher
from services.chassis.clock import SystemClock
from services.chassis.mongo import Database, Document

_SEAL_LASTS = timedelta(minutes=2)
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
        return MaterialFacts(file.kind, file.sha256, file.size, file.media_type, *measured, file.for_uscc, self.form_code)

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
    def uscc(self) -> str:
        """The applicant that the draft was begun for."""
        return str(self._row["uscc"])

    @cached_property
    def materials(self) -> tuple[DraftMaterial, ...]:
        return tuple(DraftMaterial.model_validate(material) for material in self._row["materials"])

    @cached_property
    def content(self) -> Content | None:
        content = self._row["content"]
        return Content.model_validate(content) if content else None

    @property
    def files(self) -> tuple[Material, ...]:
        return tuple(material.file for material in self.materials)

    @property
    def facts(self) -> tuple[MaterialFacts, ...]:
        return tuple(material.facts for material in self.materials)

    def replaced(self, form: dict[str, Any], materials: Sequence[DraftMaterial]) -> Draft:
        """The draft with another form and other files, as it would be after the edit."""
        row = self._row | {"form": _text(form), "materials": [material.model_dump(mode="json") for material in materials]}
        return Draft(row | {"edition": self.edition + 1, "content": None})


Prepare = Callable[[Draft], Content | None]
"""What would be filed of a draft; None where something is wrong with it. Asked at each edit, so that filing need not ask again."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new draft is made of: the call that it answers, whose it is, and a form with what is known of the applicant."""

    call: Call
    uscc: str
    filer: str | None
    form: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seal:
    """Which edition somebody wants to file; ``owned`` is the filter for the drafts that are theirs."""

    application: str
    expected: Expected
    holder: str
    owned: Document


@dataclass(frozen=True, slots=True)
class _Unseal:
    application: str
    holder: str
    filings: int


class Drafts:
    """The drafts of intake, by application."""

    def __init__(self, database: Database, prepare: Prepare) -> None:
        self._rows = database["drafts"]
        self._prepare = prepare
        self._sealing = Batcher(self._seal_all)
        self._unsealing = Batcher(self._unseal_all)

    async def begin(self, application: str, beginning: Beginning) -> None:
        """Make the draft, if there is none."""
        row = {
            "edition": 1,
            "call": beginning.call.model_dump(),
            "uscc": beginning.uscc,
            "filer": beginning.filer,
            "form": _text(beginning.form),
            "materials": [],
            "content": None,
            "sealed": None,
            "filings": 0,
        }
        await self._rows.update_one({"_id": application}, {"$setOnInsert": row}, upsert=True)

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

    async def unseal(self, application: str, holder: str, filings: int = 0) -> None:
        """Let edits in again, if the holder kept them out; ``filings`` is which submission the draft has become (0: none)."""
        await self._unsealing.ask(_Unseal(application, holder, filings))

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
        change = {"edition": draft.edition, "form": _text(draft.form), "content": content.model_dump(mode="json") if content else None}
        change["materials"] = [material.model_dump(mode="json") for material in draft.materials]
        before = {"_id": draft.application, "edition": draft.edition - 1, "filings": {"$lte": filings}, **_open("")}
        row: Document | None = await self._rows.find_one_and_update(before, {"$set": change}, return_document=ReturnDocument.AFTER)
        if row is not None:
            return Draft(row)
        raise _why_not((await self.get(draft.application)).edition, Expected(frozenset({str(draft.edition - 1)})))

    async def _seal_all(self, seals: Sequence[Seal]) -> list[Draft | Exception]:
        """All seals in one write, then what they sealed in one read."""
        await self._rows.bulk_write([_sealing(seal) for seal in seals], ordered=False)
        found = self._rows.find({"_id": {"$in": [seal.application for seal in seals]}}, {"form": 0, "materials": 0})
        rows = {row["_id"]: row for row in await found.to_list(None)}
        return [_sealed(seal, rows.get(seal.application)) for seal in seals]

    async def _unseal_all(self, unseals: Sequence[_Unseal]) -> list[Exception | None]:
        await self._rows.bulk_write([_unsealing(unseal) for unseal in unseals], ordered=False)
        return [None] * len(unseals)


def _text(form: dict[str, Any]) -> str:
    return orjson.dumps(form).decode()


def _now() -> datetime:
    """A seal is a lease: the machine's clock judges it, and not one that a demo moves."""
    return SystemClock().now()


def _open(holder: str) -> Document:
    """Drafts that are not sealed by another than the holder."""
    return {"$or": [{"sealed": None}, {"sealed.at": {"$lt": _now() - _SEAL_LASTS}}, {"sealed.by": holder}]}


def _sealing(seal: Seal) -> UpdateOne:
    named = [int(one) for one in seal.expected.versions if _EDITION.fullmatch(one)]
    editions = {} if seal.expected.any_version else {"edition": {"$in": named}}
    sealed = {"sealed": {"by": seal.holder, "at": _now()}}
    return UpdateOne({"_id": seal.application, **editions, **_open(seal.holder), **seal.owned}, {"$set": sealed})


def _unsealing(unseal: _Unseal) -> UpdateOne:
    held = {"_id": unseal.application, "sealed.by": unseal.holder}
    return UpdateOne(held, {"$set": {"sealed": None}, "$max": {"filings": unseal.filings}})


def _sealed(seal: Seal, row: Document | None) -> Draft | Exception:
    """The draft, if this seal took; else why not."""
    if row is None:
        return LookupError(seal.application)
    if seal.expected.matches(row["edition"]) and row["sealed"] and row["sealed"]["by"] == seal.holder:
        return Draft(row)
    return _why_not(row["edition"], seal.expected)


def _why_not(edition: int, expected: Expected) -> Refusal:
    if not expected.matches(edition):
        return stale(edition)
    return Refusal("wrong-status", Text("该申报正在提交，请稍后再改", "The application is being submitted; edit it later"))
