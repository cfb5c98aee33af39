"""What every bench runs on: real servers of its own, and processes that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.local.ports import free_ports
from services.chassis.issuer import Person, issue
from services.chassis.settings import Settings
from tests.support.servers import running_servers

_READY_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Bench:
    """The environment of all processes, and the settings that it says."""

    environment: dict[str, str]
    settings: Settings

    def token(self, *roles: str, regions: tuple[str, ...] = (), organisation: str | None = None) -> str:
        return issue(self.settings, Person(roles, regions, organisation, subject="bench", name="bench"))

    @contextmanager
    def process(self, module: str, arguments: Sequence[str], port: int, **more: str) -> Iterator[None]:
        """A process that serves HTTP on the port, until the end of the block."""
        environment = self.environment | {"LIANZHU_API_PORT": str(port)} | more
        running = subprocess.Popen([sys.executable, "-m", module, *arguments], env=environment)
        try:
            _wait(port, running)
            yield
        finally:
            running.terminate()
            running.wait(30)


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline and running.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/openapi.json", timeout=1)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing serves on port {port}")


def ports(number: int) -> list[int]:
    """So many free ports."""
    return [port for _, port in zip(range(number), free_ports().values(), strict=False)]


@contextmanager
def running() -> Iterator[Bench]:
    """Servers, keys and settings for a run; all gone afterwards."""
    with running_servers(["mongodb", "kafka"]) as addresses, TemporaryDirectory() as folder:
        before = dict(os.environ)
        os.environ.update(addresses | _variables(Path(folder)))
        try:
            yield Bench(dict(os.environ), Settings())
        finally:
            os.environ.clear()
            os.environ.update(before)


def _variables(folder: Path) -> dict[str, str]:
    return {
        "LIANZHU_NAMESPACE": f"bench{os.getpid()}",
        "LIANZHU_OIDC_KEYS": str(folder / "keys"),
        "LIANZHU_OIDC_JWKS": str(folder / "keys" / "jwks.json"),
        "LIANZHU_SEALS_DIR": str(folder / "seals"),
        "LIANZHU_CONSUMER_FOLDER": str(folder / "faust"),
        "LIANZHU_LOG_LEVEL": "error",
    }


IN_THE_ROUND = datetime(2024, 7, 1, tzinfo=UTC)
