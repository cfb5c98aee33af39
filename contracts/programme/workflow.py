"""The way of an application: its steps in order, who takes each, and by when."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from contracts.programme.source import Sourced
from contracts.programme.word import Period, Roles, Yes


class StepName(StrEnum):
    """Every step that the services can carry out; a programme takes those that it has."""

    SUBMISSION = "submission"  # 申报
    WITHDRAWAL = "withdrawal"  # 撤回
    RETURN = "return"  # 退回补正
    CORRECTION = "correction"  # 补正
    REJECTION = "rejection"  # 不予推荐
    RECOMMENDATION = "recommendation"  # 推荐
    FILING = "filing"  # 报送
    RECEIPT = "receipt"  # 收件
    ACCEPTANCE = "acceptance"  # 受理
    REVIEW = "review"  # 评审
    RANKING = "ranking"  # 排序
    AUDIT = "audit"  # 专项审计
    DECISION = "decision"  # 政府决策
    NOTICE = "notice"  # 公示
    AWARD = "award"  # 认定
    PAYMENT = "payment"  # 资金拨付
    EVALUATION = "evaluation"  # 绩效评价
    ARCHIVE = "archive"  # 归档


class Step(Sourced):
    """One step.

    ``by`` takes it, ``from`` hands it over, ``confirmed_by`` confirms what ``by`` prepared (another person, even in the
    same role); ``after`` must be done first, ``until`` ends it; ``within`` is its period, ``deadline`` the closing of
    the ``round`` or the beginning of its ``review`` month; ``makes`` is what comes of it. ``within`` of the step that makes
    the summary table is the period for the replacement of a table that was returned, as that of ``correction`` is for an application.
    """

    plain: ClassVar[frozenset[str]] = Sourced.plain | {"step"}

    step: StepName
    by: Roles
    sender: Roles | None = Field(default=None, alias="from")
    confirmed_by: Roles | None = None
    after: tuple[StepName, ...] = ()
    until: StepName | None = None
    within: Period | None = None
    deadline: Literal["round", "review"] | None = None
    reasons: Yes = False
    makes: Literal["summary-table"] | None = None


class Quota(Sourced):
    """How many applications may pass a step, counted for each ``per``; ``unlimited`` where the document sets none."""

    step: StepName
    per: Literal["county", "city", "province", "provider", "enterprise"]
    most: int | Literal["unlimited"]


class Uniqueness(Sourced):
    """At most ``most`` applications with equal values of ``per``; an application that took a step of ``freed_by`` no longer counts."""

    per: tuple[Literal["applicant", "round", "track"], ...] = Field(min_length=1)
    most: int = Field(ge=1, le=1000, strict=True)
    freed_by: tuple[StepName, ...] = ()
