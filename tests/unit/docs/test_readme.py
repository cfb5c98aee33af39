"""The README's commands, run as they stand against a platform of the test's own: only its name and its ports are other ones."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from threading import Thread
from typing import cast

import pytest

from deploy.local.folders import remove_folder_of
from deploy.local.platform import Plan, RunningPlatform, running
from deploy.local.ports import OFFSETS, configured_ports, free_ports, setting_of
from deploy.local.processes import service_processes
from deploy.local.supervision import Supervisor
from tests.unit.docs.pages import PROJECT, README, blocks, text

WALK = "set -euo pipefail\n" + "\n".join(blocks(README, "sh walk"))


@pytest.fixture(scope="module")
def platform(mongodb_uri: str, kafka_bootstrap: str, namespace: str) -> Iterator[RunningPlatform]:
    """A new platform with intake's processes, on the servers of the session."""
    intake = tuple(process for process in service_processes() if process.service == "intake")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MONGODB_URI", mongodb_uri)
        patch.setenv("KAFKA_BOOTSTRAP_SERVERS", kafka_bootstrap)
        with running(Plan(namespace, free_ports(), intake, attached=True)) as platform:
            _collect(Supervisor(platform.folder).pid())
            yield platform
    remove_folder_of(namespace)


def _collect(supervisor: int | None) -> None:
    """The supervisor is this process's child: when `make down` ends it, it is gone only once its parent has taken note."""
    assert supervisor is not None
    Thread(target=os.waitpid, args=(supervisor, 0), daemon=True).start()


@pytest.fixture(scope="module")
def walked(platform: RunningPlatform) -> str:
    """What the commands print; one that fails fails the test."""
    here = WALK.replace("http://127.0.0.1:8101", platform.urls["intake"]).replace("127.0.0.1:8192", platform.kafka_bootstrap)
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("LIANZHU_", "MAKE", "MFLAGS"))}
    environment = outside | {"LIANZHU_NAMESPACE": platform.namespace, "COLUMNS": "200"}
    here = here.replace('"dev.intake.events"', f'"{platform.namespace}.intake.events"')
    done = subprocess.run(["bash"], input=here, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def answers(walked: str) -> list[dict[str, object]]:
    """The JSON documents that the platform answered with, in order."""
    found, decoder, at = [], json.JSONDecoder(), 0
    while (at := walked.find('{"', at)) >= 0:
        document, at = decoder.raw_decode(walked, at)
        found.append(document)
    return found


def test_the_walk_leads_from_an_empty_platform_to_an_accepted_application(walked: str) -> None:
    stages = [str(answer["status"]) for answer in answers(walked) if "submission" in answer]
    assert stages == ["submitted", "submitted", "prepared", "recommended", "recommended", "accepted"]


def test_nothing_is_wrong_with_the_form_when_the_readme_says_so(walked: str) -> None:
    checks = [answer for answer in answers(walked) if "ready" in answer]
    assert [(check["ready"], check["faults"]) for check in checks] == [(True, [])]


def test_the_walk_ends_with_the_events_on_the_bus(walked: str) -> None:
    events = re.findall(r"(?m)^application/\S+ lianzhu\.intake\.application\.(\S+)\.v1$", walked)
    assert events == ["drafted", "submitted", "checked", "prepared", "recommended", "paper-received", "accepted"]


def test_the_list_of_a_system_is_filed_but_for_the_row_that_is_wrong(walked: str) -> None:
    stages = [answer["stage"] for answer in answers(walked) if "stage" in answer]
    listed = [answer["items"] for answer in answers(walked) if "items" in answer][-2:]
    rows, faults = (cast("list[dict[str, object]]", items) for items in listed)
    assert stages[-1] == "finished"
    assert [(row["row"], row["state"]) for row in rows] == [(1, "draft"), (2, "draft")]
    assert [(fault["row"], fault["code"]) for fault in faults] == [(3, "invalid-uscc")]


def test_the_platform_is_stopped_at_the_end(walked: str, platform: RunningPlatform) -> None:
    assert f"platform {platform.namespace}: stopped" in walked


def test_the_table_of_ports_is_the_launchers() -> None:
    rows = re.findall(r"\| `(?:http://)?127\.0\.0\.1:(\d+)` \| `(LIANZHU_PORT_\w+)` \|", text(README))
    ports = configured_ports({})
    assert dict(rows) == {str(ports[name]): setting_of(name) for name in OFFSETS}


def test_the_bench_has_its_place() -> None:
    assert re.search(r"(?s)<!-- bench:begin -->.*<!-- bench:end -->", text(README))
