"""What is known of an uploaded file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """A file as it was measured, not as it was declared.

    ``media_type`` is sniffed from its bytes; ``width`` and ``height`` are px after EXIF rotation; ``row`` is the value of the
    table's unique column that a proof stands for (a USCC); ``form_code`` is the content code printed on a scanned form; ``name`` is the
    file's own, as it was uploaded.
    """

    kind: str
    sha256: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    row: str | None = None
    form_code: str | None = None
    name: str | None = None
