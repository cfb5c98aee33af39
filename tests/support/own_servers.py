"""A MongoDB or a Kafka of one test's own, which it may stop, freeze and kill."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.kafka import Kafka
from deploy.local.mongod import Mongod
from deploy.local.ports import free_ports
from tests.support.waiting import eventually


@dataclass
class OwnServer:
    """``address`` is what MONGODB_URI or KAFKA_BOOTSTRAP_SERVERS says of it; its data survive a kill."""

    address: str
    command: tuple[str, ...]
    answers: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, again too, and wait until it serves."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self.answers, within=60)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def own_mongod(folder: Path) -> Iterator[OwnServer]:
    """A replica set of one."""
    mongod = Mongod(folder, free_ports()["mongodb"], cache=0.25)
    with _running(OwnServer(mongod.uri, mongod.prepare().command, mongod.answers)) as server:
        yield server


@contextmanager
def own_kafka(folder: Path) -> Iterator[OwnServer]:
    """A broker."""
    ports = free_ports()
    kafka = Kafka(folder, ports["kafka"], ports["kafka-controller"], lambda _: None)
    with _running(OwnServer(kafka.bootstrap, kafka.prepare().command, kafka.answers)) as server:
        yield server


@contextmanager
def _running(server: OwnServer) -> Iterator[OwnServer]:
    server.start()
    try:
        yield server
    finally:
        server.thaw()
        server.kill()
