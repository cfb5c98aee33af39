"""What stands beside a template: how to fill it in, and where each limit comes from."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.events.intake.content import Call
from contracts.form.printed import NAMED_OTHER
from contracts.programme import Programme
from contracts.programme.fields import ChoiceField
from contracts.programme.form import Form
from contracts.programme.track import Offer
from services.intake.imports.layout import MOST, SEQUENCE, Column, Layout
from services.intake.imports.validation import says

_NOTE = 1_000  # characters


def note(column: Column, offer: Offer) -> str:
    """The comment on a heading: what the column takes, alone and with others, its options, the clause."""
    options, group = _options(column, offer), offer.track.form.groups.get(column.field.group or "")
    shared = f"“{group.title.zh}”各栏合计不超过{group.limit}字。" if group else ""
    clause = column.field.clause()
    parts = (f"{says(column)}{shared}", f"可选：{options}" if options else "", f"依据：{clause}" if clause else "")
    return "\n".join(part for part in parts if part)[:_NOTE]


def _options(column: Column, offer: Offer) -> str:
    if not isinstance(column.field, ChoiceField):
        return ""
    offered = offer.choices[column.field.of]
    titles = [option.title.zh for option in offered.options.values()]
    return "、".join([*titles, f"{NAMED_OTHER}（名称）"] if offered.other else titles)


def _whole(form: Form) -> Iterator[tuple[str, ...]]:
    """What the call says of the form as a whole and of fields together."""
    if form.hint:
        yield "说明", form.hint.zh, "", ""
    if form.limit != "unlimited":
        yield "全文", f"正文各栏合计不超过{form.limit}字。", "", form.clause("limit") or ""
    for code, group in form.groups.items():
        inside = "、".join(f"“{field.title.zh}”" for field in form.body.values() if field.group == code)
        yield group.title.zh, f"{inside}合计不超过{group.limit}字。", "", group.clause("limit") or ""


def blocks_line(room: int) -> tuple[str, ...]:
    """What is to be known beside where a sheet has a block for each of several tracks, with so many rows."""
    return "各类别", f"每个类别填在其名称右侧的表头之下，各留{room}行，不够时插入行；请勿改动左侧的类别名称；不报送的类别留空。", "", ""


def guide_lines(programme: Programme, call: Call, layout: Layout, offer: Offer) -> Iterator[tuple[str, ...]]:
    """The sheet of instructions, line by line."""
    yield "栏目", "填写要求", "可选项", "依据"
    yield "说明", f"{programme.title.zh}（第{call.version}版），{offer.track.title.zh}。每行一件申报，最多{MOST}行；标 * 的为必填。", "", ""
    yield "说明", "请勿使用公式和合并单元格；以 = 开头的文字按文字处理。", "", ""
    yield from _whole(offer.track.form)
    if layout.details:
        titles = "、".join(f"“{detail.title}”" for detail in layout.details)
        yield "说明", f"{titles}另表填写，用“{SEQUENCE}”注明属于哪一行。", "", ""
    for title, columns in (("", layout.columns), *((f"{detail.title}：", detail.columns) for detail in layout.details)):
        for column in columns:
            yield f"{title}{column.heading}", says(column), _options(column, offer), column.field.clause() or ""
    for heading, why in layout.passed_over.items():
        yield heading, f"不导入：{why}。", "", ""
