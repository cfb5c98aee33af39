"""What pydantic found wrong, in the words of the platform: one fault per place, with what is allowed and what was found.

The value itself is never repeated (it may be a name or a number of a person), only its length or its type; numbers that are out of
bounds and words that are not in a list are named.

A validator of ours may bring its own words: ``PydanticCustomError(code, en, {"zh": …, "en": …, "limit": …, "actual": …, "source": …})``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from contracts.refusal import Fault, Text
from services.chassis.api.bodies import escape

Found = Literal["none", "size", "type", "value"]
_LONGEST_WORD = 50


@dataclass(frozen=True, slots=True)
class _Rule:
    """How to tell one type of pydantic's errors: ``limit`` is the name of the limit in its context."""

    code: str
    zh: str
    en: str
    found: Found = "none"
    limit: str | None = None


_TEXT = _Rule("not-text", "应为文本", "Must be text", "type")
_INTEGER = _Rule("not-an-integer", "应为整数", "Must be an integer", "type")
_NUMBER = _Rule("not-a-number", "应为数", "Must be a number", "type")
_BOOLEAN = _Rule("not-a-boolean", "应为 true 或 false", "Must be true or false", "type")
_LIST = _Rule("not-a-list", "应为列表", "Must be a list", "type")
_OBJECT = _Rule("not-an-object", "应为对象", "Must be an object", "type")
_DATE = _Rule("not-a-date", "应为日期（YYYY-MM-DD）", "Must be a date (YYYY-MM-DD)", "type")
_INSTANT = _Rule("not-an-instant", "应为带时区的时间（RFC 3339）", "Must be an instant with its offset (RFC 3339)", "type")
_CHOICE = _Rule("not-a-choice", "不在可选范围内：{limit}", "Not one of: {limit}", "value", "expected")

_RULES: Mapping[str, _Rule] = {
    "missing": _Rule("missing", "缺少必填项", "Required, and missing"),
    "extra_forbidden": _Rule("unknown-field", "不认识的字段", "Unknown field"),
    "repeated": _Rule("repeated", "只能给出一次", "May be given once only"),
    "string_too_long": _Rule("too-long", "不能超过 {limit} 个字符", "At most {limit} characters", "size", "max_length"),
    "string_too_short": _Rule("too-short", "至少 {limit} 个字符", "At least {limit} characters", "size", "min_length"),
    "too_long": _Rule("too-many", "不能超过 {limit} 项", "At most {limit} items", "size", "max_length"),
    "too_short": _Rule("too-few", "至少 {limit} 项", "At least {limit} items", "size", "min_length"),
    "string_pattern_mismatch": _Rule("wrong-form", "格式应符合 {limit}", "Must match {limit}", "size", "pattern"),
    "greater_than": _Rule("too-small", "应大于 {limit}", "Must be greater than {limit}", "value", "gt"),
    "greater_than_equal": _Rule("too-small", "不能小于 {limit}", "Must be at least {limit}", "value", "ge"),
    "less_than": _Rule("too-large", "应小于 {limit}", "Must be less than {limit}", "value", "lt"),
    "less_than_equal": _Rule("too-large", "不能大于 {limit}", "Must be at most {limit}", "value", "le"),
    "finite_number": _Rule("not-finite", "应为有限的数", "Must be a finite number"),
    "int_parsing_size": _Rule("number-out-of-range", "整数超出 64 位", "An integer beyond 64 bits"),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "union_tag_invalid": _Rule("not-a-choice", "不在可选范围内：{limit}", "Not one of: {limit}", "none", "expected_tags"),
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_from_float": _INTEGER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": _INSTANT,
}


def faults_of(errors: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """The faults that pydantic's or FastAPI's error list (``errors()``) tells of.

    A list with wrong items is not too short as well, though pydantic counts only the right ones.
    """
    return tuple(_fault(error) for error in errors if error["type"] != "too_short" or not _within(error, errors))


def _within(error: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]) -> bool:
    """Whether another error stands inside the place of this one."""
    place = error["loc"]
    return any(len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in errors)


def _fault(error: Mapping[str, Any]) -> Fault:
    context = error.get("ctx") or {}
    place = pointer(error["loc"])
    if "zh" in context and "en" in context:
        words = Text(str(context["zh"]), str(context["en"]))
        return Fault(error["type"], place, words, context.get("limit"), context.get("actual"), context.get("source"))
    rule = _RULES.get(error["type"]) or _Rule(error["type"].replace("_", "-"), "内容不符合要求", "Does not meet the requirements", "type")
    limit = _limit(context.get(rule.limit)) if rule.limit else None
    text = Text(rule.zh.format(limit=limit), rule.en.format(limit=limit))
    return Fault(rule.code, place, text, limit, _actual(error.get("input"), rule.found))


def pointer(location: Sequence[str | int]) -> str:
    """Where: a JSON pointer into the body, or ``query:limit``, ``path:id``, ``header:If-Match`` for what stands outside of it."""
    first, *rest = location or ("body",)
    steps = [escape(str(step)) for step in rest]
    if first in ("query", "path", "header", "cookie"):
        return f"{first}:{'/'.join(steps)}"
    return "".join(f"/{step}" for step in (steps if first == "body" else [escape(str(first)), *steps]))


def _limit(value: object) -> str | int | None:
    return value if isinstance(value, int) or value is None else str(value)


def _actual(value: object, found: Found) -> str | int | None:
    if found == "size" and isinstance(value, str | list | dict | tuple):
        return len(value)
    if found == "value":
        return _word(value)
    return type_name(value) if found == "type" else None


def _word(value: object) -> str | int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if isinstance(value, int) else str(value)
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_WORD else f"{value[:_LONGEST_WORD]}…"
    return type_name(value)


def type_name(value: object) -> str:
    """A JSON value's type, in JSON's own words."""
    names = ((bool, "boolean"), (str, "string"), (int, "number"), (float, "number"), (dict, "object"), (list, "array"))
    return next((name for kind, name in names if isinstance(value, kind)), "null" if value is None else "other")
