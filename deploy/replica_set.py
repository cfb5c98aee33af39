"""A replica set of one member: what MongoDB has to be for change streams and majority writes."""

from __future__ import annotations

import time
from typing import Any

import pymongo
from pymongo.errors import OperationFailure, PyMongoError

REPLICA_SET = "rs0"
NOT_YET_INITIALIZED = 94
INVALID_REPLICA_SET_CONFIG = 93
PAUSE = 0.2


class NoPrimary(RuntimeError):
    """The server did not become the primary of its set in time."""


def wait_for_primary(uri: str, member: str, within: float) -> None:
    """Wait ``within`` seconds until the member takes writes; NoPrimary says why it does not. ``uri`` gives the credentials."""
    deadline = time.monotonic() + within
    while True:
        try:
            if takes_writes(uri, member):
                return
            reason = "it has not been elected yet"
        except PyMongoError as error:
            reason = str(error)
        if time.monotonic() > deadline:
            raise NoPrimary(f"{member} does not take writes after {within:.0f} s: {reason}")
        time.sleep(PAUSE)


def takes_writes(uri: str, member: str) -> bool:
    """Whether the member is the primary now; PyMongoError when it does not answer.

    A set that was never initiated is, with this one member; a set whose one member moved to another address is told so.
    """
    user = pymongo.uri_parser.parse_uri(uri, validate=False)
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(
        member,
        username=user["username"],
        password=user["password"],
        directConnection=True,
        serverSelectionTimeoutMS=1000,
        connectTimeoutMS=1000,
    )
    with client:
        if client.admin.command("hello").get("isWritablePrimary"):
            return True
        _become_the_set(client, {"_id": REPLICA_SET, "members": [{"_id": 0, "host": member}]})
        return False


def _become_the_set(client: pymongo.MongoClient[dict[str, Any]], configuration: dict[str, Any]) -> None:
    try:
        client.admin.command("replSetGetStatus")
    except OperationFailure as failure:
        if failure.code == NOT_YET_INITIALIZED:
            client.admin.command("replSetInitiate", configuration)
        elif failure.code == INVALID_REPLICA_SET_CONFIG:
            version = client.admin.command("replSetGetConfig", commitmentStatus=False)["config"]["version"]
            client.admin.command("replSetReconfig", {**configuration, "version": version + 1}, force=True)
        else:
            raise
