"""The floor of a submission: the platform's HTTP base with the same token check, and one bare insert of a document of the same size.

No idempotency, no validation, no audit record, no event, no view.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvloop
from fastapi import APIRouter, FastAPI, Request
from ulid import ULID

from services.chassis.api.authentication import Authenticator, Caller
from services.chassis.api.resources import Resources
from services.chassis.api.server import server
from services.chassis.apikeys import ApiKeys
from services.chassis.mongo import Database, connect, database
from services.chassis.settings import Settings
from services.chassis.tokens import Tokens

routes = APIRouter()


@routes.post("/v1/applications/{key}/submission", status_code=201)
async def submission(key: str, caller: Caller, request: Request) -> dict[str, str]:
    """Insert the content under a new id."""
    state = request.app.state
    row = {"_id": str(ULID()), "application": key, "by": caller.subject, "content": state.content}
    await state.rows.insert_one(row)
    return {"id": row["_id"], "status": "submitted"}


def application(settings: Settings, content: dict[str, Any]) -> FastAPI:
    """Plain FastAPI: ``POST /v1/applications/{id}/submission`` inserts the content under a new id."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        client = connect(settings.store)
        own: Database = database(client, settings.database("floor"))
        app.state.resources = Resources(Authenticator(Tokens(settings.oidc), ApiKeys(own)))
        app.state.rows = own["rows"]
        yield
        client.close()

    app = FastAPI(lifespan=lifespan)
    app.state.content = content
    app.include_router(routes)
    return app


def main() -> None:
    from bench.applications import CONTENT

    settings = Settings()
    uvloop.run(server(application(settings, CONTENT), settings).serve())


if __name__ == "__main__":
    main()
