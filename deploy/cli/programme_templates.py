"""The templates beside a programme file: whether each can be used, tried out on a form that is full and on one that is empty."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from contracts.events.parties import Division
from contracts.form import normal_form
from contracts.programme import Offer, Programme
from deploy.cli.programme_notice import sample_notices
from deploy.cli.programme_sample import sample_form
from services.chassis.html_pages import html_faults
from services.chassis.sheet_docx import NAMES, sheet_docx
from services.chassis.sheet_pdf import PIECE, sheet_pdf
from services.chassis.sheets import Block, Column, Sheet
from services.chassis.template_fault import TemplateFault
from services.chassis.templates import TABLE
from services.chassis.word_check import word_faults
from services.forms.filing import Attached, Filing
from services.forms.form import form_docx, form_pdf
from services.forms.vocabulary import form_names
from services.funding.documents.notice_page import NoticePage, notice_html, notice_pdf, notice_words
from services.funding.documents.template_files import TABLES
from services.intake.documents.summary_table import Part, Summary, TableHead, summary_sheet
from services.scoring.documents.results import LAYOUTS

_AT = datetime(2024, 1, 1, tzinfo=UTC)
_CODE = "0000-0000-0000"
_KEY = re.compile('does not contain key "([^"]+)"')


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """One thing wrong with a template; ``place`` is a line, or the text of a paragraph, or empty for the whole file."""

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.file, self.place, self.reason)))


def template_problems(programme: Programme, folder: Path) -> list[TemplateProblem]:
    """What is wrong with the programme's templates, which lie in this folder; it need not be there. Some 0.5 s for each."""
    files = sorted(path for path in folder.glob("*") if not path.name.startswith((".", "~$")))  # not what Word keeps beside an open file
    return [TemplateProblem(str(path), fault.place, fault.reason) for path in files for fault in _faults(programme, path, files)]


def _faults(programme: Programme, path: Path, files: list[Path]) -> Iterator[TemplateFault]:
    tracks = _tracks(programme, {file.name for file in files}).get(path.name)
    found: dict[str, TemplateFault] = {}
    if tracks is not None:
        for track in tracks:
            found |= {str(fault): fault for fault in _of_form(programme, programme.offers[track], path)}
    elif path.name in _TABLES:
        found = {str(fault): fault for fault in _of_tables(programme, path)}
    elif path.name in _NOTICES:
        found = {str(fault): fault for fault in _of_notice(programme, path)}
    else:
        yield _unknown(path.name, (*_tracks(programme, set()), *_TABLES, *_NOTICES))
    yield from found.values()


def _tracks(programme: Programme, names: set[str]) -> dict[str, list[str]]:
    """Which tracks each template of forms lays out: a track that has its own is not laid out by the common one."""
    of: dict[str, list[str]] = {}
    for kind in ("docx", "typ"):
        of[f"form.{kind}"] = [track for track in programme.tracks if f"{track}.form.{kind}" not in names]
        of |= {f"{track}.form.{kind}": [track] for track in programme.tracks}
    return of


def _unknown(name: str, allowed: tuple[str, ...]) -> TemplateFault:
    near = difflib.get_close_matches(name, allowed, 1)
    guess = f"; did you mean {near[0]}?" if near else ""
    return TemplateFault(f"no document is laid out by a file of this name{guess} (allowed here: {', '.join(allowed)})")


def _of_form(programme: Programme, offer: Offer, path: Path) -> list[TemplateFault]:
    if path.suffix == ".docx":
        unknown = word_faults(path.read_bytes(), form_names(offer))
        return unknown or _tried(*(_trial(form_docx, filing, path) for filing in _samples(programme, offer)))
    tried = _tried(*(_trial(form_pdf, filing, _CODE, path) for filing in _samples(programme, offer)))
    return [_explained(fault, form_names(offer)) for fault in tried]


def _explained(fault: TemplateFault, names: Mapping[str, Any]) -> TemplateFault:
    """typst says which key is missing, and not which there are."""
    missing = _KEY.search(fault.reason)
    if missing is None:
        return fault
    near = difflib.get_close_matches(missing.group(1), {*_flat(names)}, 1)
    guess = f"; did you mean {near[0]}?" if near else ""
    return TemplateFault(f"{fault.reason}{guess} (form has: {', '.join(names)}; what these have: docs/programmes.md)", fault.place)


def _flat(names: Any) -> Iterator[str]:
    """Every name, however deep."""
    if isinstance(names, Mapping):
        yield from names
    for inner in names.values() if isinstance(names, Mapping) else names if isinstance(names, list) else ():
        yield from _flat(inner)


def _of_tables(programme: Programme, path: Path) -> list[TemplateFault]:
    if path.suffix == ".docx" and (unknown := word_faults(path.read_bytes(), NAMES)):
        return unknown
    return _tried(*(_trial(_TABLES[path.name], sheet, path) for sheet in _sheets(programme)))


_TABLES: dict[str, Callable[[Sheet, Path], bytes]] = {
    "summary-table.docx": lambda sheet, path: sheet_docx(sheet, path.read_bytes()),
    "summary-table.typ": sheet_pdf,
    TABLE: sheet_pdf,
    **{f"{layout}.typ": sheet_pdf for layout in (*LAYOUTS.values(), *TABLES)},
}

_NOTICES: dict[str, Callable[[NoticePage, Path], bytes]] = {"notice.html": notice_html, "notice.typ": notice_pdf}


def _of_notice(programme: Programme, path: Path) -> list[TemplateFault]:
    notices = list(sample_notices(programme))
    if not notices:
        return [TemplateFault("the programme publishes no notices")]
    unknown = html_faults(path, notice_words(notices[0])) if path.suffix == ".html" else []
    return unknown or _tried(*(_trial(_NOTICES[path.name], notice, path) for notice in notices))


def _trial(make: Callable[..., bytes], *given: Any) -> Callable[[], bytes]:
    return lambda: make(*given)


def _tried(*trials: Callable[[], bytes]) -> list[TemplateFault]:
    """The fault of the first trial that fails."""
    for trial in trials:
        try:
            trial()
        except TemplateFault as fault:
            return [fault]
    return []


def _samples(programme: Programme, offer: Offer) -> Iterator[Filing]:
    """A form with all its materials, and a draft in which nothing is written yet."""
    files = tuple(Attached(kind, kind, _picture() if material.pictured else None) for kind, material in offer.track.materials.items())
    yield Filing(programme, offer, normal_form(offer, sample_form(offer)), files, _AT)
    yield Filing(programme, offer, {})


def _picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (40, 30)).save(content, "PNG")
    return content.getvalue()


def _sheets(programme: Programme) -> Iterator[Sheet]:
    """A table of results, short and so long that it is printed in pieces, and each that lists applications, with a row."""
    columns = (Column("名次", 6, centred=True), Column("申报单位", 26, centred=False))
    for rows in (1, PIECE + 1):
        block = Block(columns, [[place, "示例"] for place in range(1, rows + 1)])
        yield Sheet("表", None, "评审排序表", programme.title.zh, ("合格线：60",), (block,), _AT)
    head = TableHead(Division(code="13", name="河北省"), "", None, _AT)
    for code, offer in programme.offers.items():
        for table in offer.track.tables:
            row = {"sequence": 1, **sample_form(offer)}
            yield summary_sheet(Summary(programme, (Part(code, offer, table, [row]),), head))
