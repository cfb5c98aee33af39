"""Intake, as its handlers reach it: the programmes, the streams it decides on, the drafts and the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from contracts.canonical import instant
from contracts.events.event import Event
from contracts.events.intake.content import Call, Content
from contracts.events.parties import Filer, Officer
from contracts.form import normal_form
from contracts.programme.programme import Programme
from contracts.programme.published import published
from contracts.programme.track import Offer, Track
from contracts.refusal import Refusal, Text
from services.chassis import metrics, tracing
from services.chassis.assembly import Chassis
from services.chassis.causes import RequestCause
from services.chassis.clock import Clock
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.files import Files
from services.chassis.group import GroupCommit
from services.chassis.identity import Principal
from services.chassis.mongo import Database
from services.chassis.settings import Links, Upload
from services.chassis.views import View
from services.intake.domain.application import Application, fold
from services.intake.domain.content import content_of
from services.intake.domain.organisation import Registration
from services.intake.domain.summary_list import SummaryList
from services.intake.domain.verdict import Verdict, judge
from services.intake.drafts import Draft, Drafts
from services.intake.views import APPLICATIONS, LISTS, ORGANISATIONS

NO_APPLICATION = Text("没有这件申报", "There is no such application")

State = TypeVar("State", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and the request that the answer belongs to."""

    cause: RequestCause
    caller: Principal

    @property
    def officer(self) -> Officer:
        return Officer(subject=self.caller.subject, name=self.caller.name)

    @property
    def filer(self) -> Filer:
        return Filer(subject=self.caller.subject, name=self.caller.name, kind="system" if self.caller.kind == "system" else "person")

    @property
    def actor(self) -> Actor:
        return Actor(self.caller.subject, tuple(sorted(self.caller.roles)), self.caller.organisation)


@dataclass(frozen=True, slots=True)
class Intake:
    """What the handlers need. ``programmes`` are all published versions, by code and version."""

    group: GroupCommit
    database: Database
    drafts: Drafts
    files: Files
    clock: Clock
    upload: Upload
    links: Links
    programmes: Mapping[tuple[str, int], Programme]

    @classmethod
    def on(cls, chassis: Chassis) -> Intake:
        settings, programmes = chassis.settings, published()
        drafts = Drafts(chassis.database, lambda draft: prepare(_offer(programmes, draft.call), draft))
        return cls(chassis.group, chassis.database, drafts, chassis.files, chassis.clock, settings.upload, settings.links, programmes)

    def newest(self, code: str) -> Programme:
        """The newest published version: what new applications are filed under. A 404 where there is no such programme."""
        versions = [version for programme, version in self.programmes if programme == code]
        if not versions:
            raise Refusal("not-found", Text(f"没有项目 {code}", f"There is no programme {code}"))
        return self.programmes[code, max(versions)]

    def programme(self, call: Call) -> Programme:
        """The version that an application was filed under."""
        return self.programmes[call.programme, call.version]

    def track(self, call: Call) -> Track:
        return self.programme(call).tracks[call.track]

    def verdict(self, draft: Draft) -> Verdict:
        """What is wrong with a draft, what should be looked at, and the code of its form."""
        return judge(_offer(self.programmes, draft.call), draft.form, draft.facts, draft.uscc)

    def track_of(self, state: Application) -> Track:
        """The track of an application; a 404 where there is no such application."""
        if state.call is None:
            raise Refusal("not-found", NO_APPLICATION)
        return self.track(state.call)

    async def application(self, key: str) -> Application:
        """An application as it stands now; a 404 where there is none."""
        state = await self._state(APPLICATIONS, key, Application)
        if state is None:
            raise Refusal("not-found", NO_APPLICATION)
        return state

    async def registration(self, uscc: str) -> Registration:
        """What is registered under a USCC."""
        return await self._state(ORGANISATIONS, uscc, Registration) or Registration()

    async def summary_list(self, *key: str) -> SummaryList:
        """A county's list, without the memory of what was filed."""
        return await self._state(LISTS, "/".join(key), SummaryList) or SummaryList()

    async def _state(self, view: View, key: str, kind: type[State]) -> State | None:
        row = await self.database[view.name].find_one({"_id": key}, {"state": 1})
        return kind.model_validate(row["state"]) if row else None

    async def decide(self, asked: Asked, name: str, decide: Callable[[Streams], Decision], *streams: str) -> dict[str, Any]:
        """Decide a command, and give its answer. ``streams`` are those that it will read, as far as they are known."""
        trace = tracing.current()
        command = Command(asked.cause, asked.actor, decide, streams, trace.traceparent if trace else "")
        with metrics.HANDLER_SECONDS.labels("intake", name).time():
            outcome = await self.group.execute(command)
        return outcome.answer


def _offer(programmes: Mapping[tuple[str, int], Programme], call: Call) -> Offer:
    return programmes[call.programme, call.version].offers[call.track]


def prepare(offer: Offer, draft: Draft) -> Content | None:
    """What would be filed of a draft; None where something is wrong with it."""
    verdict = judge(offer, draft.form, draft.facts, draft.uscc)
    if verdict.faults or verdict.code is None:
        return None
    return content_of(offer.track.form, normal_form(offer, draft.form), draft.files, verdict.code)


def answer(state: Application, events: list[Event], streams: Streams) -> dict[str, Any]:
    """What a command on an application answers: where the application now stands, and since when."""
    for event in events:
        state = fold(state, event, streams.now)
    return {"id": state.id, "status": state.status.value, "submission": state.submission, "at": instant(streams.now)}
