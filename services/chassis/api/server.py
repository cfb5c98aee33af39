"""Serving an application: uvicorn, with our logs and an orderly end."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

from services.chassis.settings import Settings

_LAST_REQUESTS = 10  # seconds that open requests have to finish after SIGTERM


def server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """A server that is not running yet: ``await server(app, settings).serve()``."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.api.host,
            port=settings.api.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_LAST_REQUESTS,
            loop="uvloop",
            http="httptools",
            lifespan="on",
        )
    )
