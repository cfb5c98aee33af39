"""Intake, as its handlers reach it: the programmes, the streams it decides on, the drafts and the files."""

from __future__ import annotations

from asyncio import Semaphore
from dataclasses import dataclass
from typing import cast

from contracts.canonical import instant
from contracts.events.deferred import Deferred
from contracts.events.intake.content import Content
from contracts.form import normal_form
from contracts.programme.programmes import Programmes
from contracts.programme.track import Offer, Track
from contracts.refusal import Refusal, Text
from services.chassis.api.event_streams import Seats
from services.chassis.assembly import Chassis
from services.chassis.causes import RequestCause
from services.chassis.decisions import Decision, Streams, seen
from services.chassis.desk import Desk
from services.chassis.qr_codes import QrReader
from services.intake.domain.application import Application, Status
from services.intake.domain.content import content_of
from services.intake.domain.organisation import Registration
from services.intake.domain.summary_list import SummaryList
from services.intake.domain.verdict import Verdict, judge
from services.intake.drafts import Draft, Drafts, Holder
from services.intake.streams import APPLICATION
from services.intake.views import LISTS, ORGANISATIONS

NO_APPLICATION = Text("没有这件申报", "There is no such application")


@dataclass(frozen=True, slots=True)
class Intake(Desk):
    """What the handlers need. ``press``: as many forms are made at once as it has room for. ``reader``: of the codes on scans."""

    drafts: Drafts
    programmes: Programmes
    seats: Seats
    press: Semaphore
    reader: QrReader

    @classmethod
    def on(cls, chassis: Chassis) -> Intake:
        programmes = Programmes.all_published()

        async def became(application: str, holder: Holder) -> int:
            first = (await chassis.store.repeated([RequestCause(holder.client, holder.key, "")])).get((holder.client, holder.key))
            return first.answer.get("submission", 0) if first and first.answer.get("id") == application else 0

        drafts = Drafts(chassis.database, lambda draft: prepare(programmes.offer(draft.call), draft), became)
        settings = chassis.settings
        press, reader = Semaphore(settings.documents.at_once), QrReader(settings.scans)
        return cls(chassis, drafts, programmes, Seats(settings.feed), press, reader)

    def verdict(self, draft: Draft) -> Verdict:
        """What is wrong with a draft, what should be looked at, and the code of its form."""
        return judge(self.programmes.offer(draft.call), draft.form, draft.facts, draft.uscc)

    def track_of(self, state: Application) -> Track:
        """The track of an application; a 404 where there is no such application."""
        if state.call is None:
            raise Refusal("not-found", NO_APPLICATION)
        return self.programmes.track(state.call)

    async def application(self, key: str) -> Application:
        """An application as it stands now; a 404 where there is none."""
        state, _ = await self.standing(key)
        if state.status is Status.NONE:
            raise Refusal("not-found", NO_APPLICATION)
        return state

    async def standing(self, key: str) -> tuple[Application, int]:
        """An application with all that was filed, and its version (0: there is none), from the record: its row has no content."""
        stream = APPLICATION.stream(key)
        found = (await self.chassis.store.load([stream]))[stream]
        return cast(Application, found.state), found.head.version

    async def registration(self, uscc: str) -> Registration:
        """What is registered under a USCC."""
        return await self.state(ORGANISATIONS, uscc, Registration) or Registration()

    async def summary_list(self, *key: str) -> SummaryList:
        """A county's list, without the memory of what was filed."""
        return await self.state(LISTS, "/".join(key), SummaryList) or SummaryList()


def prepare(offer: Offer, draft: Draft) -> Deferred[Content] | None:
    """What would be filed of a draft; None where something is wrong with it."""
    verdict = judge(offer, draft.form, draft.facts, draft.uscc)
    if verdict.faults or verdict.code is None:
        return None
    return Deferred.of(content_of(offer.track.form, normal_form(offer, draft.form), draft.files, verdict.code, offer.track.applicant.kinds))


def answered(decision: Decision, streams: Streams, application: str) -> Decision:
    """The decision with what a command on an application answers: where the application now stands, and since when."""
    state = seen(streams, decision, APPLICATION, application)
    decision.answer = {"id": state.id, "status": state.status.value, "submission": state.submission, "at": instant(streams.now)}
    return decision
