"""Drafts: what an applicant is writing. A plain document, edited as often as wanted; what is filed is copied into a commit.

A draft that is being submitted is sealed first, in one conditional write: an edit that was answered before is in what is filed, and none
is lost behind it. A seal that a crash left behind is broken after a while; the commit's cause still keeps a submission from being two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from pymongo import ReturnDocument

from contracts.events.intake.content import Material
from contracts.form import MaterialFacts
from contracts.refusal import Refusal, Text
from services.chassis.api.preconditions import Expected, stale
from services.chassis.mongo import Database, Document

_SEAL_LASTS = timedelta(minutes=2)


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


@dataclass(frozen=True, slots=True)
class Draft:
    """``edition`` counts the edits; ``submission`` is the filed version that the draft started from (0: none)."""

    application: str
    edition: int
    submission: int
    form: dict[str, Any]
    materials: tuple[DraftMaterial, ...]

    @property
    def files(self) -> tuple[Material, ...]:
        return tuple(material.file for material in self.materials)

    @property
    def facts(self) -> tuple[MaterialFacts, ...]:
        return tuple(material.facts for material in self.materials)


class Drafts:
    """The drafts of intake, by application."""

    def __init__(self, database: Database) -> None:
        self._rows = database["drafts"]

    async def begin(self, application: str, form: dict[str, Any]) -> None:
        """Make the draft, if there is none: its first content is what is known of the applicant."""
        row = {"edition": 1, "submission": 0, "form": form, "materials": [], "sealed": None}
        await self._rows.update_one({"_id": application}, {"$setOnInsert": row}, upsert=True)

    async def get(self, application: str) -> Draft:
        """The draft; LookupError where it was never begun."""
        row = await self._rows.find_one({"_id": application})
        if row is None:
            raise LookupError(application)
        return _draft(row)

    async def write(self, application: str, expected: Expected, form: dict[str, Any], now: datetime) -> Draft:
        """Replace the form. A Refusal where the draft has changed since (412), or is being submitted (409)."""
        current = await self.get(application)
        expected.require(current.edition)
        return await self._change(current, now, {"$set": {"form": form}})

    async def attach(self, application: str, material: DraftMaterial, now: datetime) -> Draft:
        """Add a file; the same file in the same place once only. Two uploads at the same time both stay."""
        while True:
            current = await self.get(application)
            if any(other.id == material.id for other in current.materials):
                return current
            try:
                return await self._change(current, now, {"$push": {"materials": material.model_dump(mode="json")}})
            except Refusal as refusal:
                if refusal.slug != "stale-version":
                    raise

    async def detach(self, application: str, material: str, now: datetime) -> Draft:
        """Take a file off; one that is not there is no error."""
        while True:
            current = await self.get(application)
            if all(other.id != material for other in current.materials):
                return current
            try:
                return await self._change(current, now, {"$pull": {"materials": {"id": material}}})
            except Refusal as refusal:
                if refusal.slug != "stale-version":
                    raise

    async def seal(self, application: str, expected: Expected, holder: str, now: datetime) -> Draft:
        """Keep edits out while it is being submitted, and return what is to be filed. The same ``holder`` may seal it again."""
        current = await self.get(application)
        expected.require(current.edition)
        return await self._change(current, now, {"$set": {"sealed": {"by": holder, "at": now}}}, holder=holder)

    async def unseal(self, application: str, *, filed: int | None = None) -> None:
        """Let edits in again; ``filed`` is the submission that the draft has become, if it was filed."""
        changes: Document = {"sealed": None} | ({"submission": filed} if filed is not None else {})
        await self._rows.update_one({"_id": application}, {"$set": changes})

    async def _change(self, draft: Draft, now: datetime, update: Document, *, holder: str | None = None) -> Draft:
        """Apply the update to the edition that was read, unless somebody else has sealed the draft; an edit makes a new edition."""
        open_ = {"$or": [{"sealed": None}, {"sealed.at": {"$lt": now - _SEAL_LASTS}}, {"sealed.by": holder or "nobody"}]}
        change = update if holder else update | {"$inc": {"edition": 1}}
        row: Document | None = await self._rows.find_one_and_update(
            {"_id": draft.application, "edition": draft.edition, **open_}, change, return_document=ReturnDocument.AFTER
        )
        if row is not None:
            return _draft(row)
        current = await self.get(draft.application)
        if current.edition != draft.edition:
            raise stale(current.edition)
        raise Refusal("wrong-status", Text("该申报正在提交，请稍后再改", "The application is being submitted; edit it later"))


def _draft(row: Document) -> Draft:
    materials = tuple(DraftMaterial.model_validate(material) for material in row["materials"])
    return Draft(row["_id"], row["edition"], row["submission"], row["form"], materials)
