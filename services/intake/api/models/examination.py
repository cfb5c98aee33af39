"""What the county and the city say of an application."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.events.intake.examination import ClauseCheck, Reason
from contracts.events.intake.result import Announcement, Outcome
from services.chassis.api.models import Input
from services.chassis.api.words import Code, Day, Line, Words, example
from services.intake.domain.result import Announced


class ReasonGiven(Input):
    """One reason: ``pointer`` (RFC 6901) says where in the content, ``clause`` what of the issuing document."""

    text: Words
    pointer: Line | None = None
    clause: Line | None = None


class Reasons(Input):
    """Why, with the place in the content and the clause where that helps."""

    model_config = example(reasons=[{"text": "取得成效缺少具体数据", "pointer": "/form/results", "clause": "附件1 三"}])
    reasons: Annotated[tuple[ReasonGiven, ...], Field(min_length=1, max_length=50)]

    @property
    def stated(self) -> tuple[Reason, ...]:
        """The reasons as events hold them."""
        return tuple(Reason(**reason.model_dump()) for reason in self.reasons)


class Returning(Reasons):
    """``due`` is the last day for the correction (included); without it, the programme's period in working days."""

    model_config = example(reasons=[{"text": "取得成效缺少具体数据", "pointer": "/form/results"}], due="2024-08-09")
    due: Day | None = None


class Finding(Input):
    """The finding on one clause; one that is not met needs a note."""

    clause: Code
    met: Annotated[bool, Field(strict=True)]
    note: Words | None = None


class Checks(Input):
    """The county's finding on each clause of the eligibility rules."""

    model_config = example(
        clauses=[{"clause": "registered", "met": True}, {"clause": "driving", "met": False, "note": "第8家企业的佐证无效"}]
    )
    clauses: Annotated[tuple[Finding, ...], Field(min_length=1, max_length=50)]

    @property
    def findings(self) -> tuple[ClauseCheck, ...]:
        """The findings as events hold them."""
        return tuple(ClauseCheck(**finding.model_dump()) for finding in self.clauses)


class Preparation(Input):
    """The summary table's brief, where it has one of its own: written by the bureau, never a cut of the form's."""

    model_config = example(table_brief="该企业建设工业互联网平台，带动上下游中小企业上云用数，订单交付周期明显缩短。")
    table_brief: Words | None = None


class Receipt(Input):
    """When, and how many copies."""

    model_config = example(on="2024-08-05", copies=3)
    on: Day
    copies: Annotated[int, Field(ge=1, le=100, strict=True)]


class AnnouncementNamed(Input):
    """The document that announces the result."""

    number: Line
    date: Day


class Concluding(Input):
    """Whether the case is among the selected, and by which document."""

    model_config = example(outcome="selected", document={"number": "工信厅企业函〔2022〕33号", "date": "2022-02-18"}, note=None)
    outcome: Outcome
    document: AnnouncementNamed
    note: Words | None = None

    @property
    def announced(self) -> Announced:
        """As the rule takes it."""
        return Announced(self.outcome, Announcement(**self.document.model_dump()), self.note)
