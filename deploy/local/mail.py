"""Mail on a development platform: the sink's process, and what it has received."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from deploy.local.ports import Ports
from deploy.local.program import Program

NAME = "mail-sink"
FOLDER = "mail"


@dataclass(frozen=True, slots=True)
class MailSink:
    """The process that receives the platform's mail."""

    folder: Path
    name: str = NAME
    port: str = NAME

    def program(self, ports: Ports) -> Program:
        """How the supervisor starts it."""
        return Program(NAME, "services", (sys.executable, "-m", "deploy.local.mail_sink", str(self.folder), str(ports[NAME])))

    def ready(self, ports: Ports) -> bool:
        """Whether it takes connections."""
        with socket.socket() as probe:
            probe.settimeout(5)
            return probe.connect_ex(("127.0.0.1", ports[NAME])) == 0

    @staticmethod
    def environment(ports: Ports) -> dict[str, str]:
        """How the sender finds it."""
        return {"LIANZHU_MAIL_HOST": "127.0.0.1", "LIANZHU_MAIL_PORT": str(ports[NAME])}


@dataclass(frozen=True, slots=True)
class Mail:
    """One message that was received."""

    name: str
    message: EmailMessage

    @property
    def at(self) -> datetime:
        """When it came, by the machine's clock; its own date is the platform's."""
        return datetime.fromtimestamp(int(self.name) / 1e9, UTC)

    @property
    def text(self) -> str:
        return str(self.message.get_content())


def received(platform: Path) -> list[Mail]:
    """All mail of the platform in this folder, the oldest first."""
    return [_read(path) for path in sorted((platform / FOLDER).glob("*.eml"))]


def find(platform: Path, name: str) -> Mail | None:
    """The message of this name; None where there is none."""
    path = platform / FOLDER / f"{name}.eml"
    return _read(path) if name.isdecimal() and path.is_file() else None


def _read(path: Path) -> Mail:
    return Mail(path.stem, message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default))
