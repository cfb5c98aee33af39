"""The mail server of a development platform: it takes every message and sends none on. ``python -m deploy.local.mail_sink FOLDER PORT``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 10_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Sink:
    """Keeps each message as a file of its own, as it came; names rise by time."""

    folder: Path

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Say that it is taken when it is kept."""
        content = envelope.original_content if isinstance(envelope.original_content, bytes) else b""
        name = await asyncio.to_thread(self.keep, content)
        return f"250 kept as {name}"

    def keep(self, content: bytes) -> str:
        """Whole or not at all; the name."""
        name = f"{time.time_ns()}"
        draft = self.folder / f"{name}.draft"
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / f"{name}.eml")
        return name


async def serve(folder: Path, port: int) -> None:
    """Take mail until SIGTERM or SIGINT."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    protocol = partial(SMTP, Sink(folder), hostname="lianzhu.invalid", ident="lianzhu mail sink", data_size_limit=LARGEST)
    async with await loop.create_server(protocol, "127.0.0.1", port):
        await told.wait()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
