"""Applications: begun, withdrawn, listed, read."""

from __future__ import annotations

from pydantic import Field, model_validator

from contracts.events.intake.content import Call, Content
from contracts.events.intake.examination import ClauseCheck, PaperReceipt, Reason, Recommendation
from contracts.events.parties import Division
from contracts.events.values import Instant
from contracts.identifiers import Uscc
from contracts.regions import RegionCode
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Code, Line, Words, example
from services.intake.api.models.answers import ANSWERS
from services.intake.api.models.faults import FaultShown
from services.intake.domain.application import Confirmed, Result, Return, Status


class Subject(Input):
    """A region, a cluster or a park: its name and its division."""

    model_config = example(name="石家庄生物医药产业集群", region="130102")
    name: Line
    region: RegionCode


class NewApplication(Input):
    """Which call is answered, and for whom: an organisation by its USCC, or (``applicant`` null) a subject without one."""

    model_config = example(programme="sjz-2024-chain", round="2024-08", track="chain-case", applicant="911301001043657681")
    programme: Code
    round: Code
    track: Code
    applicant: Uscc | None
    subject: Subject | None = None

    @model_validator(mode="after")
    def _for_one(self) -> NewApplication:
        if (self.applicant is None) is (self.subject is None):
            raise ValueError("name the applicant by its USCC, or a subject without one: either, not both")
        return self


class Withdrawal(Input):
    """Why, if the applicant wants to say."""

    model_config = example(reason="项目计划调整")
    reason: Words | None = None


class Done(Output):
    """What a command on an application answers; the same again for the same Idempotency-Key."""

    example = ANSWERS["Done"]
    id: str
    status: Status
    submission: int
    at: Instant


class ApplicationRow(Output):
    """An application in a list."""

    example = ANSWERS["ApplicationRow"]
    id: str
    programme: str
    round: str
    track: str
    region: Division
    applicant: str
    uscc: str | None
    title: str | None
    mode: str | None
    industry: str | None
    status: Status
    submission: int
    submitted_at: Instant | None


class Overlap(Output):
    """SMEs that another application claims as well."""

    application: str
    applicant: str
    smes: tuple[str, ...]


class ApplicationShown(ApplicationRow):
    """An application with all that intake knows of it. ``overlaps`` and ``warnings`` are for officers."""

    example = ANSWERS["ApplicationShown"]
    version: int
    call: Call
    content: Content | None
    checks: tuple[ClauseCheck, ...]
    confirmed: dict[str, Confirmed] = Field(default_factory=dict)
    returned: Return | None
    brief: str | None
    recommendation: Recommendation | None
    paper: PaperReceipt | None
    rejection: tuple[Reason, ...]
    withdrawal: str | None
    result: Result | None = None
    overlaps: tuple[Overlap, ...] = ()
    warnings: tuple[FaultShown, ...] = ()
