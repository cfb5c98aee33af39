"""``lianzhu up``, ``down`` and ``status``: a whole platform on this machine."""

from __future__ import annotations

import os
import signal
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from deploy.local.platform import RunningPlatform
    from deploy.local.status import PlatformStatus, ProcessStatus

INTERRUPTED = 130
COLOURS = {"RUNNING": "green", "STARTING": "yellow", "STOPPING": "yellow"}
Attach = Annotated[bool, typer.Option("--attach", help="Stay in the foreground; Ctrl-C stops the platform.")]
Every = Annotated[bool, typer.Option("--every", help="Every platform of this project, not only the one named.")]


def up(attach: Attach = False) -> None:
    """Start Kafka, MongoDB and the services, and wait until all are ready. Once more is harmless."""
    from rich.console import Console

    from deploy.local.failures import CannotRun
    from deploy.local.platform import Plan
    from deploy.local.platform import up as start
    from deploy.local.ports import configured_ports

    console = Console()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with console.status("starting the platform") as progress:
            plan = Plan(_namespace(), configured_ports(), attached=attach, report=lambda line: progress.console.print(line, style="dim"))
            platform = start(plan)
    except CannotRun as reason:
        _fail(str(reason))
    except KeyboardInterrupt:
        _fail("interrupted; everything that had started was stopped", INTERRUPTED)
    _print_up(console, platform)
    if attach:
        _stay(console, platform)


def down(every: Every = False) -> None:
    """Stop the services, then Kafka and MongoDB. What they stored stays."""
    from deploy.local.failures import CannotRun
    from deploy.local.folders import namespaces
    from deploy.local.platform import down as stop

    for namespace in namespaces() if every else [_namespace()]:
        try:
            was_running = stop(namespace)
        except CannotRun as reason:
            _fail(str(reason))
        if was_running or not every:
            print(f"platform {namespace}: {'stopped' if was_running else 'was not running'}")


def status() -> None:
    """The processes of the platform, and what went wrong with them so far. Exit code 1 unless all is well."""
    from rich.console import Console

    from deploy.local.status import status as look

    seen = look(_namespace())
    if seen is None:
        print(f"platform {_namespace()} is down; `make up` starts it")
        raise typer.Exit(1)
    console = Console()
    console.print(_table(seen))
    for incident in seen.incidents:
        console.print(str(incident), style="red" if incident.final else "yellow", highlight=False)
    raise typer.Exit(0 if seen.well else 1)


def _namespace() -> str:
    return os.environ["LIANZHU_NAMESPACE"]


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _fail(reason: str, code: int = 1) -> NoReturn:
    typer.secho(reason, fg="red", err=True)
    raise typer.Exit(code)


def _print_up(console: Console, platform: RunningPlatform) -> None:
    from deploy.local.status import status as look

    console.print(f"platform [bold]{platform.namespace}[/] {'is ready' if platform.started else 'was up already'}")
    if seen := look(platform.namespace):
        console.print(_table(seen))
    facts = {
        "API": "each service describes itself at /openapi.json; its metrics are at /metrics",
        "MongoDB": platform.mongodb_uri,
        "Kafka": platform.kafka_bootstrap,
        "logs": f"{_short(platform.folder / 'logs')}/<process>.log",
        "mail": "lianzhu mail list",
        "a token": "lianzhu token --role county --region 130102",
        "stop it": "make down",
    }
    for name, value in facts.items():
        console.print(f"{name:<8} {value}", highlight=False, markup=False, soft_wrap=True)


def _table(seen: PlatformStatus) -> Table:
    from rich.table import Table

    table = Table("process", "state", "address", "since", "restarts", title=f"platform {seen.platform.namespace}")
    for row in seen.processes:
        since = datetime.fromtimestamp(row.process.since).astimezone().strftime("%H:%M:%S") if row.process.pid else ""
        table.add_row(row.process.name, _state(row), _address(row), since, str(row.ended or ""))
    return table


def _state(row: ProcessStatus) -> str:
    word = row.process.state.lower()
    if row.ready is not None:
        word = "ready" if row.ready else f"{word}, not ready"
    return f"[{COLOURS.get(row.process.state, 'red') if row.ready is not False else 'yellow'}]{word}[/]"


def _address(row: ProcessStatus) -> str:
    return f"127.0.0.1:{row.port}" if row.ready is None else f"http://127.0.0.1:{row.port}"


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _stay(console: Console, platform: RunningPlatform) -> None:
    """Tell what goes wrong, until interrupted; then stop everything."""
    from deploy.local.incidents import incidents
    from deploy.local.platform import down as stop
    from deploy.local.supervision import Supervisor

    supervisor = Supervisor(platform.folder)
    told = 0
    try:
        while supervisor.pid() is not None:
            for incident in incidents(supervisor.log)[told:]:
                console.print(str(incident), style="yellow", highlight=False)
                told += 1
            time.sleep(0.5)
        console.print("the supervisor has gone, and every process with it", style="red")
    except KeyboardInterrupt:
        console.print("stopping: services first, then Kafka and MongoDB")
    finally:
        stop(platform.namespace)
