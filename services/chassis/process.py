"""One process of the platform: ``python -m services.chassis.process SERVICE api|worker|relay|sender``."""

from __future__ import annotations

import asyncio
import gc
import importlib
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvloop
from prometheus_client import start_http_server
from pymongo.errors import PyMongoError

from services.chassis import logs
from services.chassis.assembly import Chassis, assembled
from services.chassis.bus import Producer
from services.chassis.inbox import Inbox
from services.chassis.relay import Relay
from services.chassis.seals import SealLog
from services.chassis.service import PROCESSES, Service
from services.chassis.settings import Settings

log = logs.get(__name__)

_SWEEP_EVERY = 3600.0
"""Seconds between two looks for abandoned uploads."""


def find(name: str) -> Service:
    """The service of this name, from ``services/<name>/service.py``. ModuleNotFoundError: there is none."""
    service: Service = importlib.import_module(f"services.{name}.service").SERVICE
    return service


async def run_api(service: Service, settings: Settings) -> None:
    from services.chassis.api.serving import serve  # FastAPI is slow to import, and only this process needs it

    await serve(service, settings)


async def run_relay(service: Service, settings: Settings) -> None:
    """Relay, timers, jobs and seals until SIGTERM or SIGINT."""
    producer = Producer(settings.bus.servers, timeout=settings.bus.timeout)
    async with assembled(service, settings) as chassis:
        relay, seals = chassis.relay(producer), SealLog(settings.seals.dir, service.name)
        sealing = seals.keep(chassis.store, chassis.clock, settings.seals, lambda: relay.active)
        work = asyncio.gather(relay.run(), chassis.timers().run(), chassis.jobs().run(), sealing, _sweep(chassis, relay))
        _until_told_to_stop(work)
        with suppress(asyncio.CancelledError):
            await work
    await producer.close()


async def _sweep(chassis: Chassis, relay: Relay) -> None:
    """Now and then remove the uploads that were abandoned half-written."""
    while True:
        await asyncio.sleep(_SWEEP_EVERY)
        if relay.active:
            with suppress(PyMongoError):
                await chassis.files.sweep()


async def run_sender(service: Service, settings: Settings) -> None:
    """What the service does in the world outside, until SIGTERM or SIGINT."""
    if service.sender is None:
        raise ValueError(f"{service.name} has no sender")
    async with assembled(service, settings) as chassis:
        work = asyncio.ensure_future(service.sender(chassis))
        _until_told_to_stop(work)
        with suppress(asyncio.CancelledError):
            await work


def run_worker(service: Service, settings: Settings) -> None:
    """Consume until SIGTERM or SIGINT."""
    from services.chassis.streams import Worker  # Faust is slow to import, and only workers need it

    @asynccontextmanager
    async def open_inbox() -> AsyncIterator[Inbox]:
        async with assembled(service, settings) as chassis:
            yield chassis.inbox()

    Worker(service.name, [settings.topic(topic) for topic in service.consumes], settings, open_inbox).run()


def _until_told_to_stop(work: asyncio.Future[Any]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, work.cancel)


def settle_memory() -> None:
    """What was imported stays for the life of the process: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    sys.setswitchinterval(0.001)  # the drivers of store and bus work in threads: whoever has an answer should not wait long to be heard


def main(arguments: Sequence[str]) -> int:
    """Run one process; the exit status."""
    if len(arguments) != 2 or arguments[1] not in PROCESSES:
        sys.stderr.write(f"usage: python -m services.chassis.process SERVICE {'|'.join(PROCESSES)}\n")
        return 2
    settings, service, role = Settings(), find(arguments[0]), arguments[1]
    logs.configure(settings, service.name, role)
    settle_memory()
    if role != "api" and settings.metrics.port:
        start_http_server(settings.metrics.port)
    if role == "worker":
        run_worker(service, settings)
    else:
        uvloop.run(_RUNS[role](service, settings))
    return 0


_RUNS = {"api": run_api, "relay": run_relay, "sender": run_sender}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
