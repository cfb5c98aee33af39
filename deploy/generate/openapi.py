"""The OpenAPI document of each service, as its application states it."""

from __future__ import annotations

from typing import Any

from contracts.topics import SERVICES
from services.chassis.api.serving import application
from services.chassis.roles import find
from services.chassis.settings import Settings


def openapi() -> dict[str, dict[str, Any]]:
    """Documents by service. The applications are put together and not started: neither store nor bus is asked."""
    settings = Settings()
    return {name: application(find(name), settings).openapi() for name in SERVICES}
