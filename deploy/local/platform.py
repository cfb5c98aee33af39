"""A whole platform on this machine: Kafka and MongoDB, topics, and the services as separate processes.

    with running(Plan("demo", free_ports())) as platform:
        ...

Start it from the main thread: an attached platform ends with the thread that started it.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.environment import environment_of_processes, settings_of_platform
from deploy.local.failures import NotReady
from deploy.local.folders import folder_of
from deploy.local.incidents import incidents
from deploy.local.mail import FOLDER as MAIL
from deploy.local.mail import MailSink
from deploy.local.ports import Ports, refuse_taken
from deploy.local.processes import ServiceProcess, service_processes
from deploy.local.record import Record
from deploy.local.servers import Embedded
from deploy.local.supervision import Supervisor
from deploy.topics import create_topics

READY_WITHIN = 180.0  # seconds; on a busy machine a dozen processes take their time to import
# a process that ended so often before it was ready will not get ready
ENDS_FORGIVEN = 2
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """A platform to start. ``attached``: it ends when the calling process does, however that ends."""

    namespace: str
    ports: Ports
    processes: tuple[ServiceProcess, ...] = field(default_factory=service_processes)
    attached: bool = False
    report: Report = print


@dataclass(frozen=True, slots=True)
class RunningPlatform:
    """``environment`` holds the settings with which a command speaks to it; ``urls`` the address of each service's API."""

    namespace: str
    folder: Path
    ports: Ports
    environment: Mapping[str, str]
    urls: Mapping[str, str]
    started: bool

    @classmethod
    def of(cls, namespace: str, record: Record, started: bool = False) -> RunningPlatform:
        """The platform that was recorded; ``started``: by this very call."""
        urls = {process.service: process.url(record.ports) for process in record.processes if process.role == "api"}
        return cls(namespace, folder_of(namespace), record.ports, record.settings, urls, started)

    @property
    def mongodb_uri(self) -> str:
        return self.environment["MONGODB_URI"]

    @property
    def kafka_bootstrap(self) -> str:
        return self.environment["KAFKA_BOOTSTRAP_SERVERS"]


def up(plan: Plan) -> RunningPlatform:
    """Start what the plan names and wait until all of it is ready; a platform that is up already is returned as it is.

    CannotRun: nothing stays behind, also after an interruption.
    """
    folder = folder_of(plan.namespace)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        supervisor = Supervisor(folder)
        record = Record.read(folder)
        if record and supervisor.running():
            return RunningPlatform.of(plan.namespace, record)
        supervisor.shutdown()
        Record.remove(folder)
        try:
            return _start(plan, folder, supervisor)
        except BaseException:
            supervisor.shutdown()
            raise


def down(namespace: str) -> bool:
    """Stop everything, services first; whether there was anything to stop. The data stay."""
    folder = folder_of(namespace)
    if not folder.is_dir():
        return False
    with _alone(folder):
        supervisor = Supervisor(folder)
        was_running = supervisor.pid() is not None
        supervisor.shutdown()
        Record.remove(folder)
    return was_running


@contextmanager
def running(plan: Plan) -> Iterator[RunningPlatform]:
    """Up for as long as the block runs."""
    platform = up(plan)
    try:
        yield platform
    finally:
        down(plan.namespace)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One command at a time for each platform; the kernel releases the lock of a process that dies."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(plan: Plan, folder: Path, supervisor: Supervisor) -> RunningPlatform:
    servers = Embedded.of(folder, plan.ports, plan.report)
    processes: tuple[ServiceProcess | MailSink, ...] = (*_sinks(plan, folder), *plan.processes)
    refuse_taken(plan.ports, (*servers.ports, *(process.port for process in processes)))
    links = {f"LIANZHU_LINKS_{process.service.upper()}": process.url(plan.ports) for process in plan.processes if process.role == "api"}
    links |= MailSink.environment(plan.ports)
    environment = links | environment_of_processes(plan.namespace, folder, servers.addresses)
    programs = [*servers.prepare(), *(process.program(plan.ports) for process in processes)]
    supervisor.start(programs, environment, plan.attached)
    servers.start(supervisor)
    create_topics(servers.addresses["KAFKA_BOOTSTRAP_SERVERS"], plan.namespace)
    for process in processes:
        supervisor.start_program("services", process.name)
    _wait_until_ready(processes, plan.ports, supervisor)
    record = Record(plan.ports, plan.processes, settings_of_platform(environment))
    record.write(folder)
    return RunningPlatform.of(plan.namespace, record, started=True)


def _sinks(plan: Plan, folder: Path) -> tuple[MailSink, ...]:
    """Who sends mail here needs somebody who takes it."""
    return (MailSink(folder / MAIL),) if any(process.role == "sender" for process in plan.processes) else ()


def _wait_until_ready(processes: Iterable[ServiceProcess | MailSink], ports: Ports, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + READY_WITHIN
    for process in processes:
        while not process.ready(ports):
            ends = sum(incident.process == process.name for incident in incidents(supervisor.log))
            if ends > ENDS_FORGIVEN or time.monotonic() > deadline:
                raise NotReady(supervisor.explain(process.name))
            time.sleep(0.1)
