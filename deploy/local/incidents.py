"""What went wrong with the processes of a platform since it started, read from supervisord's log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

EXITED = re.compile(r"^(?P<at>\S+ \S+),\d+ \w+ exited: (?P<process>\S+) \((?P<how>[^;)]*)")
GAVE_UP = re.compile(r"^(?P<at>\S+ \S+),\d+ \w+ gave up: (?P<process>\S+) (?P<how>.*)$")


@dataclass(frozen=True, slots=True)
class Incident:
    """A process that ended without being asked to. ``at`` is local time; ``final``: it is not started again."""

    at: str
    process: str
    how: str
    final: bool

    def __str__(self) -> str:
        return f"{self.at} {self.process}: {self.how}; {'given up' if self.final else 'started again'}"


def incidents(log: Path) -> list[Incident]:
    """All of them, the oldest first."""
    return list(_read(log.read_text(errors="replace").splitlines())) if log.exists() else []


def _read(lines: Iterable[str]) -> Iterable[Incident]:
    for line in lines:
        for pattern in (EXITED, GAVE_UP):
            if found := pattern.match(line):
                yield Incident(found["at"], found["process"], found["how"], final=pattern is GAVE_UP)
