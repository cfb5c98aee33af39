"""The command line: every noun is there, and what cannot be done is said in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from deploy.cli.main import NOUNS, app

run = CliRunner()


@pytest.fixture(autouse=True)
def _nothing_of_ours_is_set(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands set variables for the process that they are; a test gives them back."""
    before = dict(os.environ)
    for name in before:
        if name.startswith("LIANZHU_"):
            monkeypatch.delenv(name)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_explains_itself(noun: str) -> None:
    answer = run.invoke(app, [noun, "--help"])
    assert answer.exit_code == 0
    assert f"{noun} [OPTIONS]" in answer.output


def test_a_platform_that_is_down_is_said_to_be_and_stopping_it_is_no_error() -> None:
    status = run.invoke(app, ["-n", "never-started", "status"])
    assert (status.exit_code, status.output) == (1, "platform never-started is down; `make up` starts it\n")
    down = run.invoke(app, ["-n", "never-started", "down"])
    assert (down.exit_code, down.output) == (0, "platform never-started: was not running\n")


def test_a_setting_that_is_no_port_is_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANZHU_PORT_KAFKA", "9092/tcp")
    command = [sys.executable, "-m", "deploy.cli.main", "-n", "never-started", "up"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "LIANZHU_PORT_KAFKA has to be a port between 1 and 65535, not '9092/tcp'\n"


def test_a_name_that_is_no_platform_is_refused() -> None:
    answer = run.invoke(app, ["-n", "../other", "status"])
    assert answer.exit_code == 2
    assert "a-z" in answer.output
