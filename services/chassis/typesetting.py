"""PDF by typst: a template says how it looks, the data what it says. What users wrote is data, never markup."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from pylopdf_fonts_zh_cn import sans_path, serif_path


def typeset(template: Path, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The template's PDF. It reads the data as ``json("/data.json")``, and each picture (PNG, JPEG) as ``image("/NAME")``.

    The template sets the document's date from the data, or none: the same input gives the same bytes. Some 0.1 s for a page of a form:
    call it in a thread. ValueError for a picture that cannot be decoded.
    """
    with TemporaryDirectory(prefix="typeset-") as folder:
        for name, picture in (pictures or {}).items():
            (Path(folder) / name).write_bytes(picture)
        (Path(folder) / "data.json").write_text(json.dumps(data))
        try:
            return typst.compile(shutil.copy(template, folder), root=folder, font_paths=_fonts())
        except typst.TypstError as error:
            if "image" in error.message:
                raise ValueError(f"a picture cannot be printed: {error.message}") from error
            raise


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts that come with the packages: every machine prints the same."""
    folders = [str(path.parent) for path in (sans_path(), serif_path())]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
