"""A platform on one machine: restarts are reported, stopping is orderly, and no process is ever left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from deploy.local.failures import NotReady, PortTaken
from deploy.local.folders import folder_of, remove_folder_of
from deploy.local.incidents import incidents
from deploy.local.platform import RunningPlatform, down, running, up
from deploy.local.status import ProcessStatus, status
from deploy.local.supervision import Supervisor
from tests.support.placeholder_platform import BrokenProcess, plan
from tests.support.waiting import eventually

NAMESPACE = f"test-{os.getpid()}-platform"


@pytest.fixture(autouse=True, scope="module")
def _folder() -> Iterator[None]:
    """The data are kept from test to test: also that is tested. No server of the environment is used."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MONGODB_URI", raising=False)
        patch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
        yield
    remove_folder_of(NAMESPACE)


@pytest.fixture
def platform() -> Iterator[RunningPlatform]:
    with running(plan(NAMESPACE)) as platform:
        yield platform


def family() -> list[psutil.Process]:
    """supervisord and everything that it runs."""
    supervisor = psutil.Process(Supervisor(folder_of(NAMESPACE)).pid())
    return [supervisor, *supervisor.children(recursive=True)]


def row(name: str) -> ProcessStatus:
    seen = status(NAMESPACE)
    assert seen is not None
    return next(row for row in seen.processes if row.process.name == name)


def all_gone(processes: list[psutil.Process]) -> bool:
    return psutil.wait_procs(processes, timeout=20)[1] == []


def test_everything_is_ready_once_it_is_up_and_a_second_start_changes_nothing(platform: RunningPlatform) -> None:
    seen = status(NAMESPACE)
    assert seen is not None
    assert {row.process.name for row in seen.processes} == {"kafka", "mongodb", "intake-api", "intake-relay"}
    assert all(row.ready is not False for row in seen.processes)
    before = family()
    again = up(plan(NAMESPACE))
    assert (again.started, again.ports, family()) == (False, platform.ports, before)


def test_a_crashed_service_is_started_again_and_reported(platform: RunningPlatform) -> None:
    crashed = row("intake-api").process.pid
    os.kill(crashed, signal.SIGKILL)
    eventually(lambda: row("intake-api").ready is True and row("intake-api").process.pid != crashed)
    assert row("intake-api").ended == 1
    seen = status(NAMESPACE)
    assert seen is not None
    assert [(incident.process, incident.how) for incident in seen.incidents] == [("intake-api", "terminated by SIGKILL")]


def test_services_stop_before_kafka_and_mongodb_and_nothing_stays(platform: RunningPlatform) -> None:
    processes = family()
    assert down(NAMESPACE)
    assert all_gone(processes)
    assert status(NAMESPACE) is None
    log = (platform.folder / "logs" / "supervisord.log").read_text()
    stopped = re.findall(r"stopped: (\S+)", log)
    assert set(stopped[:2]) == {"intake-api", "intake-relay"}
    assert set(stopped[2:]) == {"kafka", "mongodb"}


def test_a_killed_supervisor_leaves_no_orphans_and_the_platform_starts_again(platform: RunningPlatform) -> None:
    supervisor, *children = family()
    assert len(children) == 4
    supervisor.kill()
    assert all_gone([supervisor, *children])
    assert up(replace(plan(NAMESPACE), ports=platform.ports)).started


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_the_launcher_ends_everything_ends_with_it(ending: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.support.placeholder_platform", NAMESPACE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        assert "up\n" in iter(launcher.stdout.readline, "")
        processes = family()
        launcher.send_signal(ending)
        assert all_gone(processes)
        launcher.wait(10)
    assert [incident.process for incident in incidents(folder_of(NAMESPACE) / "logs" / "supervisord.log")] == []


def test_a_service_that_does_not_get_ready_is_explained_and_nothing_stays() -> None:
    with pytest.raises(NotReady) as failed:
        up(plan(NAMESPACE, BrokenProcess("scoring", "api")))
    assert "scoring-api did not get ready" in str(failed.value)
    assert "no such setting" in str(failed.value)
    assert Supervisor(folder_of(NAMESPACE)).pid() is None


def test_a_port_in_use_stops_the_start_before_anything_runs(platform: RunningPlatform) -> None:
    other = f"{NAMESPACE}-other"
    try:
        with pytest.raises(PortTaken, match=r"\(kafka\) is taken by process"):
            up(replace(plan(other), ports=platform.ports))
        assert Supervisor(folder_of(other)).pid() is None
    finally:
        remove_folder_of(other)
