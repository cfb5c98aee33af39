"""Kafka's jars on this machine: the class path of the lock, each file checked against its digest."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from jgo.config import GlobalSettings
from jgo.env import LockedDependency
from jgo.maven import MavenContext

from deploy.local.failures import JarsUnavailable
from deploy.local.kafka_lock import locked_jars

TRIES = 4
SIDE_BY_SIDE = 8
Report = Callable[[str], None]


def class_path(report: Report) -> str:
    """The class path of the broker; missing jars are downloaded into the machine's Maven repository first."""
    settings = GlobalSettings.load()
    jars = locked_jars()
    places = [_place(jar, settings.repo_cache) for jar in jars]
    missing = [(jar, place) for jar, place in zip(jars, places, strict=True) if not _is_locked_file(jar, place)]
    if missing:
        report(f"downloading {len(missing)} jars of Apache Kafka (once for this machine)")
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(lambda entry: _fetch(entry[0], entry[1], settings), missing))
    return os.pathsep.join(str(place) for place in places)


def _place(jar: LockedDependency, repository: Path) -> Path:
    folder = repository.joinpath(*jar.groupId.split("."), jar.artifactId, jar.version)
    classifier = f"-{jar.classifier}" if jar.classifier else ""
    return folder / f"{jar.artifactId}-{jar.version}{classifier}.{jar.packaging}"


def _is_locked_file(jar: LockedDependency, place: Path) -> bool:
    return place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == jar.sha256


def _fetch(jar: LockedDependency, place: Path, settings: GlobalSettings) -> None:
    """Download beside the repository and move into it whole, so that an interrupted download leaves nothing behind."""
    settings.repo_cache.mkdir(parents=True, exist_ok=True)
    for attempt in range(TRIES):
        try:
            _download(jar, place, settings)
        except (requests.RequestException, RuntimeError) as error:
            if attempt == TRIES - 1:
                raise JarsUnavailable(f"{jar.groupId}:{jar.artifactId}:{jar.version} cannot be downloaded: {error}") from error
            time.sleep(2**attempt)
        else:
            return


def _download(jar: LockedDependency, place: Path, settings: GlobalSettings) -> None:
    with tempfile.TemporaryDirectory(dir=settings.repo_cache, prefix=".download-") as folder:
        context = MavenContext(repo_cache=Path(folder), remote_repos=settings.repositories or None, timeout=60)
        component = context.project(jar.groupId, jar.artifactId).at_version(jar.version)
        file = component.artifact(jar.classifier or "", jar.packaging).resolve()
        if not _is_locked_file(jar, file):
            raise JarsUnavailable(f"{file.name} is not the file that was locked (SHA-256 differs)")
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)
