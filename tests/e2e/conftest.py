"""Intake over HTTP, on real servers: one for the whole session, and one of its own for a module that moves time or closes rounds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.intake import ROUND_PATH, Installation, ok
from tests.support.noticing import Noticing
from tests.support.servers import drop_databases


@pytest.fixture(scope="session")
def intake(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An intake whose first round is open; its bus is away, which the tests that use it need not notice."""
    namespace = f"t{os.getpid() % 100_000}-e2e"
    with installed(Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("intake"))) as made:
        yield made
    drop_databases(mongodb_uri, namespace)


@pytest.fixture(scope="module")
def own_intake(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The same, of one module alone."""
    folder: Path = tmp_path_factory.mktemp("intake")
    with installed(Installation(namespace, mongodb_uri, "127.0.0.1:1", folder)) as made:
        yield made


@pytest.fixture(scope="module")
def funding(
    request: pytest.FixtureRequest, mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Noticing]:
    """Funding from the decision on; a module may name settings of its own (``EXTRA``)."""
    folder: Path = tmp_path_factory.mktemp("funding")
    with Noticing(namespace, mongodb_uri, "127.0.0.1:1", folder, getattr(request.module, "EXTRA", {})).serving_all() as made:
        yield made


@contextmanager
def installed(intake: Installation) -> Iterator[Installation]:
    """It serves, and its first round is open."""
    intake.begin()
    with intake.serving(ready=False):
        ok(intake.city().post(f"{ROUND_PATH}/opening"))
        yield intake
