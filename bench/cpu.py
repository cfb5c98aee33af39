"""Where the CPU time goes: by process, of the bench itself and of all that it started."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress

import psutil
from rich.console import Console
from rich.table import Table

_SERVERS = {"mongod": "MongoDB", "java": "Kafka"}
_OWN = "load and receiver"


def used() -> dict[str, float]:
    """Seconds of CPU that each process has used so far, by what it is."""
    bench = psutil.Process()
    found = defaultdict(float, {_OWN: _seconds(bench)})
    for process in bench.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            found[_name(process)] += _seconds(process)
    return found


def show(before: dict[str, float], after: dict[str, float], number: int) -> None:
    """The table on the terminal: milliseconds of CPU for each of so many."""
    each = {name: 1000 * (spent - before.get(name, 0.0)) / number for name, spent in after.items()}
    table = Table("process", "ms of CPU each", title=f"CPU, {number:,} submissions, load average {psutil.getloadavg()[0]:.1f}")
    for name, spent in sorted(each.items(), key=lambda pair: -pair[1]):
        table.add_row(name, f"{spent:.2f}")
    table.add_row("together", f"{sum(each.values()):.2f}")
    Console().print(table)


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _name(process: psutil.Process) -> str:
    """A service's process by service and role, a server by its name, another by its module."""
    command = process.cmdline()
    if process.name() in _SERVERS:
        return _SERVERS[process.name()]
    module = command[command.index("-m") + 1 :] if "-m" in command else [process.name()]
    return " ".join(module[1:]) if module[0] == "services.chassis.process" else module[0]
