"""What all tests share: real servers, started only when a test of the session asks for one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from deploy.local.servers import Server
from tests.support.servers import delete_topics, drop_databases, running_servers

FIXTURES: dict[str, Server] = {"mongodb_uri": "mongodb", "kafka_bootstrap": "kafka"}


@pytest.fixture(scope="session")
def _addresses(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    asked_for = {name for item in _functions(request) for name in item.fixturenames}
    with running_servers([server for fixture, server in FIXTURES.items() if fixture in asked_for]) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def mongodb_uri(_addresses: dict[str, str]) -> str:
    """A replica set with a primary."""
    return _addresses["MONGODB_URI"]


@pytest.fixture(scope="session")
def kafka_bootstrap(_addresses: dict[str, str]) -> str:
    """Bootstrap servers of a broker that answers."""
    return _addresses["KAFKA_BOOTSTRAP_SERVERS"]


@pytest.fixture(scope="module")
def namespace(request: pytest.FixtureRequest) -> Iterator[str]:
    """A platform's name that no other module of tests has; its databases and topics are removed afterwards.

    It is a valid LIANZHU_NAMESPACE: at most 30 characters of a-z, 0-9 and dashes.
    """
    module = request.module.__name__.rpartition(".")[2].removeprefix("test_").replace("_", "-")
    name = f"t{os.getpid() % 100_000}-{module}"[:30].rstrip("-")
    asked_for = {fixture for item in _functions(request) if item.module is request.module for fixture in item.fixturenames}
    uri = request.getfixturevalue("mongodb_uri") if "mongodb_uri" in asked_for else None
    bootstrap = request.getfixturevalue("kafka_bootstrap") if "kafka_bootstrap" in asked_for else None
    yield name
    if uri:
        drop_databases(uri, name)
    if bootstrap:
        delete_topics(bootstrap, name)


def _functions(request: pytest.FixtureRequest) -> list[pytest.Function]:
    return [item for item in request.session.items if isinstance(item, pytest.Function)]
