"""The way of an application: its steps in order, who takes each, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.programme.expression import Expression
from contracts.programme.source import Sourced
from contracts.programme.when import When
from contracts.programme.word import Bilingual, FieldName, Line, Period, Roles, Yes
from contracts.refusal import Text
from contracts.reporting import reporting_authority


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
    RESULT = "result"  # 公布结果
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


OUTCOMES: Mapping[StepName, Text] = {
    StepName.SUBMISSION: Text("申报已提交", "it is submitted"),
    StepName.WITHDRAWAL: Text("申报已撤回", "it is withdrawn"),
    StepName.RETURN: Text("申报退回补正", "it is returned for correction"),
    StepName.CORRECTION: Text("补正后重新提交", "it is submitted again"),
    StepName.REJECTION: Text("不予推荐", "it is rejected"),
    StepName.RECOMMENDATION: Text("列入汇总表", "it stands on the bureau's list"),
    StepName.FILING: Text("汇总表已报送", "the list is with the next authority"),
    StepName.RECEIPT: Text("登记收件", "its receipt is recorded"),
    StepName.RESULT: Text("入选或未入选", "it is selected, or not"),
    StepName.ACCEPTANCE: Text("申报已受理，进入评审", "it is accepted, and goes to the review"),
    StepName.REVIEW: Text("专家评分", "it has its score sheets"),
    StepName.RANKING: Text("公布排序", "the ranking is published"),
    StepName.AUDIT: Text("专项审计意见", "it has passed the special audit, or not"),
    StepName.DECISION: Text("批准或不予批准", "it is approved, or struck"),
    StepName.NOTICE: Text("公示", "it is on public notice"),
    StepName.AWARD: Text("确认奖补", "the award stands"),
    StepName.PAYMENT: Text("资金已拨付", "it is paid"),
    StepName.EVALUATION: Text("绩效评价结论", "it is evaluated"),
    StepName.ARCHIVE: Text("材料已归档", "its archive is noted"),
}
"""What comes of each step: it follows from what the step is, and is no programme's to choose."""

StepLevel = Literal["county", "city", "province", "reporting-authority"]
"""Of which region a step is taken; a reporting authority is a province, a city with a separate plan (计划单列市) or the Corps (兵团)."""


class Step(Sourced):
    """One step; what comes of it stands in ``OUTCOMES``.

    ``by`` takes it, ``from`` hands it over, ``confirmed_by`` confirms what ``by`` prepared (another person, even in the
    same role); ``after`` must be done first, ``until`` ends it; ``within`` is its period, ``deadline`` the closing of
    the ``round`` or the beginning of its ``review`` month; ``makes`` is what comes of it. ``within`` of the step that makes
    the summary table is the period for the replacement of a table that was returned, as that of ``correction`` is for an application.
    ``level``: the bureau of the region at this level takes the step, and none above or below; ``when``: only for applications whose
    form says so. Where a recommendation does not apply, the application goes on a list of its filer's own.
    """

    plain: ClassVar[frozenset[str]] = Sourced.plain | {"step"}

    step: StepName
    by: Roles
    level: StepLevel | None = None
    when: When = Field(default_factory=dict)
    sender: Roles | None = Field(default=None, alias="from")
    confirmed_by: Roles | None = None
    after: tuple[StepName, ...] = ()
    until: StepName | None = None
    within: Period | None = None
    deadline: Literal["round", "review"] | None = None
    reasons: Yes = False
    makes: Literal["summary-table"] | None = None

    def region_of(self, region: str) -> str:
        """The region of the bureau that takes this step for a subject in ``region``, by the step's level or that of its role."""
        level: str = self.level or next((str(role) for role in self.by if role in _DIGITS), "county")
        if level != "reporting-authority":
            return region[: _DIGITS[level]]
        authority = reporting_authority(region)
        return authority.code if authority else region

    def is_taken_in(self, regions: tuple[str, ...], region: str) -> bool:
        """Whether who is responsible for ``regions`` may take it for a subject in ``region``, as far as the step says of which level."""
        return self.level is None or self.region_of(region) in regions


_DIGITS = {"county": 6, "city": 4, "province": 2}


class Quota(Sourced):
    """How many applications may pass a step, counted for each ``per``; ``unlimited`` where the document sets none.

    ``most`` may be an expression over the track's declared ``counts``; what is not whole in it is cut off. ``when``: which
    applications count, and no others.
    """

    step: StepName
    title: Bilingual | None = None
    per: Literal["county", "city", "province", "provider", "enterprise"]
    most: Annotated[int | Literal["unlimited"] | Expression, Field(union_mode="left_to_right")]
    when: When = Field(default_factory=dict)

    def limit(self, counts: Mapping[str, int]) -> int | None:
        """How many, by these declared counts; None: without limit. KeyError for a count that was not declared."""
        if isinstance(self.most, Expression):
            return floor(self.most.compute({name: Fraction(counts[name]) for name in self.most.names}))
        return None if self.most == "unlimited" else self.most


class DeclaredCount(Sourced):
    """A number that a bureau declares and a quota rests on: how many little giants there are in the province. ``by`` declares it."""

    title: Bilingual
    unit: Line
    by: Roles


class Uniqueness(Sourced):
    """At most ``most`` applications with equal values of ``per``; an application that took a step of ``freed_by`` no longer counts.

    ``per`` has ``applicant``, ``round``, ``track`` and names of fields. What depends on a field is looked at when the form is filed,
    the rest when an application is begun; of a text it does not matter how it is spaced, punctuated or capitalised.
    """

    per: tuple[FieldName, ...] = Field(min_length=1)
    most: int = Field(ge=1, le=1000, strict=True)
    freed_by: tuple[StepName, ...] = ()

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """The form's fields among ``per``."""
        return tuple(word for word in self.per if word not in ENTRY_WORDS)


ENTRY_WORDS = frozenset({"applicant", "round", "track"})
"""What an entry is known by before anything is written in its form."""
