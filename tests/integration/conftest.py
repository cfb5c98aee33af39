"""What the tests against real servers share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from tests.support.instances import Platform, platform


@pytest.fixture
async def counters(mongodb_uri: str, namespace: str) -> AsyncIterator[Platform]:
    """An empty store of the counter service; what goes wrong on purpose is not printed."""
    async with platform(mongodb_uri, f"{namespace}_counter") as made:
        with capture_logs():
            yield made
