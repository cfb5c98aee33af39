"""MongoDB through motor: the one file that imports it.

Motor's end of life has passed; its successor, PyMongo's AsyncMongoClient, has the same calls, so that a change of driver is a change of
this file. Every write waits for a majority and the journal: what the platform says it has, it has. Only what a crash may take is written
without: a claim for some seconds, and rows that are written again (:class:`services.chassis.views.View`).
"""

from __future__ import annotations

from typing import Any

from bson.codec_options import CodecOptions
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
    AsyncIOMotorGridFSBucket,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from services.chassis.settings import Store

Document = dict[str, Any]
Client = AsyncIOMotorClient[Document]
Database = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]
Session = AsyncIOMotorClientSession
Bucket = AsyncIOMotorGridFSBucket

DURABLE = WriteConcern(w="majority", j=True)
FLEETING = WriteConcern(w=1)
MAJORITY = ReadConcern("majority")
LOCAL = ReadConcern("local")
"""Also sees what is not yet on a majority: for what is written as FLEETING."""
SNAPSHOT = ReadConcern("snapshot")
_CODEC: CodecOptions[Document] = CodecOptions(tz_aware=True)
WITHOUT_ZONES: CodecOptions[Document] = CodecOptions(tz_aware=False)
"""Instants as they lie in the store, UTC, without saying so: read in half the time."""


def connect(store: Store) -> Client:
    """A client for the running event loop.

    Nothing is sent until the first call, so that a service starts while its store is away.
    """
    return AsyncIOMotorClient(
        store.uri.get_secret_value(),
        serverSelectionTimeoutMS=int(store.selection_timeout * 1000),
        connectTimeoutMS=int(store.selection_timeout * 1000),
        socketTimeoutMS=int(store.timeout * 1000),
        maxPoolSize=store.pool,
        retryWrites=True,
        retryReads=True,
        uuidRepresentation="standard",
    )


def database(client: Client, name: str) -> Database:
    """The database with durable writes and majority reads."""
    return client.get_database(name, codec_options=_CODEC, write_concern=DURABLE, read_concern=MAJORITY)


def bucket(store: Database, name: str = "fs") -> Bucket:
    """A GridFS bucket in the database."""
    return AsyncIOMotorGridFSBucket(store, bucket_name=name, write_concern=DURABLE)
