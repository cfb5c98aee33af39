"""One supervisord for each local platform: it restarts what crashes, and stops services before the servers they need."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

import psutil
from supervisor.xmlrpc import SupervisorTransport

from deploy.local.failures import SupervisionFailed
from deploy.local.folders import socket_in
from deploy.local.program import Group, Program
from deploy.local.supervisord_conf import LEASH, configuration

# A start that has not answered by then has failed; a stop waits for Kafka and MongoDB to write what they hold.
START_WITHIN = 10.0
STOP_WITHIN = 90.0
LINES = 20
_LOOK = 0.05  # seconds between two looks at what stops
# The supervisords that this process started, so that it can collect what has become of them.
_started: dict[Path, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class ProcessState:
    """``state`` is supervisord's word (STOPPED, STARTING, RUNNING, BACKOFF, STOPPING, EXITED, FATAL); ``since`` is
    seconds since the epoch; ``pid`` is 0 when the process does not run."""

    name: str
    group: str
    state: str
    pid: int
    since: int
    description: str


class Supervisor:
    """The supervisord of the platform in ``folder``, running or not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = socket_in(folder)
        self.pid_file = folder / "supervisord.pid"
        self.log = folder / "logs" / "supervisord.log"

    def start(self, programs: Iterable[Program], environment: Mapping[str, str], attached: bool) -> None:
        """Start supervisord, and no program yet. ``attached``: it ends in order when the calling process dies."""
        self.log.parent.mkdir(exist_ok=True)
        self.log.unlink(missing_ok=True)
        conf = self.folder / "supervisord.conf"
        conf.write_text(configuration(self.folder, self.socket, programs))
        conf.chmod(0o600)
        command = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "-c", str(conf)]
        leash = [sys.executable, "-I", "-S", str(LEASH), "SIGTERM", str(os.getpid())] if attached else []
        with (self.folder / "logs" / "supervisord.out").open("wb") as out:
            process = subprocess.Popen(
                [*leash, *command], env=dict(environment), stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )
        _started[self.folder] = process
        self._wait_for_start(process)

    def _wait_for_start(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_WITHIN
        while not self.running():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                said = (self.folder / "logs" / "supervisord.out").read_text(errors="replace").strip()
                raise SupervisionFailed(f"supervisord did not start: {said or process.returncode}")
            time.sleep(0.05)

    def _call(self, name: str, *arguments: object) -> Any:
        """One call over the socket; each on a connection of its own, so that a new supervisord is found again."""
        transport = SupervisorTransport(None, None, f"unix://{self.socket}")
        return getattr(ServerProxy("http://supervisor", transport=transport), f"supervisor.{name}")(*arguments)

    def running(self) -> bool:
        """Whether supervisord answers."""
        try:
            return bool(self._call("getState")["statename"] == "RUNNING")
        except (OSError, Fault):
            return False

    def processes(self) -> list[ProcessState]:
        """The state of every program; none when supervisord is not running."""
        try:
            rows = self._call("getAllProcessInfo")
        except (OSError, Fault):
            return []
        return [
            ProcessState(row["name"], row["group"], row["statename"], row["pid"], row["start"], row["description"] or row["spawnerr"])
            for row in rows
        ]

    def start_program(self, group: Group, name: str) -> None:
        """Start one program without waiting for it; nothing happens when it runs already."""
        try:
            self._call("startProcess", f"{group}:{name}", False)
        except Fault as fault:
            if "ALREADY_STARTED" not in fault.faultString:
                raise SupervisionFailed(f"{name} did not start: {fault.faultString}") from fault

    def stop_program(self, group: Group, name: str) -> None:
        """Stop one program and wait until it is gone."""
        try:
            self._call("stopProcess", f"{group}:{name}", True)
        except Fault as fault:
            if "NOT_RUNNING" not in fault.faultString:
                raise SupervisionFailed(f"{name} did not stop: {fault.faultString}") from fault

    def log_of(self, name: str) -> Path:
        """Where a program's output goes."""
        return self.folder / "logs" / f"{name}.log"

    def explain(self, name: str) -> str:
        """Why a program is not up, as far as anybody can tell: its state, and the end of its log."""
        state = next((process.description for process in self.processes() if process.name == name), "supervisord is gone")
        log = self.log_of(name)
        last = log.read_text(errors="replace").splitlines()[-LINES:] if log.exists() else []
        return "\n".join([f"{name} did not get ready ({state}); the end of {log}:", *last])

    def pid(self) -> int | None:
        """The process id of the live supervisord of this folder, also while its socket is gone."""
        try:
            process = psutil.Process(int(self.pid_file.read_text()))
            return process.pid if str(self.folder / "supervisord.conf") in process.cmdline() else None
        except (OSError, ValueError, psutil.Error):
            return None

    def shutdown(self) -> None:
        """Stop the services, then the servers, then supervisord; nothing happens when it is not running."""
        if pid := self.pid():
            with suppress(psutil.NoSuchProcess):
                _end(psutil.Process(pid))
        if child := _started.pop(self.folder, None):
            child.wait()


def _end(supervisord: psutil.Process) -> None:
    supervisord.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    while _lives(supervisord):
        if time.monotonic() > deadline:
            raise SupervisionFailed(f"supervisord (process {supervisord.pid}) did not stop within {STOP_WITHIN:.0f} s")
        time.sleep(_LOOK)


def _lives(process: psutil.Process) -> bool:
    """A zombie has ended: who started it (another terminal's ``up --attach``) has only not collected it yet."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
