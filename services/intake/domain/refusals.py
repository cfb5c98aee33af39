"""Refusals that several rules share."""

from __future__ import annotations

from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Refusal, Text
from services.intake.domain.application import Application, Status

_NAMES = {
    Status.NONE: "不存在",
    Status.DRAFT: "草稿",
    Status.SUBMITTED: "已申报",
    Status.RETURNED: "退回补正",
    Status.PREPARED: "拟推荐",
    Status.RECOMMENDED: "已推荐",
    Status.ACCEPTED: "已受理",
    Status.REJECTED: "不予推荐",
    Status.WITHDRAWN: "已撤回",
    Status.SELECTED: "入选",
    Status.NOT_SELECTED: "未入选",
}


def require(state: Application, *allowed: Status, source: str | None) -> None:
    """The application is in one of these; a refusal says where it is, where it would have to be, and which clause orders the steps."""
    if state.status in allowed:
        return
    zh = f"该申报现为“{_NAMES[state.status]}”，此操作要求：{'、'.join(_NAMES[status] for status in allowed)}"
    en = f"The application is {state.status}; this needs it to be {' or '.join(allowed)}"
    raise Refusal("wrong-status", Text(zh, en), source=source)


def clause_of(track: Track, step: StepName) -> str | None:
    """The clause that a step of the workflow comes from."""
    found = track.steps.get(step)
    return found.clause() if found else None
