"""What goes in and out over HTTP: the two bases of all models of an API."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Input(BaseModel):
    """What a client sends: a field that is not known is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    """What a client is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)
