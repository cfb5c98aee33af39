"""A template of a document cannot be used."""

from __future__ import annotations


class TemplateFault(ValueError):
    """Why, and at which ``place``: a line of the file, or the text of the paragraph that is wrong; empty: the file as a whole."""

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.reason, self.place = reason, place
