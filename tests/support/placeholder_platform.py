"""A whole platform whose services are placeholders; run as a module, it stays up until it is ended."""

from __future__ import annotations

import signal
import sys

from deploy.local.platform import Plan, running
from deploy.local.ports import free_ports
from deploy.local.processes import ServiceProcess


class PlaceholderProcess(ServiceProcess):
    """It starts, is ready, and does nothing."""

    @property
    def command(self) -> tuple[str, ...]:
        return (sys.executable, "-m", "tests.support.placeholder")


class BrokenProcess(ServiceProcess):
    """It never gets ready."""

    @property
    def command(self) -> tuple[str, ...]:
        return (sys.executable, "-c", "raise SystemExit('no such setting')")


PROCESSES = (PlaceholderProcess("intake", "api"), PlaceholderProcess("intake", "relay"))


def plan(namespace: str, *processes: ServiceProcess) -> Plan:
    """An attached platform on free ports."""
    return Plan(namespace, free_ports(), processes or PROCESSES, attached=True)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with running(plan(sys.argv[1])):
            print("up", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        print("stopped", flush=True)
