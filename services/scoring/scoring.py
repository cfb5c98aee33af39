"""Scoring, as its handlers reach it: the programmes, the streams it decides on, its secrets, sheets in work, the files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from contracts.events.intake.content import Call
from contracts.programme.fields import ChoiceField, Meaning
from contracts.programme.programmes import Programmes
from contracts.programme.review import Review as Rules
from contracts.programme.track import Offer, Track
from contracts.refusal import Refusal, Text
from services.chassis.aggregates import Standing
from services.chassis.assembly import Chassis
from services.chassis.desk import Desk
from services.chassis.files import chunks_of
from services.scoring.domain.case import Case, known
from services.scoring.domain.pool import Terms
from services.scoring.secrets import Secrets
from services.scoring.sheets import Drafts

ReviewKey = tuple[str, str, str]
"""Programme, round and track."""

_PAUSE = 0.05


class Moved(Exception):
    """What a decision was prepared on has changed since: it is prepared again."""


@dataclass(frozen=True, slots=True)
class Scoring(Desk):
    """What the handlers need. ``continued``: of each draw, by its file, the file with all places that were drawn since, and how many."""

    programmes: Programmes
    secrets: Secrets
    drafts: Drafts
    continued: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    @classmethod
    def on(cls, chassis: Chassis) -> Scoring:
        return cls(chassis, Programmes.all_published(), Secrets(chassis.database), Drafts(chassis.database))

    @property
    def authorities(self) -> dict[str, str]:
        """The region of the authority that issued each programme, by its code."""
        return {code: self.programmes.newest(code).authority.region for code in self.programmes.codes}

    def rules(self, call: Call) -> Rules:
        """How the programme wants its cases reviewed; a 404 where the track has no review."""
        return rules_of(self.programmes, call)

    def track_of(self, case: Case) -> Track:
        """The track of a case: its form and papers as it was filed, and how its round is reviewed."""
        review = known(case.review)
        track = self.programmes.track(case.filed or review)
        return track if track is self.programmes.track(review) else track.model_copy(update={"review": self.rules(review)})

    def terms(self, call: Call) -> Terms:
        """How the programme draws."""
        return Terms.of(self.rules(call), _industries(self.programmes.offer(call)))

    async def standings(self, streams: Sequence[str]) -> dict[str, Standing]:
        """The streams as the store has them now: for what is prepared outside a decision, which then checks that they are still so."""
        return await self.chassis.store.load(streams)

    async def keep(self, content: bytes) -> str:
        """Keep a document that was made here among the files; its SHA-256."""
        return (await self.files.put(chunks_of(BytesIO(content)), len(content))).sha256

    async def pause(self) -> None:
        """Before something is prepared again."""
        await asyncio.sleep(_PAUSE)


def rules_of(programmes: Programmes, call: Call) -> Rules:
    review = programmes.track(call).review
    if review is None:
        raise Refusal("not-found", Text("该类别没有专家评审", "The track has no expert review"))
    return review


def _industries(offer: Offer) -> Sequence[str]:
    """The options of the field that means the case's industry; none where the form has no such field."""
    name = offer.track.form.field_for(Meaning.INDUSTRY)
    field = offer.track.form.fields[name] if name else None
    return tuple(offer.choices[field.of].options) if isinstance(field, ChoiceField) else ()


def key_of(call: Call) -> ReviewKey:
    """The key of the review that a call belongs to, whatever version of the programme it names."""
    return call.programme, call.round, call.track
