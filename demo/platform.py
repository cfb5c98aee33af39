"""A platform for the demo alone: new data, ports of its own, gone when the demo is."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from secrets import token_hex

from deploy.local.failures import CannotRun
from deploy.local.folders import ROOT, remove_folder_of
from deploy.local.platform import Plan, Report, RunningPlatform, down, running
from deploy.local.ports import free_ports

NAMESPACE = "demo"


@contextmanager
def fresh_platform(report: Report) -> Iterator[RunningPlatform]:
    """Up for as long as the block runs. CannotRun: another demo runs here, or something did not start."""
    namespace = _namespace()
    with _alone() if namespace == NAMESPACE else nullcontext():
        down(namespace)  # what a demo that was killed left behind
        remove_folder_of(namespace)
        with running(Plan(namespace, free_ports(), attached=True, report=report)) as platform:
            yield platform


def _namespace() -> str:
    """On servers that are not ours to empty, a name that nobody has used."""
    given = {"MONGODB_URI", "KAFKA_BOOTSTRAP_SERVERS"} & os.environ.keys()
    return f"{NAMESPACE}-{token_hex(4)}" if given else NAMESPACE


@contextmanager
def _alone() -> Iterator[None]:
    """One demo of the name that all share at a time; the kernel releases the lock of one that dies."""
    ROOT.mkdir(exist_ok=True)
    with (ROOT / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun("another demo is running in this folder; wait for it, or stop it") from None
        yield
