"""Refusals that several rules share."""

from __future__ import annotations

from datetime import date

from contracts.refusal import Fault, Refusal, Text
from services.funding.domain.award import Award, Status

STATUS_NAMES = {
    Status.NONE: "不存在",
    Status.CANDIDATE: "待建议",
    Status.PROPOSED: "拟奖补",
    Status.WAITING: "候补",
    Status.DECLINED: "未列入",
    Status.WITHDRAWN: "已撤回",
    Status.CONFIRMED: "已确认",
    Status.ORDERED: "待拨付",
    Status.PAID: "已拨付",
    Status.RETURNED: "银行退回",
    Status.REVOKING: "撤销待止付",
    Status.REVOKED: "已撤销",
    Status.CLAWED_BACK: "追回中",
    Status.RECOVERED: "已追回",
}
"""What people call where an award stands."""


def require(state: Award, *allowed: Status) -> None:
    """The award is in one of these; a refusal says where it is, and where it would have to be."""
    if state.status in allowed:
        return
    zh = f"该申报现为“{STATUS_NAMES[state.status]}”，此操作要求：{'、'.join(STATUS_NAMES[status] for status in allowed)}"
    en = f"The application is {state.status}; this needs it to be {' or '.join(allowed)}"
    raise Refusal("wrong-status", Text(zh, en))


def require_past(named: date, today: date, pointer: str) -> None:
    """Nothing rests on a document of a day that has not come (days in Shanghai)."""
    if named > today:
        text = Text(f"日期晚于今天 {today}", f"Today is {today}: a document is from then or earlier")
        raise Refusal("invalid-content", text, (Fault("too-late", pointer, text, today.isoformat(), named.isoformat()),))
