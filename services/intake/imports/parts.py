"""Which part of a workbook is the table of which track: a sheet, or a block of one under the track's title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contracts.refusal import Fault, Refusal, Text
from services.chassis.blocks import Block, blocks
from services.chassis.headings import Grid, grid, matches, plain
from services.chassis.workbooks import Book, Page
from services.intake.imports.expected import Expected, Tracks
from services.intake.imports.layout import Column, Layout, layout


@dataclass(frozen=True, slots=True)
class Part:
    """The table of one track, as it stands in a workbook."""

    expected: Expected
    page: Page | Block
    grid: Grid[Column | str]


@dataclass(frozen=True, slots=True)
class Parts:
    """``others`` are the labels of the blocks that are not read: those of tracks for which the table was not sent in."""

    found: list[Part]
    others: list[str]


def parts(book: Book, tracks: Tracks) -> Parts:
    """The tables of these tracks that the workbook has, from top to bottom. A Refusal names all that is wrong with their headings."""
    chosen = _marked(book.properties, tracks)
    require_current(book.properties, chosen)
    if len(chosen) > 1:
        return Parts(_with_grids(_blocks(book, chosen)), [])
    (expected,) = chosen.values()
    page, others = _part(_page(book, expected.layout), expected)
    return Parts(_with_grids([(expected, page)]), others)


def _marked(properties: Mapping[str, str], tracks: Tracks) -> Tracks:
    """A template for one track says itself which it is."""
    code = properties.get("lianzhu-track")
    if code is None or code not in tracks or len(tracks) == 1:
        return tracks
    return {code: replace(tracks[code], layout=layout(tracks[code].offer))}


def require_current(properties: Mapping[str, str], tracks: Tracks) -> None:
    """The template was made for this track, or for all, in the version that applies; a table without that mark is read by its headings."""
    call = next(iter(tracks.values())).call
    right = call.programme, call.track if len(tracks) == 1 else None, str(call.version)
    made = properties.get("lianzhu-programme"), properties.get("lianzhu-track"), properties.get("lianzhu-version")
    if made in ((None, None, None), right):
        return
    code = "other-template" if made[:2] != right[:2] else "stale-template"
    text = Text(
        f"模板是 {_said(made)} 的，现应使用 {_said(right)} 的模板，请重新下载",
        f"The template is for {_said(made)}; take the one for {_said(right)}",
    )
    of_track = f"/tracks/{right[1]}" if right[1] else ""
    fault = Fault(code, "/file", text, _said(right), _said(made))
    raise Refusal("invalid-content", text, (fault,), link=f"/v1/programmes/{call.programme}{of_track}/import.xlsx")


def _said(mark: tuple[str | None, str | None, str | None]) -> str:
    programme, track, version = mark
    return " ".join(part for part in (programme, track, f"v{version}") if part)


def _page(book: Book, layout: Layout) -> Page:
    """The sheet that has most of the columns; the first one where none has any."""
    pages = [page for page in book.pages if all(page.title != detail.title for detail in layout.details)] or list(book.pages)
    return max(pages, key=lambda page: matches(page, layout.known)) if len(pages) > 1 else pages[0]


def _part(page: Page, expected: Expected) -> tuple[Page | Block, list[str]]:
    """The block of the track, where the page has blocks, and the labels of the others; else the page."""
    labels = {plain(label): label for label in expected.labels}
    found = blocks(page, labels)
    own = plain(expected.title)
    if found and own not in found:
        text = Text(f"表中没有“{expected.title}”部分", f"The table has no part for {expected.offer.track.title.en}")
        raise Refusal("invalid-content", text, (Fault("no-block", "/file", text),))
    return (found[own] if found else page), [labels[label] for label in found if label != own]


def _blocks(book: Book, tracks: Tracks) -> list[tuple[Expected, Block]]:
    """The blocks of all tracks that there are. They stand on one sheet, so that a row has one number in the file."""
    labels = {plain(one.title): one for one in tracks.values()}
    details = {detail.title for one in tracks.values() for detail in one.layout.details}
    pages = [found for page in book.pages if page.title not in details and (found := blocks(page, labels))]
    if len(pages) != 1:
        zh, en = "、".join(f"“{one.title}”" for one in labels.values()), ", ".join(one.offer.track.title.en for one in labels.values())
        text = Text(
            f"表中没有类别标签，请指明类别（track），或在各部分表头左侧写明：{zh}", f"Name the track, or label each part of the table: {en}"
        )
        if pages:
            text = Text(f"各类别应在同一张工作表内：{zh}", f"The parts have to stand on one sheet: {en}")
        raise Refusal("invalid-content", text, (Fault("several-sheets" if pages else "no-block", "/file", text, ", ".join(tracks)),))
    return [(labels[label], block) for label, block in pages[0].items()]


def _with_grids(found: Sequence[tuple[Expected, Page | Block]]) -> list[Part]:
    """Each with its headings."""
    made: list[Part] = []
    refusals: list[Refusal] = []
    for expected, page in found:
        required = expected.layout.required(placed=expected.home is not None)
        try:
            made.append(Part(expected, page, grid(page, expected.layout.known, required)))
        except Refusal as refusal:
            refusals.append(refusal)
    if refusals:
        raise Refusal(refusals[0].slug, refusals[0].text, tuple(fault for each in refusals for fault in each.faults))
    return made
