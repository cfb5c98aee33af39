"""One process of a local platform, as the supervisor is told about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Group = Literal["servers", "services"]


@dataclass(frozen=True, slots=True)
class Program:
    """``command`` starts with an absolute path; ``environment`` is added to the platform's own.

    ``parting`` is the signal that reaches the process when its supervisor was killed: SIGTERM for what stores data and
    shuts down cleanly by itself, SIGKILL for services, which lose nothing by it and may hang on an open connection.
    ``stop_within`` is the time between the request to stop and SIGKILL, in seconds.
    """

    name: str
    group: Group
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    parting: Literal["SIGTERM", "SIGKILL"] = "SIGKILL"
    stop_within: int = 10
