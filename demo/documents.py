"""The documents of a story, kept in a folder for whoever wants to look at them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from contracts.programme import Programme
from demo.application import Application
from demo.lists import SummaryList
from deploy.local.folders import ROOT

_REFUSED = re.compile(r'[\\/:*?"<>|]')


class Documents:
    """Under ``.lianzhu/documents/<programme>``, new for each run."""

    def __init__(self, programme: Programme) -> None:
        self.folder = ROOT / "documents" / programme.programme
        self.kept: list[Path] = []
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self, place: str, name: str, content: bytes) -> None:
        """One file in a subfolder; its name without what a file system does not like."""
        path = self.folder / place / _REFUSED.sub("_", name)
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
