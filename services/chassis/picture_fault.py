"""A picture of a document cannot be printed."""

from __future__ import annotations


class PictureFault(ValueError):
    """Which, by the ``name`` that the document has for it, and why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"the picture {name} cannot be printed: {reason}")
        self.name, self.reason = name, reason
