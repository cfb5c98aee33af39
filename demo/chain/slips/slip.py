"""A slip: something wrong on purpose, at a stage of a filing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from demo.chain.enterprise import Enterprise
from demo.refusals import Wrong

Attempt = Callable[[Enterprise], Awaitable[object]]


class Stage(StrEnum):
    """Before which step of its filing an enterprise does it."""

    REGISTER = "register"
    WRITE = "write"
    PROVE = "prove"
    SEAL = "seal"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Slip:
    """At a stage, an attempt that has to be refused as ``wrong`` says; ``mend`` where the right step alone does not."""

    stage: Stage
    wrong: Wrong
    attempt: Attempt
    mend: Attempt | None = None
