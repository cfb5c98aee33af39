"""Materials (材料): the files that go with the form, by kind."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from contracts.programme.source import Sourced
from contracts.programme.word import Bilingual, Bounds, Code, FieldName, Positive, Yes


class FileType(StrEnum):
    """File types by the name that a programme file uses."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Material(Sourced):
    """One kind of file.

    ``sealed``: it bears a seal (盖章). ``per``: one for each row of that table, known by the row's unique column.
    ``prints: form``: it is a scan of the printed form, bound to the content that it shows.
    ``pictured: true``: it is a picture printed in the form, part of the form's content code.
    ``editable_of``: the editable versions of another kind's files, one for each under the same name (流程图.png, 流程图.docx).
    ``count`` in files (for ``per``: in each row), ``bytes`` and ``width``, ``height`` (px) of each file, ``pages`` of a PDF,
    ``paper`` copies handed in on paper.
    """

    title: Bilingual
    hint: Bilingual | None = None
    required: Yes
    types: tuple[FileType, ...] = Field(min_length=1)
    sealed: Yes = False
    per: FieldName | None = None
    prints: str | None = Field(default=None, pattern="^form$")
    pictured: Yes = False
    editable_of: Code | None = None
    count: Bounds
    bytes: Bounds
    width: Bounds | None = None
    height: Bounds | None = None
    pages: Bounds | None = None
    paper: Positive | None = None
