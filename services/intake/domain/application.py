"""An application (申报), from its draft until the city accepts it: what happened to it so far."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from contracts.events.deferred import Deferred
from contracts.events.event import Event
from contracts.events.intake.application import ApplicationDrafted, ApplicationResubmitted, ApplicationSubmitted, ApplicationWithdrawn
from contracts.events.intake.content import Call, Content
from contracts.events.intake.examination import (
    ApplicationAccepted,
    ApplicationChecked,
    ApplicationPaperReceived,
    ApplicationPrepared,
    ApplicationRecommended,
    ApplicationRejected,
    ApplicationReturned,
    ClauseCheck,
    PaperReceipt,
    Reason,
    Recommendation,
)
from contracts.events.intake.result import Announcement, ApplicationConcluded
from contracts.events.parties import Division, Filer, Officer
from contracts.events.values import Instant

T = TypeVar("T")


class Status(StrEnum):
    """Where an application stands in intake."""

    NONE = "none"
    DRAFT = "draft"  # 草稿
    SUBMITTED = "submitted"  # 已申报，待县级审核
    RETURNED = "returned"  # 退回补正
    PREPARED = "prepared"  # 拟推荐，待复核
    RECOMMENDED = "recommended"  # 已列入汇总表
    ACCEPTED = "accepted"  # 市级已受理
    REJECTED = "rejected"  # 不予推荐
    SELECTED = "selected"  # 入选
    NOT_SELECTED = "not-selected"  # 未入选
    WITHDRAWN = "withdrawn"  # 已撤回


class Return(BaseModel):
    """Why and until when an application was given back, and by whom."""

    model_config = ConfigDict(frozen=True)
    level: str
    reasons: tuple[Reason, ...]
    due: Instant
    at: Instant


class Confirmed(BaseModel):
    """Who answers for a check, and since when."""

    model_config = ConfigDict(frozen=True)
    by: Officer
    at: Instant


class Result(BaseModel):
    """What the authority that it was filed with has announced, and where."""

    model_config = ConfigDict(frozen=True)
    outcome: str
    document: Announcement
    note: str | None
    at: Instant


class Sme(BaseModel):
    """An enterprise that the applicant brings along, by its USCC."""

    model_config = ConfigDict(frozen=True)
    uscc: str


class FiledBy(BaseModel):
    """The applicant, as the filed form names it."""

    model_config = ConfigDict(frozen=True)
    name: str
    region: Division


class Front(BaseModel):
    """What lists show of a filed version."""

    model_config = ConfigDict(frozen=True)
    title: str
    applicant: FiledBy
    mode: str | None
    industry: str | None
    smes: tuple[Sme, ...]


class Application(BaseModel):
    """``filed`` is the last filed version, ``front`` what of it is listed; ``region`` where the application belongs: the county that
    checks it lies there.

    ``checks`` are the bureau's findings on the present content, ``confirmed`` who made each and when: a new submission has none yet.
    """

    model_config = ConfigDict(frozen=True)
    id: str = ""
    status: Status = Status.NONE
    call: Call | None = None
    applicant: str = ""
    uscc: str | None = None
    region: Division | None = None
    filer: Filer | None = None
    filed: Deferred[Content] | None = None
    front: Front | None = None
    submission: int = 0
    first_submitted_at: datetime | None = None
    submitted_at: datetime | None = None
    checks: tuple[ClauseCheck, ...] = ()
    checked_by: Officer | None = None
    confirmed: dict[str, Confirmed] = Field(default_factory=dict)
    returned: Return | None = None
    brief: str | None = None
    prepared_by: Officer | None = None
    recommendation: Recommendation | None = None
    paper: PaperReceipt | None = None
    rejection: tuple[Reason, ...] = ()
    withdrawal: str | None = None
    result: Result | None = None

    @property
    def content(self) -> Content | None:
        """What was filed last."""
        return self.filed.value if self.filed else None


def known(value: T | None) -> T:
    """A part that an application has in its present status. LookupError: a rule asked for it too early."""
    if value is None:
        raise LookupError("the application has no such part in its present status")
    return value


def fold(state: Application, event: Event, at: datetime) -> Application:
    match event:
        case ApplicationDrafted():
            return Application(
                id=event.application,
                status=Status.DRAFT,
                call=event.call,
                applicant=event.applicant,
                uscc=event.uscc,
                region=event.region,
                filer=event.by,
            )
        case ApplicationSubmitted():
            return _filed(state, event.content, 1, at)
        case ApplicationResubmitted():
            return _filed(state, event.content, event.submission, at)
        case ApplicationWithdrawn():
            return state.model_copy(update={"status": Status.WITHDRAWN, "withdrawal": event.reason})
    return _examined(state, event, at)


def _filed(state: Application, content: Deferred[Content], submission: int, at: datetime) -> Application:
    front = Front.model_validate_json(content.encoded)
    return state.model_copy(
        update={
            "status": Status.SUBMITTED,
            "filed": content,
            "front": front,
            "applicant": front.applicant.name,
            "region": front.applicant.region,
            "submission": submission,
            "first_submitted_at": state.first_submitted_at or at,
            "submitted_at": at,
            "checks": (),
            "checked_by": None,
            "confirmed": {},
            "paper": None,  # copies of what was filed before are no copies of this
            "returned": None,
        }
    )


def _examined(state: Application, event: Event, at: datetime) -> Application:
    """What the county and the city did."""
    changes: dict[str, Any] = {}
    match event:
        case ApplicationChecked():
            merged = {check.clause: check for check in (*state.checks, *event.clauses)}
            confirmed = {check.clause: Confirmed(by=event.by, at=at) for check in event.clauses}
            changes = {"checks": tuple(merged.values()), "checked_by": event.by, "confirmed": state.confirmed | confirmed}
        case ApplicationReturned():
            returned = Return(level=event.level, reasons=event.reasons, due=event.due, at=at)
            changes = _UNRECOMMENDED | {"status": Status.RETURNED, "returned": returned}
        case ApplicationRejected():
            changes = _UNRECOMMENDED | {"status": Status.REJECTED, "rejection": event.reasons}
        case ApplicationPrepared():
            changes = {"status": Status.PREPARED, "brief": event.brief, "prepared_by": event.by}
        case ApplicationRecommended():
            changes = {"status": Status.RECOMMENDED, "recommendation": event.recommendation}
        case ApplicationPaperReceived():
            changes = {"paper": event.receipt}
        case ApplicationAccepted():
            changes = {"status": Status.ACCEPTED}
        case ApplicationConcluded():
            result = Result(outcome=event.outcome, document=event.document, note=event.note, at=at)
            changes = {"status": Status(event.outcome), "result": result}
    return state.model_copy(update=changes)


_UNRECOMMENDED = {"brief": None, "prepared_by": None, "recommendation": None}
