"""Serving an application: uvicorn, with our logs and an orderly end."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI

from services.chassis.settings import Settings

_LAST_REQUESTS = 10  # seconds that open requests have to finish after SIGTERM


class Server(uvicorn.Server):
    """Says that it is about to stop, before it waits for the open requests."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.leaving.set()
        await super().shutdown(sockets)


def server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """A server that is not running yet: ``await server(app, settings).serve()``."""
    return Server(
        app,
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
        ),
    )
