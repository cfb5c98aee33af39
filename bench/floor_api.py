"""The floor of a submission: FastAPI with the same token check and body model, and one bare insert of what came in the body. The floor of a
decision on a fund: the same, and one conditional update of one hot document.

No validation against the programme, no idempotency, no audit record, no event, no view. The platform's own submission has no body, because
its draft came before: the floor has to be given by somebody what it accepts. It is what a submission files, by the model of what is filed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop
from fastapi import APIRouter, FastAPI, Request
from ulid import ULID

from contracts.events.intake.content import Content
from services.chassis.api.authentication import Authenticator, Caller
from services.chassis.api.resources import Resources
from services.chassis.api.server import server
from services.chassis.apikeys import ApiKeys
from services.chassis.mongo import Database, Document, connect, database
from services.chassis.settings import Settings
from services.chassis.tokens import Tokens

routes = APIRouter()
FEN = 50_000_000


@routes.post("/v1/applications/{key}/submission", status_code=201)
async def submission(key: str, body: Content, caller: Caller, request: Request) -> dict[str, str]:
    """Insert the content under a new id."""
    row: Document = {"_id": str(ULID()), "application": key, "by": caller.subject, "content": body.model_dump(mode="json")}
    await request.app.state.rows.insert_one(row)
    return {"id": row["_id"], "status": "submitted"}


@routes.post("/v1/awards/{key}/confirmation", status_code=201)
async def confirmation(key: str, caller: Caller, request: Request) -> dict[str, str]:
    """Move a sum within one hot document, if it holds so much."""
    funds = request.app.state.rows.database["funds"]
    moved = {"$inc": {"available": -FEN, "held": FEN}}
    held = await funds.find_one_and_update({"_id": "fund", "available": {"$gte": FEN}}, moved)
    return {"id": key, "status": "confirmed" if held else "refused", "by": caller.subject}


def application(settings: Settings) -> FastAPI:
    """Plain FastAPI: ``POST /v1/applications/{id}/submission`` inserts what it is given."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        client = connect(settings.store)
        own: Database = database(client, settings.database("floor"))
        app.state.resources = Resources(Authenticator(Tokens(settings.oidc), ApiKeys(own)))
        app.state.rows = own["rows"]
        await own["funds"].update_one({"_id": "fund"}, {"$set": {"available": 10**15, "held": 0}}, upsert=True)
        yield
        client.close()

    app = FastAPI(lifespan=lifespan)
    app.state.leaving = asyncio.Event()  # what our server asks of an application
    app.include_router(routes)
    return app


def main() -> None:
    settings = Settings()
    uvloop.run(server(application(settings), settings).serve())


if __name__ == "__main__":
    main()
