"""Applications for the benches: a full form near its limits, with its materials, seeded through the chassis and not over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from ulid import ULID

from contracts.events.deferred import Deferred
from contracts.events.event import Event
from contracts.events.intake.application import ApplicationDrafted, ApplicationSubmitted
from contracts.events.intake.content import Call, Content, Material
from contracts.events.intake.examination import ApplicationPrepared
from contracts.events.parties import Filer, Officer
from contracts.form import MaterialFacts, form_code
from contracts.programme.programmes import Programmes
from services.chassis.assembly import Chassis
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.intake.domain.content import content_of, division
from services.intake.drafts import DraftMaterial
from services.intake.streams import APPLICATION
from tests.unit.contracts import complete

PROGRAMME = Programmes.all_published().newest("sjz-2024-chain")
OFFER = PROGRAMME.offers["chain-case"]
CALL = Call(programme=PROGRAMME.programme, version=PROGRAMME.version, round="2024-08", track="chain-case")
BY = Filer(subject="bench", name="bench", kind="person")
OFFICER = Officer(subject="bench", name="bench")
FORM = complete.form()
USCC: str = FORM["uscc"]
GROUP = 500


def _material(facts: MaterialFacts) -> DraftMaterial:
    file = Material(
        kind=facts.kind, name=f"{facts.kind}.pdf", media_type=facts.media_type, size=facts.size, sha256=facts.sha256, for_uscc=facts.row
    )
    measured: dict[str, Any] = {"width": facts.width, "height": facts.height, "pages": facts.pages, "form_code": facts.form_code}
    return DraftMaterial(id=facts.sha256[-26:], file=file, **measured)


MATERIALS = [_material(facts) for facts in complete.materials(FORM)]
CODE = form_code(OFFER, FORM, [material.facts for material in MATERIALS])


def content() -> Content:
    return content_of(OFFER.track.form, FORM, [material.file for material in MATERIALS], CODE)


CONTENT: dict[str, Any] = content().model_dump(mode="json")
PREPARED = Deferred.of(content()).encoded


def drafted(key: str) -> list[Event]:
    return [ApplicationDrafted(application=key, call=CALL, applicant=FORM["name"], uscc=USCC, region=division("130102"), by=BY)]


def noted(key: str) -> list[Event]:
    """A small event."""
    return [ApplicationPrepared(application=key, brief="带动产业链上下游中小企业上云用数，订单交付周期缩短，良品率提高。", by=OFFICER)]


_SMALL = content().model_copy(update={"form": {"title": FORM["title"]}, "materials": ()})


def small(key: str) -> list[Event]:
    """A submitted application whose form is short: for a full store that is made in a minute."""
    return [*drafted(key), ApplicationSubmitted(application=key, call=CALL, content=Deferred.of(_SMALL), by=BY)]


async def seed(chassis: Chassis, keys: Sequence[str], events_of: Any) -> None:
    """One commit for each application with these events, views included; nothing is published by it."""
    import asyncio

    for start in range(0, len(keys), GROUP):
        commands = [_command(key, events_of(key)) for key in keys[start : start + GROUP]]
        await asyncio.gather(*(chassis.group.execute(command) for command in commands))


def _command(key: str, events: list[Event]) -> Command:
    def decide(_: Streams) -> Decision:
        return Decision().on(APPLICATION.stream(key), *events)

    return Command(RequestCause("bench", f"seed/{key}", ""), Actor("bench"), decide, (APPLICATION.stream(key),))


async def seed_drafts(chassis: Chassis, keys: Sequence[str]) -> None:
    """The applications as drafts that are ready to be filed."""
    await seed(chassis, keys, drafted)
    ready = {"edition": 1, "call": CALL.model_dump(), "uscc": USCC, "filer": None, "content": PREPARED, "sealed": None, "filings": 0}
    says = {"form": orjson.dumps(FORM).decode(), "materials": [material.model_dump(mode="json") for material in MATERIALS]}
    await chassis.database["drafts"].insert_many([{"_id": key} | ready | says for key in keys])


def fresh(number: int) -> list[str]:
    return [str(ULID()) for _ in range(number)]
