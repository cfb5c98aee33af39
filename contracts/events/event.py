"""What every event payload is: a frozen record of JSON values, under a type name that never changes."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from contracts.canonical import canonical
from contracts.events.deferred import Deferred


class Record(BaseModel):
    """A frozen value inside an event. A field that the model does not know is an error, never dropped in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Event(Record):
    """One thing that happened, as its service publishes it; who did it stands in it, when it happened is the envelope's ``time``.

    A subclass names its ``type``, by which it is found on the bus and in the store. Numbers are integers (money is fen) or
    decimal strings, never floating-point, so that the digest of an event is the same for every writer. No field of a first
    version has a default: what is absent is written as null.
    """

    type: ClassVar[str]

    def data(self) -> dict[str, Any]:
        """The payload as JSON values."""
        return self.model_dump(mode="json")

    def encoded(self) -> bytes:
        """The payload's canonical bytes: what is digested, stored and published."""
        at_hand = {name: value.fragment for name, value in self if isinstance(value, Deferred)}
        return canonical(self.model_dump(mode="json", exclude=set(at_hand)) | at_hand if at_hand else self.data())
