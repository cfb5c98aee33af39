"""A programme as a page for a person: what applies, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table

from contracts.programme import Programme, Track
from contracts.programme.fields import AnyField, ChoiceField, ComputedField, NumberField, TableField
from contracts.programme.when import When
from contracts.programme.word import Bounds, Period
from contracts.programme.workflow import OUTCOMES
from contracts.regions import find_region

_UNITS = {"days": "天", "working_days": "个工作日", "months": "个月"}


def page(programme: Programme) -> Iterator[RenderableType]:
    """The parts of the page, from the issuing document to the operator's values."""
    authority = programme.authority
    region = find_region(authority.region)
    yield f"[bold]{escape(programme.title.zh)}[/] {programme.programme} v{programme.version}"
    yield escape(f"{authority.name}（{region.full_name if region else ''}），{authority.document}，{authority.date}，{authority.heading}")
    yield escape(f"依据：{'、'.join(authority.basis)}")
    yield _table(
        "批次",
        ("批次", "开始", "截止（含）", "评审月份"),
        ((code, str(r.opens), str(r.closes), r.review or "") for code, r in programme.rounds.items()),
    )
    if programme.choices:
        yield _table("选项", ("选项集", "名称", "选项", "出处"), _choices(programme))
    for code, track in programme.tracks.items():
        yield f"\n[bold]{escape(track.title.zh)}[/] {code}"
        yield from _track(track)
    rows = ((value.path, value.value, value.reason or "") for value in programme.operator_values())
    yield _table("主管部门自定（文件未规定）", ("规则", "取值", "理由"), rows)


def _track(track: Track) -> Iterator[RenderableType]:
    if track.form.hint:
        yield escape(f"提示：{track.form.hint.zh}")
    yield _table("申报书", ("栏目", "名称", "位置", "类型", "要求", "出处"), _fields(track))
    yield _table("材料", ("材料", "名称", "必需", "盖章", "要求", "出处"), _materials(track))
    checks = (
        (code, check.title.zh, check.step.value, "逐项确认" if check.declared else "", check.clause() or "")
        for code, check in track.checks.items()
    )
    yield _table("逐条核查", ("核查", "名称", "环节", "方式", "出处"), checks)
    yield _table("流程", ("环节", "办理", "在此之后", "期限", "结果", "出处"), _steps(track))
    quotas = (
        (
            quota.title.zh if quota.title else "",
            quota.step.value,
            quota.per,
            "不限" if quota.most == "unlimited" else str(quota.most),
            _when(quota.when),
            quota.clause("most") or "",
        )
        for quota in track.quotas
    )
    yield _table("名额", ("名额", "环节", "每", "最多", "适用", "出处"), quotas)
    counts = ((name, count.title.zh, count.unit, "、".join(count.by), count.clause() or "") for name, count in track.counts.items())
    if track.counts:
        yield _table("填报基数", ("数据", "名称", "单位", "填报", "出处"), counts)
    unique = (("、".join(rule.per), str(rule.most), rule.clause("most") or "") for rule in track.unique)
    yield _table("不得重复", ("相同的", "最多", "出处"), unique)
    for named, table in (("汇总表", track.summary_table), ("直接报送的汇总表", track.own_table)):
        if table:
            order = "，按优先顺序" if table.order == "priority" else ""
            yield _table(f"{named}：{table.heading}{order}", ("列", "取自"), ((column.heading, column.shows) for column in table.columns))
    if track.review:
        yield f"评审：每件{track.review.experts}名专家，合格线{track.review.rubric.passing}分，差距超过{track.review.spread.most}分加评"
        yield _table("评分标准", ("指标", "名称", "权重", "按选项不同", "出处"), _criteria(track))
    yield from _outcome(track)


def _outcome(track: Track) -> Iterator[RenderableType]:
    award = track.award
    if track.notice:
        yield f"公示：{track.notice.working_days}个工作日"
    if award.fen:
        yield escape(f"奖补：{award.fen / 100:,.0f}元{'，每家企业一次为限' if award.once else ''}。{award.clause() or ''}")


def _fields(track: Track) -> Iterator[tuple[str, ...]]:
    form = track.form
    yield "", "全文", "", "", "不限" if form.limit == "unlimited" else f"≤ {form.limit}字", form.clause("limit") or ""
    for code, group in form.groups.items():
        yield code, group.title.zh, "body", "", f"≤ {group.limit}字", group.clause("limit") or ""
    for part, fields in (("header", form.header), ("body", form.body), ("beside", form.beside)):
        for name, field in fields.items():
            yield name, field.title.zh, part, field.kind, _demand(field), field.clause() or ""


def _demand(field: AnyField) -> str:
    said = "" if field.required else "选填 "
    if isinstance(field, TableField):
        return f"{said}{field.rows.least}–{field.rows.most}行"
    if isinstance(field, ComputedField):
        return f"计算：{field.formula}（{field.unit}）"
    if isinstance(field, ChoiceField):
        return f"{said}{field.of} 选{f'{field.least}–' if field.most > field.least else ''}{field.most}项"
    if isinstance(field, NumberField):
        return f"{said}{field.unit}{'' if field.least is None else f' ≥ {field.least}'}{'' if field.most is None else f' ≤ {field.most}'}"
    limit = getattr(field, "limit", None)
    return said + (f"≤ {limit}字" if isinstance(limit, int) else "")


def _choices(programme: Programme) -> Iterator[tuple[str, ...]]:
    for code, choices in programme.choices.items():
        options = [option.title.zh for option in choices.options.values()]
        other = [f"{choices.other.title.zh}（≤ {choices.other.limit}字）"] if choices.other else []
        yield code, choices.title.zh, "、".join([*options, *other]), choices.clause() or ""


def _materials(track: Track) -> Iterator[tuple[str, ...]]:
    for kind, material in track.materials.items():
        bounds = ((word, getattr(material, word)) for word in ("count", "width", "height", "bytes", "pages"))
        demand = "、".join(f"{word} {said}" for word, bound in bounds if bound and (said := _bounds(bound)))
        each = f"每行{material.per}一份，" if material.per else ""
        yes, no = "是", ""
        yield (
            kind,
            material.title.zh,
            yes if material.required else no,
            yes if material.sealed else no,
            each + demand,
            material.clause() or "",
        )


def _bounds(bounds: Bounds) -> str:
    return " ".join(part for part in (f"≥ {bounds.least}" if bounds.least else "", f"≤ {bounds.most}" if bounds.most else "") if part)


def _steps(track: Track) -> Iterator[tuple[str, ...]]:
    for step in track.workflow:
        who = "、".join(step.by) + (f"，{'、'.join(step.confirmed_by)}复核" if step.confirmed_by else "")
        who += (f"（{step.level}）" if step.level else "") + (f"，{_when(step.when)}" if step.when else "")
        who += f"，由{'、'.join(step.sender)}移交" if step.sender else ""
        ends = f"{step.until.value} 前" if step.until else ""
        until = "，".join(said for said in (_DEADLINES.get(step.deadline or ""), _period(step.within), ends) if said)
        outcome = OUTCOMES[step.step].zh + ("，写明理由" if step.reasons else "") + ("（汇总表）" if step.makes else "")
        yield step.step.value, who, "、".join(step.after), until, outcome, step.clause() or ""


_DEADLINES = {"round": "批次截止前", "review": "评审月份前"}


def _when(when: When) -> str:
    return "，".join(f"{name} = {'/'.join(codes)}" for name, codes in when.items())


def _period(period: Period | None) -> str:
    return "".join(f"{getattr(period, unit)}{zh}" for unit, zh in _UNITS.items() if getattr(period, unit)) if period else ""


def _criteria(track: Track) -> Iterator[tuple[str, ...]]:
    for code, criterion in track.review.rubric.criteria.items() if track.review else ():
        differs = "、".join(
            f"{option}{f'（{variant.weight}）' if variant.weight else ''}" for option, variant in criterion.variants.items()
        )
        yield code, criterion.title.zh, str(criterion.weight), differs, criterion.clause() or ""


def _table(title: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> RenderableType:
    table = Table(*(Column(head, overflow="fold") for head in heads), title=title, title_justify="left", title_style="bold")
    for row in rows:
        table.add_row(*map(escape, row))
    return Padding(table, (1, 0, 0, 0))
