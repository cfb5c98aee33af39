"""Kafka's jars are the locked ones, byte for byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from jgo.config import GlobalSettings
from jgo.env import LockedDependency

from deploy.local import kafka_jars
from deploy.local.failures import JarsUnavailable
from deploy.local.kafka_lock import LOCK, locked_jars

REAL = b"the real jar"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose Maven repository is empty, a lock of one jar, and a registry that is a folder."""
    jar = LockedDependency("org.example", "thing", "1.0", sha256=hashlib.sha256(REAL).hexdigest())
    monkeypatch.setattr(kafka_jars, "locked_jars", lambda: [jar])
    monkeypatch.setattr(GlobalSettings, "load", lambda: GlobalSettings(repo_cache=tmp_path / "m2"))
    monkeypatch.setattr(kafka_jars, "TRIES", 1)
    return tmp_path / "m2"


def serve(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    def download(_resolver: object, artifact: object) -> Path:
        path: Path = artifact.cached_path  # type: ignore[attr-defined]
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        return path

    monkeypatch.setattr("jgo.maven.PythonResolver.download", download)


def test_a_missing_jar_is_downloaded_once(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    serve(monkeypatch, REAL)
    path = kafka_jars.class_path(said.append)
    assert Path(path).read_bytes() == REAL
    serve(monkeypatch, b"never asked for")
    assert kafka_jars.class_path(said.append) == path
    assert len(said) == 1


def test_a_jar_that_was_cut_off_is_replaced(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = repository / "org/example/thing/1.0/thing-1.0.jar"
    cut.parent.mkdir(parents=True)
    cut.write_bytes(REAL[:3])
    serve(monkeypatch, REAL)
    kafka_jars.class_path(print)
    assert cut.read_bytes() == REAL


def test_another_jar_under_the_same_name_is_refused_and_not_kept(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, b"something else")
    with pytest.raises(JarsUnavailable, match="not the file that was locked"):
        kafka_jars.class_path(print)
    assert [path for path in repository.rglob("*") if path.is_file()] == []


def test_the_lock_holds_a_digest_for_every_jar_and_no_host() -> None:
    assert all(jar.sha256 and len(jar.sha256) == 64 for jar in locked_jars())
    assert "://" not in LOCK.read_text()
