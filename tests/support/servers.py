"""Real Kafka and MongoDB for a test session: only the ones that its tests ask for, and gone when it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pymongo
from kafka import KafkaAdminClient

from deploy.local.folders import ROOT, folder_of, remove_folder_of
from deploy.local.ports import free_ports
from deploy.local.servers import Embedded, Server
from deploy.local.supervision import Supervisor

PREFIX = "test-"


@contextmanager
def running_servers(wanted: list[Server]) -> Iterator[dict[str, str]]:
    """MONGODB_URI and KAFKA_BOOTSTRAP_SERVERS of servers that run until the end of the block, or of this process."""
    _remove_what_killed_sessions_left()
    namespace = f"{PREFIX}{os.getpid()}"
    folder = folder_of(namespace)
    folder.mkdir(parents=True)
    servers = Embedded.of(folder, free_ports(), print, wanted)
    supervisor = Supervisor(folder)
    try:
        if servers.names:
            supervisor.start(servers.prepare(), os.environ, attached=True)
            servers.start(supervisor)
        yield servers.addresses
    finally:
        supervisor.shutdown()
        remove_folder_of(namespace)


def _remove_what_killed_sessions_left() -> None:
    for folder in ROOT.glob(f"{PREFIX}*"):
        number = folder.name.removeprefix(PREFIX)
        if number.isdecimal() and not psutil.pid_exists(int(number)) and Supervisor(Path(folder)).pid() is None:
            remove_folder_of(folder.name)


def drop_databases(uri: str, namespace: str) -> None:
    """Drop every database of the namespace."""
    with pymongo.MongoClient[dict[str, object]](uri) as client:
        for name in client.list_database_names():
            if name.startswith(f"{namespace}_"):
                client.drop_database(name)


def delete_topics(bootstrap: str, namespace: str) -> None:
    """Delete every topic of the namespace."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap.split(","))
    try:
        if names := [name for name in admin.list_topics() if name.startswith(f"{namespace}.")]:
            admin.delete_topics(names)
    finally:
        admin.close()
