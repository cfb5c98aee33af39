"""PDF from the template of papers, the same bytes each time."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

import typst
from pylopdf_fonts_zh_cn import sans_path, serif_path

_ALONE = Lock()  # the compiler is one for all threads


def typeset(paper: str, data: dict[str, Any]) -> bytes:
    """A paper of this kind with this data, as PDF. Some milliseconds each, once the fonts are read."""
    sent = {"paper": paper, "data": json.dumps(data, ensure_ascii=False)}
    with _ALONE:
        made = _compiler().compile(_template(), format="pdf", sys_inputs=sent, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError(f"typst made {type(made).__name__} of {paper}")
    return made


@cache
def _template() -> bytes:
    return files("demo.papers").joinpath("papers.typ").read_bytes()


@cache
def _compiler() -> typst.Compiler:
    """One for the process: it remembers the fonts and what it has laid out."""
    folders = sorted({str(path.parent) for path in (sans_path(), serif_path())})
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return typst.Compiler(font_paths=fonts)
