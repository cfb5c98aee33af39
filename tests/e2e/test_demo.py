"""``make demo``, as somebody runs it who has just cloned the project: two rounds, from nothing to a result that is checked."""

from __future__ import annotations

import os
import re
import subprocess

import psutil
import pytest

from deploy.local.folders import PROJECT

pytestmark = pytest.mark.timeout(400)
"""Kafka, MongoDB and eleven processes of its own, beside those of the tests."""

_OURS = ("LIANZHU_", "MONGODB_", "KAFKA_", "MAKE", "MFLAGS")


@pytest.fixture(scope="module")
def shown() -> str:
    """What it prints."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    done = subprocess.run(["make", "demo"], cwd=PROJECT, env=outside, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def test_it_ends_well_and_every_one_of_its_checks_is_right(shown: str) -> None:
    assert re.search(r"^done after \d+\.\d s$", shown, re.MULTILINE)
    checks = re.findall(r"^│ (✓|✗) ", shown, re.MULTILINE)
    assert len(checks) >= 18 and set(checks) == {"✓"}


def test_it_shows_the_awards_the_ledger_and_the_notice(shown: str) -> None:
    for said in ("500,000", "/notices/sjz-2024-chain/", "the platform's clock was set to"):
        assert said in shown


def test_it_leaves_no_process_behind(shown: str) -> None:
    found = re.search(r"^platform (\S+) is up after", shown, re.MULTILINE)
    assert found
    running = [
        process.pid for process in psutil.process_iter(["environ"]) if (process.info["environ"] or {}).get("LIANZHU_NAMESPACE") == found[1]
    ]
    assert running == []
