"""The application of a service, with everything that each of them has: problems, limits, identity, metrics, health, documentation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response

from contracts.refusal import Refusal
from services.chassis import metrics
from services.chassis.api import catalogue, health
from services.chassis.api.exchange import Exchange
from services.chassis.api.limits import RequestLimits
from services.chassis.api.openapi import documented
from services.chassis.api.pages import Cursors
from services.chassis.api.problems import answer
from services.chassis.api.resources import Opening
from services.chassis.api.visits import Visits
from services.chassis.settings import Settings
from services.chassis.unavailable import STORE_AWAY, Unavailable

_KNOWN = (Refusal, RequestValidationError, HTTPException, Unavailable, *STORE_AWAY)


@dataclass(frozen=True, slots=True)
class About:
    """A service, as its documentation names it."""

    service: str
    title: str
    summary: str
    version: str


def create_app(about: About, settings: Settings, routers: Sequence[APIRouter], opening: Opening) -> FastAPI:
    """The service's application. ``opening`` is entered when it starts and left when it stops; what it gives is in
    ``app.state.resources``, where the dependencies find it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening() as resources:
            app.state.resources = resources
            yield

    app = FastAPI(
        title=about.title,
        summary=about.summary,
        version=about.version,
        lifespan=lifespan,
        docs_url=None,  # its pages load scripts from other hosts
        redoc_url=None,
        redirect_slashes=False,
        middleware=[Middleware(Exchange), Middleware(RequestLimits, settings=settings)],
        exception_handlers=dict.fromkeys(_KNOWN, answer),
    )
    app.state.about, app.state.settings = about, settings
    app.state.leaving = asyncio.Event()  # set when the process begins to stop: who keeps a response open ends it then
    app.state.cursors = Cursors(settings.cursor.secret.get_secret_value())
    app.state.visits = Visits(settings.public.per_minute)
    for router in (*routers, health.routes, catalogue.routes):
        app.router.routes.extend(router.routes)  # one table: an included router is searched by itself, and again once it is found
    app.add_api_route("/metrics", _metrics, include_in_schema=False)
    app.openapi = documented(app)  # type: ignore[method-assign]
    return app


async def _metrics() -> Response:
    return Response(metrics.render(), media_type=metrics.CONTENT_TYPE)
