"""What a running platform is made of, kept in its folder for the commands that come later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import Ports
from deploy.local.processes import ServiceProcess

FILE = "platform.json"


@dataclass(frozen=True, slots=True)
class Record:
    """``settings`` are environment variables; some are secrets, so the file is for its owner's eyes."""

    ports: Ports
    processes: tuple[ServiceProcess, ...]
    settings: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> Record | None:
        """The record of the platform that was started last and not stopped; None where there is none."""
        try:
            content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        processes = tuple(ServiceProcess(**process) for process in content["processes"])
        return cls(content["ports"], processes, content["settings"])

    def write(self, folder: Path) -> None:
        """Write it whole or not at all."""
        processes = [{"service": process.service, "role": process.role} for process in self.processes]
        draft = folder / f"{FILE}.draft"
        draft.touch(mode=0o600)
        draft.write_text(
            json.dumps({"ports": self.ports, "processes": processes, "settings": dict(self.settings)}, indent=1), encoding="utf-8"
        )
        draft.replace(folder / FILE)

    @staticmethod
    def remove(folder: Path) -> None:
        (folder / FILE).unlink(missing_ok=True)
