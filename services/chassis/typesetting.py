"""PDF by typst: a template says how it looks, the data what it says. What users wrote is data, never markup."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from pylopdf_fonts_zh_cn import sans_path, serif_path

from services.chassis.picture_fault import PictureFault
from services.chassis.template_fault import TemplateFault

_KEPT = 12  # documents
_UNDECODED = "failed to decode image"
_PLACE = re.compile(r"┌─ \S*?([^/\s]+:\d+):\d+")


def typeset(template: Path, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None, library: Iterable[Path] = ()) -> bytes:
    """The template's PDF. It reads the data as ``json("/data.json")``, each picture (PNG, JPEG) as ``image("/NAME")``, and may import the
    files of the library by their names.

    The template sets the document's date from the data, or none: the same input gives the same bytes. Some 0.1 s for a page of a form:
    call it in a thread. TemplateFault where the template is wrong; PictureFault for a picture that cannot be decoded.
    """
    with TemporaryDirectory(prefix="typeset-") as folder:
        for name, picture in (pictures or {}).items():
            (Path(folder) / name).write_bytes(picture)
        for file in library:
            shutil.copy(file, folder)
        (Path(folder) / "data.json").write_text(json.dumps(data))
        try:
            return typst.compile(shutil.copy(template, folder), root=folder, font_paths=_fonts())
        except typst.TypstError as error:
            if error.message.startswith(_UNDECODED) and (undecoded := _undecoded(pictures or {})):
                raise PictureFault(undecoded, error.message) from error
            raise _fault(error, folder) from error


def forget() -> None:
    """Give back the memory of what was laid out: typst keeps it for a while, counted in documents, in case the next one has the same."""
    for _ in range(_KEPT):
        typst.compile(b" ", font_paths=_fonts())


def _undecoded(pictures: Mapping[str, bytes]) -> str | None:
    """The first that typst cannot decode: its own diagnostic names none. None where it is the template's own."""
    return next((name for name, picture in pictures.items() if not _is_decoded(picture)), None)


def _is_decoded(picture: bytes) -> bool:
    with TemporaryDirectory(prefix="typeset-") as folder:
        (Path(folder) / "picture").write_bytes(picture)
        (Path(folder) / "alone.typ").write_text('#image("/picture")')
        try:
            typst.compile(f"{folder}/alone.typ", root=folder, font_paths=_fonts())
        except typst.TypstError:
            return False
    return True


def _fault(error: typst.TypstError, folder: str) -> TemplateFault:
    """With the line of the template that the diagnostic names, and nothing of where it was compiled."""
    place = _PLACE.search(error.diagnostic or "")
    said = "".join((error.message, *(f" ({hint})" for hint in error.hints)))
    return TemplateFault(said.replace(folder, ""), place.group(1) if place else "")


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts that come with the packages: every machine prints the same."""
    folders = [str(path.parent) for path in (sans_path(), serif_path())]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
