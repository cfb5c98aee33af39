"""What a service holds open while it serves: opened in its lifespan, reached by its routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TypeVar

from fastapi import Request

from services.chassis.api.authentication import Authenticator

Probe = Callable[[], Awaitable[object]]
"""Asks a part whether it is there; an exception says that it is not."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Resources:
    """``service`` is the service's own: its handlers, its views."""

    authenticator: Authenticator
    probes: Mapping[str, Probe] = field(default_factory=dict)
    service: object = None


Opening = Callable[[], AbstractAsyncContextManager[Resources]]


def held(kind: type[T]) -> Callable[[Request], Awaitable[T]]:
    """A dependency that gives a route the service's own: ``Held = Annotated[Intake, Depends(held(Intake))]``."""

    async def of(request: Request) -> T:
        service = request.app.state.resources.service
        if not isinstance(service, kind):
            raise TypeError(f"the service holds {type(service).__name__}, not {kind.__name__}")
        return service

    return of
