"""Documents opened as a bureau opens them: by LibreOffice, and their text read by pdftotext. ``make test`` installs both where it can."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import pypdfium2
import pytest
from PIL import ImageFont
from pylopdf_fonts_zh_cn import sans_path, serif_path

_MISSING = [program for program in ("soffice", "pdftotext") if shutil.which(program) is None]
needs_office = pytest.mark.skipif(bool(_MISSING), reason=f"missing here: {', '.join(_MISSING)} (see tests/support/install-office.sh)")
"""For tests that open documents."""

_SAME = {"Noto Serif SC": ("宋体", "SimSun", "仿宋", "FangSong", "仿宋_GB2312"), "Noto Sans SC": ("黑体", "SimHei")}
"""What stands in for the fonts that every Chinese office has and no package may carry."""


def opened(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each document (by a file name, DOCX or XLSX) as LibreOffice prints it: PDF. One run for all, some seconds."""
    with TemporaryDirectory(prefix="office-") as name:
        folder = Path(name)
        files = [folder / f"{number}{Path(document).suffix}" for number, document in enumerate(documents)]
        for file, content in zip(files, documents.values(), strict=True):
            file.write_bytes(content)
        _convert(folder, files)
        return {document: file.with_suffix(".pdf").read_bytes() for document, file in zip(documents, files, strict=True)}


def pdf_text(pdf: bytes) -> str:
    """What pdftotext finds, in the order in which it was written; without the white space, which it puts by the look."""
    found = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True, timeout=60)
    return "".join(found.stdout.decode().split())


def page_count(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def empty_boxes(pdf: bytes) -> set[str]:
    """The Chinese characters that are printed as a box, in none of the packaged fonts or drawn in another than these."""
    drawn = [one for page in pypdfium2.PdfDocument(pdf) for one in _characters(page)]
    return {character for character, font in drawn if ord(character) > 0x2E7F and not ("Noto" in font and _covered(character))}


def _characters(page: pypdfium2.PdfPage) -> list[tuple[str, str]]:
    """Each character of a page, and the name of the font that it is drawn in."""
    text = page.get_textpage()
    units = [(pypdfium2.raw.FPDFText_GetUnicode(text, index), index) for index in range(text.count_chars())]
    found, first = [], ""
    for unit, index in units:
        character = (first + chr(unit)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        first = character if "\ud800" <= character < "\udc00" else ""  # one beyond the basic plane comes in two halves
        if not first:
            name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
            pypdfium2.raw.FPDFText_GetFontInfo(text, index, name, 200, flags)
            found.append((character, name.value.decode(errors="replace")))
    return found


def _covered(character: str) -> bool:
    """Whether one of the fonts draws it otherwise than what it has no glyph for."""
    fonts = (ImageFont.truetype(str(path), 24) for path in (sans_path(), serif_path()))
    return any(bytes(font.getmask(character)) != bytes(font.getmask("\U0010fffd")) for font in fonts)


def _convert(folder: Path, files: list[Path]) -> None:
    """With a profile of its own, so that runs do not meet, and the packaged fonts, so that every machine prints the same."""
    (folder / "fonts.conf").write_text(_fonts(folder), encoding="utf-8")
    environment = os.environ | {"HOME": str(folder), "FONTCONFIG_FILE": str(folder / "fonts.conf"), "LANG": "C.UTF-8"}
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], env=environment, check=True, capture_output=True, timeout=110)


def _fonts(folder: Path) -> str:
    """A fontconfig file that knows the packaged fonts and nothing of the machine's."""
    folders = "".join(f"<dir>{escape(str(path.parent))}</dir>" for path in (sans_path(), serif_path()))
    families = "".join(
        f"<match><test name='family'><string>{name}</string></test>"
        f"<edit name='family' mode='assign' binding='strong'><string>{family}</string></edit></match>"
        for family, names in _SAME.items()
        for name in names
    )
    return f"<?xml version='1.0'?><fontconfig>{folders}<cachedir>{escape(str(folder))}/cache</cachedir>{families}</fontconfig>"
