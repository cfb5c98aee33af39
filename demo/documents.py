"""The documents of a story, kept in a folder for whoever wants to look at them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from contracts.programme import Programme
from demo.application import Application
from demo.findings import Finding
from demo.lists import SummaryList
from deploy.local.folders import ROOT

_MOST_BYTES = 200
_REFUSED = re.compile(r'[\\/:*?"<>|]')


class Documents:
    """Under ``.lianzhu/documents/<programme>``, new for each run."""

    def __init__(self, programme: Programme) -> None:
        self.folder = ROOT / "documents" / programme.programme
        self.kept: list[Path] = []
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self, place: str, name: str, content: bytes) -> None:
        """One file in a subfolder; its name short enough for a file system, and without what it does not like."""
        stem, _, extension = _REFUSED.sub("_", name).rpartition(".")
        path = self.folder / place / f"{stem.encode()[:_MOST_BYTES].decode(errors='ignore')}.{extension}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.kept.append(path)

    async def keep_form(self, place: str, name: str, application: Application) -> None:
        """申报书 as it was filed, to print and to edit."""
        for extension in ("pdf", "docx"):
            self.keep(place, f"{name}.{extension}", await application.desk.download(f"{application.path}/form.{extension}"))

    async def keep_list(self, place: str, list_: SummaryList) -> None:
        """汇总表 in every format, and the scan under seal as it was filed."""
        for extension in ("xlsx", "docx", "pdf"):
            self.keep(place, f"汇总表.{extension}", await list_.download(extension))
        self.keep(place, "汇总表（盖章扫描件）.pdf", list_.sealed[-1])

    def readable(self) -> Finding:
        """Each opens as what its name says."""
        empty = [path.name for path in self.kept if not _READERS[path.suffix](path)]
        return Finding("every document opens", "、".join(empty) or f"{len(self.kept)} documents", bool(self.kept) and not empty)


def _pages(path: Path) -> bool:
    """Of a scan there are only pages to see."""
    return len(PdfReader(path).pages) > 0


def _sheets(path: Path) -> bool:
    return any(cell.value for row in load_workbook(path).active.iter_rows() for cell in row)


def _words(path: Path) -> bool:
    document = Document(str(path))
    return bool(document.paragraphs or document.tables)


_READERS: Mapping[str, Callable[[Path], bool]] = {".pdf": _pages, ".xlsx": _sheets, ".docx": _words}
