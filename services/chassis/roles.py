"""What each process of the platform does: it serves, consumes, relays or sends (``process.py`` starts it)."""

from __future__ import annotations

import asyncio
import gc
import importlib
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from ctypes import CDLL
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

_M_ARENA_MAX = -8
"""From glibc's malloc.h."""


def find(name: str) -> Service:
    """The service of this name, from ``services/<name>/service.py``. ModuleNotFoundError: there is none."""
    service: Service = importlib.import_module(f"services.{name}.service").SERVICE
    return service


async def run_api(service: Service, settings: Settings) -> None:
    from services.chassis.api.serving import serving  # FastAPI is slow to import, and only this process needs it

    api = serving(service, settings)
    settle_memory()
    await api.serve()


async def run_relay(service: Service, settings: Settings) -> None:
    """Relay, timers, jobs and seals until SIGTERM or SIGINT."""
    settle_memory()
    producer = Producer(settings.bus.servers, timeout=settings.bus.timeout)
    async with assembled(service, settings) as chassis:
        relay, seals = chassis.relay(producer), SealLog(settings.seals.dir, service.name)
        sealing = seals.keep(chassis.store, chassis.clock, settings.seals, lambda: relay.active)
        work = asyncio.ensure_future(together(relay.run(), chassis.timers().run(), chassis.jobs().run(), sealing, _sweep(chassis, relay)))
        _until_told_to_stop(work)
        with suppress(asyncio.CancelledError):
            await work
    await producer.close()


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Until each has ended, also when they are cancelled: what one still gives back (a lease) needs the store, and ``gather`` would not
    wait for it."""
    async with asyncio.TaskGroup() as tasks:
        for work in works:
            tasks.create_task(work)


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
    settle_memory()
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

    settle_memory()
    Worker(service.name, [settings.topic(topic) for topic in service.consumes], settings, open_inbox).run()


def _until_told_to_stop(work: asyncio.Future[Any]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, work.cancel)


def settle_memory() -> None:
    """What was imported stays for the life of the process: the collector need not look at it again and again.

    glibc would keep memory for each thread, which no other can use when the thread has given it back: two such stores are enough.
    """
    with suppress(AttributeError, OSError):  # another C library has its own way
        CDLL(None).mallopt(_M_ARENA_MAX, 2)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
    sys.setswitchinterval(0.001)  # the drivers of store and bus work in threads: whoever has an answer should not wait long to be heard


def run(arguments: Sequence[str]) -> int:
    """Run one process, by the name of its service and its role; the exit status."""
    if len(arguments) != 2 or arguments[1] not in PROCESSES:
        sys.stderr.write(f"usage: python -m services.chassis.process SERVICE {'|'.join(PROCESSES)}\n")
        return 2
    settings, service, role = Settings(), find(arguments[0]), arguments[1]
    logs.configure(settings, service.name, role)
    if role != "api" and settings.metrics.port:
        start_http_server(settings.metrics.port)
    if role == "worker":
        run_worker(service, settings)
    else:
        uvloop.run(_RUNS[role](service, settings))
    return 0


_RUNS = {"api": run_api, "relay": run_relay, "sender": run_sender}
