"""Special audits of awards."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from contracts.events.values import Instant
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Sha256, Words, example
from services.funding.api.models.funds import FirmNamed


class AuditTask(Input):
    """From which firm an award's audit is ordered. ``reason``: why it replaces the one that was to do it; else none."""

    model_config = example(firm={"name": "河北某某会计师事务所", "uscc": "911301001043657681"}, reason="原事务所合同终止")
    firm: FirmNamed
    reason: Words | None = None


class AuditResult(Input):
    """What the firm found, and its report, which was uploaded. ``reason``: why the award falls, where the audit fails."""

    model_config = example(result="failed", findings="项目实施地点与申报不符", reason="项目实施地点不在本市", report="0" * 64)
    result: Literal["passed", "failed"]
    findings: Words
    report: Sha256
    reason: Words | None = None

    @model_validator(mode="after")
    def _reason_goes_with_failure(self) -> Self:
        if (self.reason is None) is (self.result == "failed"):
            raise ValueError("a failed audit has a reason, a passed one has none")
        return self


class AuditRow(Output):
    """An audit, as its firm sees it: whom it audits, which case, by when."""

    application: str
    applicant: str
    title: str
    firm: str
    due: Instant
    result: str | None


class AuditShown(AuditRow):
    """With what the firm found; ``report`` is the report's SHA-256."""

    findings: str | None
    report: str | None


class ReportShown(Output):
    """A report that was uploaded."""

    sha256: str
    size: int
    pages: int | None
