"""The limits of a column as a spreadsheet program watches over them: drop-downs, bounds, and messages in Chinese."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from contracts.form.printed import NAMED_OTHER
from contracts.programme.fields import AddressField, ChoiceField, DateField, DigitsField, NumberField, RegionField, TextField, UsccField
from contracts.programme.track import Offer
from contracts.regions import NATION, Level, below
from services.intake.imports.cells import region_text
from services.intake.imports.layout import Column

_TAB = "选项"
_TITLE, _MESSAGE = 32, 255  # characters that a message's title and text may have

Rule = dict[str, Any]


@dataclass(slots=True)
class Lists:
    """The lists of the drop-downs, each once, on a hidden sheet."""

    places: dict[tuple[str, ...], str] = field(default_factory=dict)

    def place(self, options: tuple[str, ...]) -> str:
        """Where a list stands, as a formula."""
        if options not in self.places:
            column = xl_col_to_name(len(self.places))
            self.places[options] = f"={_TAB}!${column}$1:${column}${len(options)}"
        return self.places[options]

    def write(self, book: Workbook) -> None:
        if self.places:
            page = book.add_worksheet(_TAB)
            page.hide()
            for index, options in enumerate(self.places):
                page.write_column(0, index, options)


def limits(column: Column, offer: Offer, lists: Lists) -> Rule:
    """What the program watches over in this column. What it cannot judge (字, several options at once) it only hints at."""
    field = column.field
    rule: Rule = {"validate": "any"}
    if column.part == "region" or isinstance(field, RegionField):
        rule = {"validate": "list", "source": lists.place(_regions(field)), "error_type": "warning"}
    elif isinstance(field, ChoiceField):
        rule = _choice(field, offer, lists)
    elif isinstance(field, NumberField):
        rule = _between("decimal" if field.decimals else "integer", field.least, field.most)
    elif isinstance(field, DateField):
        rule = _days(field)
    elif isinstance(field, UsccField):
        rule = {"validate": "length", "criteria": "==", "value": 18, "error_type": "warning"}
    elif isinstance(field, DigitsField):
        rule = {"validate": "length", "criteria": "between", "minimum": field.least, "maximum": field.most, "error_type": "warning"}
    elif isinstance(field, TextField | AddressField) and isinstance(field.limit, int):
        rule = {"validate": "length", "criteria": "<=", "value": field.limit, "error_type": "information"}
    return rule | _messages(column)


def _choice(field: ChoiceField, offer: Offer, lists: Lists) -> Rule:
    offered = offer.choices[field.of]
    titles = tuple(option.title.zh for option in offered.options.values())
    source = lists.place((*titles, NAMED_OTHER) if offered.other else titles)
    return {"validate": "list", "source": source, "show_error": field.most == 1 and offered.other is None}


def _between(kind: str, least: int | None, most: int | None) -> Rule:
    if least is None and most is None:
        return {"validate": kind, "criteria": "between", "minimum": -(10**15), "maximum": 10**15}
    if least is None or most is None:
        return {"validate": kind, "criteria": ">=" if most is None else "<=", "value": least if most is None else most}
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def _days(field: DateField) -> Rule:
    if field.after and field.before:
        return {"validate": "date", "criteria": "between", "minimum": field.after, "maximum": field.before, "error_type": "warning"}
    bound = field.after or field.before
    if bound is None:
        return {"validate": "any"}
    return {"validate": "date", "criteria": ">=" if field.after else "<=", "value": bound, "error_type": "warning"}


def _regions(field: Any) -> tuple[str, ...]:
    """The divisions that the field takes: of an address the counties."""
    inside = field.within if field.within and field.within != NATION else ""
    takes = field.takes if isinstance(field, RegionField) else lambda region: region.level is Level.COUNTY
    return tuple(region_text(region.code) for region in sorted(below(inside), key=lambda one: one.code) if takes(region))


def _messages(column: Column) -> Rule:
    said = says(column)
    title = column.heading[:_TITLE]
    return {
        "ignore_blank": True,
        "input_title": title,
        "input_message": said[:_MESSAGE],
        "error_title": title,
        "error_message": said[:_MESSAGE],
    }


def says(column: Column) -> str:
    """What the column takes, in a sentence."""
    field, hint = column.field, column.field.hint.zh if column.field.hint else ""
    return "".join(part for part in ("必填。" if field.required else "可不填。", _takes(column), hint) if part)


def _takes(column: Column) -> str:
    field = column.field
    if column.part == "region" or isinstance(field, RegionField):
        return "从下拉列表选择，或填写行政区划代码。"
    if isinstance(field, ChoiceField):
        return f"可选{field.least}至{field.most}项，用分号分隔。" if field.most > 1 else "从下拉列表选择。"
    if isinstance(field, NumberField):
        return f"数字，单位：{field.unit}，最多{field.decimals}位小数。"
    if isinstance(field, TextField | AddressField) and isinstance(field.limit, int):
        return f"不超过{field.limit}字（按Word字数计：连续的字母、数字算一个字；超出本提示的字符数不一定超限）。"
    return _KINDS.get(field.kind, "")


_KINDS = {
    "date": "日期，如2024-04-25。",
    "uscc": "18位统一社会信用代码。",
    "phone": "手机，或带区号的座机。",
    "email": "电子邮箱。",
    "digits": "数字，按文本填写。",
    "person": "姓名。",
}
