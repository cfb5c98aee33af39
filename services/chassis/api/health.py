"""Whether the process lives (``/health``), and whether it can do its work now (``/ready``)."""

from __future__ import annotations

import asyncio
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from contracts.refusal import Fault, Refusal, Text
from services.chassis import logs
from services.chassis.api.openapi import problems
from services.chassis.api.problems import respond
from services.chassis.api.resources import Probe
from services.chassis.mongo import Database

log = logs.get(__name__)
routes = APIRouter(tags=["operations"])


class Health(BaseModel):
    """The process runs and answers."""

    status: Literal["alive"] = "alive"
    service: str
    version: str


class Readiness(BaseModel):
    """Every part answered just now."""

    status: Literal["ready"] = "ready"
    parts: dict[str, Literal["ok"]]


@routes.get("/health", summary="Is the process alive?")
async def health(request: Request) -> Health:
    return Health(service=request.app.state.about.service, version=request.app.state.about.version)


@routes.get("/ready", summary="Can the service do its work now?", response_model=Readiness, responses=problems("unavailable"))
async def ready(request: Request) -> Readiness | Response:
    probes = request.app.state.resources.probes
    patience = request.app.state.settings.api.readiness_timeout
    answers = await asyncio.gather(*(_there(name, probe, patience) for name, probe in probes.items()))
    away = [name for name, there in zip(probes, answers, strict=True) if not there]
    return respond(request, _unready(away)) if away else Readiness(parts=dict.fromkeys(probes, "ok"))


async def _there(name: str, probe: Probe, patience: float) -> bool:
    try:
        async with asyncio.timeout(patience):
            await probe()
    except Exception as error:
        log.warning("readiness.away", part=name, reason=type(error).__name__)
        return False
    return True


def _unready(away: list[str]) -> Refusal:
    text = Text(f"以下部分暂不可用：{'、'.join(away)}", f"Away at the moment: {', '.join(away)}")
    faults = tuple(Fault("away", f"part:{name}", Text(f"{name} 暂不可用", f"{name} is away")) for name in away)
    return Refusal("unavailable", text, faults)


def store_probe(database: Database) -> Probe:
    """Asks MongoDB whether there is a primary that takes writes."""

    async def ask() -> None:
        answer = await database.command("hello")
        if not answer.get("isWritablePrimary"):
            raise ConnectionError("no primary")

    return ask
