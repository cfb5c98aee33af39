"""Kafka and MongoDB for a platform: the ones that the environment names, or embedded ones."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from deploy.local.failures import NotReady
from deploy.local.kafka import Kafka
from deploy.local.mongod import DEVELOPMENT_ONLY, Mongod
from deploy.local.ports import Ports
from deploy.local.program import Program
from deploy.local.supervision import Supervisor

Server = Literal["mongodb", "kafka"]
SERVERS: tuple[Server, ...] = ("mongodb", "kafka")
VARIABLES: Mapping[Server, str] = {"mongodb": "MONGODB_URI", "kafka": "KAFKA_BOOTSTRAP_SERVERS"}
READY_WITHIN = 120.0
_LOOK = 0.2  # seconds between two looks at what starts
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Embedded:
    """The servers that this platform runs itself."""

    mongod: Mongod
    kafka: Kafka
    names: tuple[Server, ...]

    @classmethod
    def of(cls, folder: Path, ports: Ports, report: Report, wanted: Iterable[Server] = SERVERS) -> Embedded:
        """Those of the wanted ones that the environment does not name."""
        kafka = Kafka(folder / "kafka", ports["kafka"], ports["kafka-controller"], report)
        return cls(
            Mongod(folder / "mongodb", ports["mongodb"]), kafka, tuple(name for name in wanted if not os.environ.get(VARIABLES[name]))
        )

    @property
    def ports(self) -> tuple[str, ...]:
        """The names of the ports that have to be free."""
        kafka = ("kafka", "kafka-controller") if "kafka" in self.names else ()
        return (*kafka, "mongodb") if "mongodb" in self.names else kafka

    @property
    def addresses(self) -> dict[str, str]:
        """MONGODB_URI and KAFKA_BOOTSTRAP_SERVERS, as every process is told them."""
        own = {"mongodb": self.mongod.uri, "kafka": self.kafka.bootstrap}
        return {variable: os.environ.get(variable) or own[name] for name, variable in VARIABLES.items()}

    def prepare(self) -> list[Program]:
        """Make ready to start, all at the same time."""
        if "mongodb" in self.names:
            self.kafka.report(DEVELOPMENT_ONLY)
        prepare = {"mongodb": self.mongod.prepare, "kafka": self.kafka.prepare}
        with ThreadPoolExecutor(len(SERVERS)) as pool:
            return list(pool.map(lambda name: prepare[name](), self.names))

    def start(self, supervisor: Supervisor) -> None:
        """Start them side by side and wait until they serve. NotReady when one does not in time."""
        for name in self.names:
            supervisor.start_program("servers", name)
        answers = {"mongodb": self.mongod.answers, "kafka": self.kafka.answers}
        deadline = time.monotonic() + READY_WITHIN
        for name in self.names:
            while not answers[name]():
                _still_possible(supervisor, name, deadline)
                time.sleep(_LOOK)


def _still_possible(supervisor: Supervisor, name: str, deadline: float) -> None:
    state = next((process.state for process in supervisor.processes() if process.name == name), "gone")
    if time.monotonic() > deadline or state in {"gone", "FATAL", "BACKOFF"}:
        raise NotReady(supervisor.explain(name))
