"""The demos of the ministry's calls, whole: everything comes out as it has to, and the documents lie in the folder that is named."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.folders import ROOT, remove_folder_of
from tests.support.servers import delete_topics, drop_databases

DOCUMENTS = {"miit-2021-255": 30, "miit-2024-cluster": 20}
"""At least so many of each."""


pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def played(mongodb_uri: str, kafka_bootstrap: str) -> Iterator[dict[str, tuple[int, str]]]:
    """The exit status of each, and what it printed; both run at the same time."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIANZHU_")}
    servers = {"MONGODB_URI": mongodb_uri, "KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap}
    running = {
        programme: subprocess.Popen(
            [sys.executable, "-m", "demo", programme], env=own | servers, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for programme in DOCUMENTS
    }
    done = {programme: (process.communicate(timeout=300)[0], process.returncode) for programme, process in running.items()}
    yield {programme: (status, printed) for programme, (printed, status) in done.items()}
    for namespace in re.findall(r"platform (demo-[0-9a-f]+) is up", "".join(printed for printed, _ in done.values())):
        drop_databases(mongodb_uri, namespace)
        delete_topics(kafka_bootstrap, namespace)
        remove_folder_of(namespace)


@pytest.mark.parametrize("programme", DOCUMENTS)
def test_a_ministrys_call_plays_to_its_end_and_leaves_its_documents(programme: str, played: dict[str, tuple[int, str]]) -> None:
    status, printed = played[programme]
    assert status == 0, printed[-5000:]
    assert "done after" in printed
    folder = ROOT / "documents" / programme
    assert str(folder) in "".join(printed.split())
    kept = [path for path in Path(folder).rglob("*") if path.is_file()]
    assert len(kept) >= DOCUMENTS[programme]
    assert {path.suffix for path in kept} == {".pdf", ".docx", ".xlsx"}
