"""What is printed of an application: as it was filed, or as it stands in its draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.programme import Offer, Programme


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the application. ``content`` of a picture that the form prints (PNG, JPEG), else None."""

    kind: str
    name: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the form: its kind, its number in the form from 1, and the name that templates draw it by."""

    kind: str
    number: int
    image: str


@dataclass(frozen=True, slots=True)
class Filing:
    """``content`` in its normal form, ``at`` when it was submitted; None: it is a draft."""

    programme: Programme
    offer: Offer
    content: Mapping[str, Any]
    files: tuple[Attached, ...] = ()
    at: datetime | None = None

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """In the order of the files."""
        kinds = [file.kind for file in self.files if file.content is not None]
        return tuple(Picture(kind, number, f"picture-{number}") for number, kind in enumerate(kinds, 1))

    def pictured(self, image: str) -> tuple[Picture, Attached]:
        """The picture that templates draw by this name, and its file."""
        files = (file for file in self.files if file.content is not None)
        return next(pair for pair in zip(self.pictures, files, strict=True) if pair[0].image == image)

    @property
    def images(self) -> dict[str, bytes]:
        """The contents of the pictures by their names."""
        contents = [file.content for file in self.files if file.content is not None]
        return {picture.image: content for picture, content in zip(self.pictures, contents, strict=True)}
