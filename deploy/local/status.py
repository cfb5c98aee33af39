"""How a local platform is, at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deploy.local.folders import folder_of
from deploy.local.incidents import Incident, incidents
from deploy.local.platform import RunningPlatform
from deploy.local.record import Record
from deploy.local.supervision import ProcessState, Supervisor


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """``ready`` is what the process says itself (None for Kafka and MongoDB); ``ended`` counts how often it ended unasked."""

    process: ProcessState
    ready: bool | None
    port: int
    ended: int
    log: Path


@dataclass(frozen=True, slots=True)
class PlatformStatus:
    platform: RunningPlatform
    processes: tuple[ProcessStatus, ...]
    incidents: tuple[Incident, ...]

    @property
    def well(self) -> bool:
        """Whether every process runs and every service is ready."""
        return all(row.process.state == "RUNNING" and row.ready is not False for row in self.processes)


def status(namespace: str) -> PlatformStatus | None:
    """The state of each process, and what went wrong so far; None when the platform is down."""
    folder = folder_of(namespace)
    record = Record.read(folder)
    supervisor = Supervisor(folder)
    states = supervisor.processes()
    if record is None or not states:
        return None
    ended = tuple(incidents(supervisor.log))
    order = [process.name for process in record.processes]
    states.sort(key=lambda state: order.index(state.name) if state.name in order else -1)
    rows = tuple(_row(state, record, ended, supervisor) for state in states)
    return PlatformStatus(RunningPlatform.of(namespace, record), rows, ended)


def _row(state: ProcessState, record: Record, ended: tuple[Incident, ...], supervisor: Supervisor) -> ProcessStatus:
    service = next((process for process in record.processes if process.name == state.name), None)
    return ProcessStatus(
        process=state,
        ready=service.ready(record.ports) if service else None,
        port=record.ports[service.port if service else state.name],
        ended=sum(incident.process == state.name and not incident.final for incident in ended),
        log=supervisor.log_of(state.name),
    )
