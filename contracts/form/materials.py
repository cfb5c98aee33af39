"""Materials against the programme: what is missing, too many, of another type or size, or shows another content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from contracts.canonical import NotCanonical
from contracts.form.code import form_code
from contracts.form.codes import FaultCode
from contracts.form.facts import MaterialFacts
from contracts.form.fault import fault, shown, step
from contracts.form.normal import normal_value
from contracts.programme.fields import TableField
from contracts.programme.materials import Material
from contracts.programme.track import Offer
from contracts.programme.word import Bounds
from contracts.refusal import Fault, Text


def check_materials(offer: Offer, content: Mapping[str, Any], materials: Sequence[MaterialFacts], at: str = "/materials") -> list[Fault]:
    """Every fault of an application's materials, in the order of the programme file.

    ``at`` is the JSON pointer of the materials; a fault of one file points to ``{at}/{kind}``, of a row's to ``{at}/{kind}/{row}``.
    """
    faults: list[Fault] = []
    for kind, material in offer.track.materials.items():
        files = [facts for facts in materials if facts.kind == kind]
        here = f"{at}/{kind}"
        faults += _rows(offer, content, (kind, files), here) if material.per else _files(material, files, here)
        for facts in files:
            faults += check_file(material, facts, here)
        if material.editable_of:
            faults += _editable(offer, (kind, files), materials, here)
        if material.prints and files:
            faults += _scan(offer, content, (material, files[-1], materials), here)
    for facts in materials:
        if facts.kind not in offer.track.materials:
            text = f"没有名为“{shown(facts.kind)}”的材料", f"there is no material {shown(facts.kind)!r}"
            faults.append(fault(FaultCode.UNKNOWN_MATERIAL, (step(at, facts.kind), None), text))
    return faults


def check_file(material: Material, facts: MaterialFacts, at: str) -> list[Fault]:
    """One file by itself, as an upload can be refused: its type, its size in bytes, px and pages."""
    zh, en = material.title.zh, material.title.en
    faults = []
    if facts.media_type not in [kind.media_type for kind in material.types]:
        allowed = ", ".join(material.types)
        text = f"“{zh}”的文件类型应为{allowed}", f"{en} is a file of type {allowed}"
        faults.append(fault(FaultCode.WRONG_FILE_TYPE, (at, material.clause("types")), text, (allowed, shown(facts.media_type))))
    faults += _bounded((FaultCode.FILE_SIZE, "文件大小", "size", "字节"), material, ("bytes", facts.size), at)
    faults += _bounded((FaultCode.PICTURE_SIZE, "宽", "width", "像素"), material, ("width", facts.width), at)
    faults += _bounded((FaultCode.PICTURE_SIZE, "高", "height", "像素"), material, ("height", facts.height), at)
    faults += _bounded((FaultCode.PAGE_COUNT, "页数", "pages", "页"), material, ("pages", facts.pages), at)
    return faults


def _bounded(said: tuple[FaultCode, str, str, str], material: Material, measured: tuple[str, int | None], at: str) -> Iterator[Fault]:
    """A measure of a file against its bounds; what could not be measured is refused where it is bounded."""
    code, zh, en, unit = said
    word, actual = measured
    bounds: Bounds | None = getattr(material, word)
    if bounds is None or (actual is not None and bounds.hold(actual)):
        return
    below = bounds.least is not None and (actual is None or actual < bounds.least)
    limit = bounds.least if below else bounds.most
    found = "无法测得" if actual is None else f"{actual}{unit}"
    text = (
        f"“{material.title.zh}”{zh}{'不少于' if below else '不超过'}{limit}{unit}，现为{found}",
        f"{material.title.en}: {en} is {'at least' if below else 'at most'} {limit}, this has {'unknown' if actual is None else actual}",
    )
    yield fault(code, (at, material.clause(f"{word}.{'least' if below else 'most'}")), text, (limit, actual))


def _files(material: Material, files: list[MaterialFacts], at: str) -> Iterator[Fault]:
    zh, en, count = material.title.zh, material.title.en, len(files)
    least = material.count.least or int(material.required)
    if count < least:
        text = f"缺少“{zh}”", f"{en} is missing"
        yield fault(FaultCode.MISSING_MATERIAL, (at, material.clause("required")), text, (least, count))
    most = material.count.most
    if most is not None and count > most:
        text = f"“{zh}”不超过{most}个文件，现为{count}个", f"{en}: {count} files, at most {most} are allowed"
        yield fault(FaultCode.TOO_MANY_FILES, (at, material.clause("count")), text, (most, count))


def _editable(offer: Offer, of: tuple[str, list[MaterialFacts]], materials: Sequence[MaterialFacts], at: str) -> Iterator[Fault]:
    """Each file of the other kind has an editable version here, under the same name but for its extension."""
    kind, files = of
    material = offer.track.materials[kind]
    there = {_stem(facts.name) for facts in files}
    for facts in materials:
        if facts.kind == material.editable_of and _stem(facts.name) not in there:
            zh, en, name = material.title.zh, material.title.en, shown(facts.name or "")
            text = f"“{name}”缺少同名的“{zh}”", f"{en} of {name} is missing: a file of the same name"
            yield fault(FaultCode.MISSING_EDITABLE, (at, material.clause("editable_of")), text, (_stem(facts.name), None))


def _stem(name: str | None) -> str:
    return PurePath(name or "").stem.strip().casefold()


def _rows(offer: Offer, content: Mapping[str, Any], of: tuple[str, list[MaterialFacts]], at: str) -> Iterator[Fault]:
    """One material for each row of a table, known by the row's unique column."""
    kind, files = of
    material = offer.track.materials[kind]
    rows = row_keys(offer, content, material.per or "")
    by_row: dict[str, list[MaterialFacts]] = {}
    for facts in files:
        by_row.setdefault(facts.row or "", []).append(facts)
    for row, number in rows.items():
        for wrong in _files(material, by_row.get(row, []), f"{at}/{row}"):
            yield Fault(wrong.code, wrong.pointer, _of_row(wrong, number), wrong.limit, wrong.actual, wrong.source)
    for row in sorted(by_row.keys() - rows.keys()):
        text = f"“{material.title.zh}”对应的“{shown(row)}”不在名单中", f"{material.title.en}: {shown(row)!r} is not in the table"
        yield fault(FaultCode.UNKNOWN_ROW, (step(at, row), material.clause()), text, (None, shown(row)))


def _of_row(wrong: Fault, number: int) -> Text:
    return Text(f"第{number}行：{wrong.text.zh}", f"row {number}: {wrong.text.en}")


def row_keys(offer: Offer, content: Mapping[str, Any], table: str) -> dict[str, int]:
    """The rows of a table by the one spelling of their unique column, with their numbers from 1."""
    field = offer.track.form.fields.get(table)
    rows = content.get(table)
    if not isinstance(field, TableField) or field.unique is None or not isinstance(rows, list):
        return {}
    name = field.unique.column
    keys: dict[str, int] = {}
    for number, row in enumerate(rows[: field.rows.most], start=1):
        key = normal_value(field.columns[name], row.get(name)) if isinstance(row, dict) else None
        if isinstance(key, str) and key:
            keys.setdefault(key, number)
    return keys


def _scan(
    offer: Offer, content: Mapping[str, Any], of: tuple[Material, MaterialFacts, Sequence[MaterialFacts]], at: str
) -> Iterator[Fault]:
    material, scan, materials = of
    try:
        code = form_code(offer, content, materials)
    except NotCanonical:
        return  # the content has faults of its own, which come first
    if scan.form_code != code:
        found = scan.form_code
        text = (
            f"“{material.title.zh}”与当前申报书内容不一致（扫描件{found or '无编码'}，当前{code}），请重新打印、盖章、扫描",
            f"{material.title.en} shows {found or 'no code'}, the form now has {code}: print, seal and scan it again",
        )
        yield fault(FaultCode.OUTDATED_SCAN, (at, material.clause()), text, (code, scan.form_code))
