"""The demos of the ministry's calls, whole: everything comes out as it has to, and the documents lie in the folder that is named."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.folders import ROOT, remove_folder_of
from tests.support.servers import delete_topics, drop_databases

DOCUMENTS = {"miit-2021-255": 30, "miit-2024-cluster": 20}
"""At least so many of each."""


@pytest.mark.timeout(360)
@pytest.mark.parametrize("programme", DOCUMENTS)
def test_a_ministrys_call_plays_to_its_end_and_leaves_its_documents(programme: str, mongodb_uri: str, kafka_bootstrap: str) -> None:
    servers = {"MONGODB_URI": mongodb_uri, "KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap}
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIANZHU_")}
    command = [sys.executable, "-m", "demo", programme]
    done = subprocess.run(command, env=own | servers, capture_output=True, text=True, timeout=300, check=False)
    for namespace in re.findall(r"platform (demo-[0-9a-f]+) is up", done.stdout):
        drop_databases(mongodb_uri, namespace)
        delete_topics(kafka_bootstrap, namespace)
        remove_folder_of(namespace)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "done after" in done.stdout
    folder = ROOT / "documents" / programme
    assert str(folder) in "".join(done.stdout.split())
    kept = [path for path in Path(folder).rglob("*") if path.is_file()]
    assert len(kept) >= DOCUMENTS[programme]
    assert {path.suffix for path in kept} == {".pdf", ".docx", ".xlsx"}
