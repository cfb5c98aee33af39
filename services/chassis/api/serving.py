"""A service's API as it runs: its routes, and what they stand on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from uvicorn import Server

from services.chassis.api.app import About, create_app
from services.chassis.api.authentication import Authenticator
from services.chassis.api.health import store_probe
from services.chassis.api.resources import Resources
from services.chassis.api.server import server
from services.chassis.assembly import assembled
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.tokens import Tokens
from services.chassis.version import VERSION


def application(service: Service, settings: Settings) -> FastAPI:
    """The service's HTTP application."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[Resources]:
        async with assembled(service, settings) as chassis:
            probes = {"store": store_probe(chassis.database), "bus": chassis.bus.probe}
            yield Resources(Authenticator(Tokens(settings.oidc), chassis.keys), probes, service.hold(chassis))

    return create_app(About(service.name, service.title, service.summary, VERSION), settings, service.routers(), opening)


def serving(service: Service, settings: Settings) -> Server:
    """Its server, which serves until SIGTERM or SIGINT once it is told to."""
    return server(application(service, settings), settings)
