"""The lock of Kafka's jars: coordinates and SHA-256, and no hosts. Run as a module, it resolves them again."""

from __future__ import annotations

from pathlib import Path

from jgo.env import LockedDependency, LockFile
from jgo.maven import MavenContext
from jgo.parse import Coordinate

LOCK = Path(__file__).with_name("kafka.lock.toml")
WANTED = (
    Coordinate("org.apache.kafka", "kafka_2.13", "4.3.0", scope="compile"),
    Coordinate("org.slf4j", "slf4j-simple", "1.7.36", scope="compile"),
)


def locked_jars() -> list[LockedDependency]:
    """The jars of the broker, in the order of the class path."""
    dependencies: list[LockedDependency] = LockFile.load(LOCK).dependencies
    return dependencies


def write_lock() -> LockFile:
    """Resolve the coordinates with their run-time dependencies; each jar is downloaded to take its digest."""
    context = MavenContext()
    direct, transitive = context.resolver.resolve([context.create_dependency(wanted) for wanted in WANTED])
    needed = direct + [dependency for dependency in transitive if dependency.scope in {"compile", "runtime"}]
    lock = LockFile.from_resolved_dependencies(needed, environment_name="kafka")
    lock.save(LOCK)
    return lock


if __name__ == "__main__":
    print(f"{len(write_lock().dependencies)} jars in {LOCK.name}")
