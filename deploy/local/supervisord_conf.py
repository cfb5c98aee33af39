"""The configuration that supervisord is given, written anew at each start."""

from __future__ import annotations

import getpass
import shlex
import sys
from collections.abc import Iterable, Mapping
from configparser import RawConfigParser
from io import StringIO
from pathlib import Path

from deploy.local.program import Program

LEASH = Path(__file__).with_name("leash.py")
# supervisord stops the group with the highest number first, and the next one only when that has gone.
PRIORITIES = {"servers": 10, "services": 20}
LOG_BYTES = "20MB"


def configuration(folder: Path, socket: Path, programs: Iterable[Program]) -> str:
    """The text of supervisord.conf: each program waits to be started, is restarted when it ends by itself, and writes its own log."""
    programs = list(programs)
    sections: dict[str, Mapping[str, object]] = {
        "supervisord": {
            "pidfile": folder / "supervisord.pid",
            "logfile": folder / "logs" / "supervisord.log",
            "logfile_maxbytes": 0,
            "childlogdir": folder / "logs",
            "user": getpass.getuser(),
            "minfds": 1024,
        },
        "unix_http_server": {"file": socket, "chmod": "0600"},
        "rpcinterface:supervisor": {"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"},
    }
    for name, priority in PRIORITIES.items():
        members = [program.name for program in programs if program.group == name]
        if members:
            sections[f"group:{name}"] = {"programs": ",".join(members), "priority": priority}
    sections |= {f"program:{program.name}": _program(folder, program) for program in programs}
    return _written(sections)


def _program(folder: Path, program: Program) -> dict[str, object]:
    leash = (sys.executable, "-I", "-S", str(LEASH), program.parting, str(folder / "supervisord.pid"))
    return {
        "command": shlex.join((*leash, *program.command)),
        "environment": ",".join(f"{name}={_quoted(value)}" for name, value in program.environment.items()),
        "autostart": "false",
        "autorestart": "true",
        # what starts again and again is tried for about four minutes before it is given up (the wait grows by a second each time)
        "startsecs": 1,
        "startretries": 20,
        "stopsignal": "TERM",
        "stopwaitsecs": program.stop_within,
        "redirect_stderr": "true",
        "stdout_logfile": folder / "logs" / f"{program.name}.log",
        "stdout_logfile_maxbytes": LOG_BYTES,
        "stdout_logfile_backups": 1,
    }


def _quoted(value: str) -> str:
    if '"' in value or "\n" in value:
        raise ValueError(f"supervisord cannot be given this value: {value!r}")
    return f'"{value}"'


def _written(sections: Mapping[str, Mapping[str, object]]) -> str:
    parser = RawConfigParser()
    for name, options in sections.items():
        parser[name] = {option: str(value).replace("%", "%%") for option, value in options.items()}
    text = StringIO()
    parser.write(text)
    return text.getvalue()
