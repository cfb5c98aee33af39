"""What goes in and out over HTTP: the two bases of all models of an API."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Input(BaseModel):
    """What a client sends: a field that is not known is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    """What a client is shown; ``example`` is an answer as it was given once, which the OpenAPI document shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    example: ClassVar[dict[str, Any] | None] = None
