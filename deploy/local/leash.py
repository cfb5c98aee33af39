"""Runs a program that ends when its parent does, even when the parent was killed outright.

    python -I -S leash.py SIGNAL PARENT COMMAND [ARGUMENT ...]

PARENT is the process id that has to be the parent, or a file that holds it. Nothing but the standard library is
imported: this runs once for each process that starts. Linux only; elsewhere the program just runs.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def fasten(parting: signal.Signals, parent: int) -> None:
    """Have the kernel send ``parting`` to this process when its parent dies; SystemExit when it is dead already."""
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(parting), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    # The parent may have died before the call above: then nobody would ever send the signal.
    if os.getppid() != parent:
        raise SystemExit(f"leash: process {parent}, which has to be the parent, is gone")


def main(parting: str, parent: str, *command: str) -> None:
    """Fasten, and become the command. The signal mask and ignored signals of the parent are not handed on."""
    fasten(signal.Signals[parting], int(parent) if parent.isdigit() else int(Path(parent).read_text()))
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(*sys.argv[1:])
