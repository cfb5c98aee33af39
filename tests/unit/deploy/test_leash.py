"""A process on the leash never outlives its parent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil

from deploy.local.supervisord_conf import LEASH

SLEEPER = "import time; print('running', flush=True); time.sleep(60)"
PARENT = f"""
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-I", "-S", {str(LEASH)!r}, "SIGKILL", str(os.getpid()), sys.executable, "-c", {SLEEPER!r}])
print(child.pid, flush=True)
child.wait()
"""


def test_a_killed_parent_takes_its_child_with_it() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        lines = {parent.stdout.readline().strip(), parent.stdout.readline().strip()}
        child = psutil.Process(int(next(line for line in lines if line.isdecimal())))
        parent.kill()
        gone, alive = psutil.wait_procs([child], timeout=10)
    assert (gone, alive) == ([child], [])


def test_a_process_whose_parent_is_gone_already_does_not_start(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    pid_file.write_text(str(os.getppid()))
    command = [sys.executable, "-I", "-S", str(LEASH), "SIGKILL", str(pid_file), sys.executable, "-c", SLEEPER]
    done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    assert done.returncode == 1
    assert "is gone" in done.stderr
    assert "running" not in done.stdout


def test_the_program_runs_with_its_arguments_and_its_own_exit_code() -> None:
    command = [
        sys.executable,
        "-I",
        "-S",
        str(LEASH),
        "SIGTERM",
        str(os.getpid()),
        sys.executable,
        "-c",
        "import sys; sys.exit(len(sys.argv))",
    ]
    assert subprocess.run([*command, "a b", "c"], timeout=10, check=False).returncode == 3
