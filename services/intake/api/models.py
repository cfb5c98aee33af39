"""What intake's clients send and are shown."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from contracts.events.intake.content import Call, Content
from contracts.events.intake.examination import ClauseCheck, PaperReceipt, Reason, Recommendation
from contracts.events.intake.list import Entry
from contracts.events.intake.round import Title, Window
from contracts.events.parties import Address, Division
from contracts.events.parties import Contact as KnownContact
from contracts.events.values import Instant
from contracts.identifiers import Uscc
from contracts.personal import Email, PersonName, Phone
from contracts.refusal import Fault
from contracts.regions import RegionCode
from services.chassis.api.models import Input, Output
from services.intake.domain.application import Return, Status

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
"""A day of a programme's life; further off is a slip of the keyboard."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def example(**values: Any) -> ConfigDict:
    """A model's example in the OpenAPI document."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [values]})


# What is sent


class Contact(Input):
    """联系人及电话, e-mail."""

    name: PersonName
    phone: Phone
    email: Email | None = None


class OrganisationEntry(Input):
    """An organisation as it wants to be registered; its address as on the licence, by the county's division code."""

    model_config = example(
        name="石家庄示例装备制造有限公司",
        region="130102",
        street="中山东路1号",
        contact={"name": "张三", "phone": "0311-86086000", "email": "zhang@example.cn"},
    )
    name: Line
    kind: Code = "enterprise"
    region: RegionCode
    street: Line
    contact: Contact


class NewOrganisation(OrganisationEntry):
    """The same with the USCC that it is registered under."""

    model_config = example(
        uscc="911301001043657681",
        name="石家庄示例装备制造有限公司",
        region="130102",
        street="中山东路1号",
        contact={"name": "张三", "phone": "0311-86086000", "email": "zhang@example.cn"},
    )
    uscc: Uscc


class NewApplication(Input):
    """Which call an organisation wants to answer."""

    model_config = example(programme="sjz-2024-chain", round="2024-08", track="chain-case", applicant="911301001043657681")
    programme: Code
    round: Code
    track: Code
    applicant: Uscc


class FormContent(Input):
    """The form as far as it is filled in: the fields of the programme's form by name (see the form's JSON Schema)."""

    model_config = example(form={"title": "XX企业通过工业互联网平台推动产业链协同", "mode": "platform"})
    form: dict[str, Any]


class Withdrawal(Input):
    """Why, if the applicant wants to say."""

    model_config = example(reason="项目计划调整")
    reason: Words | None = None


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
    """The summary table's brief: written by the county, never a cut of the form's."""

    model_config = example(table_brief="该企业建设工业互联网平台，带动上下游中小企业上云用数，订单交付周期明显缩短。")
    table_brief: Words


class Receipt(Input):
    """When, and how many copies."""

    model_config = example(on="2024-08-05", copies=3)
    on: Day
    copies: Annotated[int, Field(ge=1, le=100, strict=True)]


class NewWindow(Input):
    """The days of the window, both included (Asia/Shanghai); why it moves, and the number of the notice that says so."""

    model_config = example(opens="2024-04-25", closes="2024-08-09", reason="应部分县区请求延长申报期", document="石工信函〔2024〕88号")
    opens: Day
    closes: Day
    reason: Words
    document: Line | None = None


class ListFiling(Input):
    """Under whose seal, whom to ask, and the sealed scan that was uploaded."""

    model_config = example(bureau="长安区科技和工业信息化局", contact={"name": "李四", "phone": "0311-86086001"}, scan="0" * 64)
    bureau: Line
    contact: Contact
    scan: Sha256


class ListSupplement(Input):
    """The sealed scan of the further rows."""

    model_config = example(scan="0" * 64)
    scan: Sha256


# What is shown


class Done(Output):
    """What a command on an application answers; the same again for the same Idempotency-Key."""

    id: str
    status: Status
    submission: int
    at: Instant


class RoundDone(Output):
    """What a command on a round answers."""

    id: str
    programme: str
    round: str
    status: str
    at: Instant


class ListDone(Output):
    """What a command on a list answers."""

    id: str
    status: str
    filing: int
    supplements: int
    at: Instant


class OrganisationDone(Output):
    """What a command on an organisation answers."""

    uscc: str
    at: Instant


class FaultShown(Output):
    """One thing that is wrong, in both languages."""

    code: str
    pointer: str
    zh: str
    en: str
    limit: str | int | None = None
    actual: str | int | None = None
    source: str | None = None

    @classmethod
    def of(cls, fault: Fault) -> FaultShown:
        return cls(
            code=str(fault.code),
            pointer=fault.pointer,
            zh=fault.text.zh,
            en=fault.text.en,
            limit=fault.limit,
            actual=fault.actual,
            source=fault.source,
        )


class Check(Output):
    """All that is still wrong with a draft, what an officer should look at, and the code that its printed form carries."""

    ready: bool
    faults: tuple[FaultShown, ...]
    warnings: tuple[FaultShown, ...]
    form_code: str | None


class MaterialShown(Output):
    """A file of a draft."""

    id: str
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    row: str | None
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    form_code: str | None = None


class DraftShown(Output):
    """A draft: its edition is the ETag."""

    application: str
    edition: int
    form: dict[str, Any]
    materials: tuple[MaterialShown, ...]
    check: Check


class ApplicationRow(Output):
    """An application in a list."""

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

    version: int
    call: Call
    content: Content | None
    checks: tuple[ClauseCheck, ...]
    returned: Return | None
    brief: str | None
    recommendation: Recommendation | None
    paper: PaperReceipt | None
    rejection: tuple[Reason, ...]
    withdrawal: str | None
    overlaps: tuple[Overlap, ...] = ()
    warnings: tuple[FaultShown, ...] = ()


class RoundShown(Output):
    """A round, with the dates that hold now and how many cases it has."""

    id: str
    programme: str
    round: str
    version: int
    title: Title | None
    status: str
    window: Window | None
    cases: int
    moved: tuple[str, ...] = ()


class OrganisationShown(Output):
    """An organisation as it is registered."""

    uscc: str
    name: str
    kind: str
    address: Address
    contact: KnownContact


class ListRow(Output):
    """A county's list."""

    id: str
    programme: str
    round: str
    region: str
    status: str
    filing: int
    entries: int
    filed_at: Instant | None
    received_on: date | None


class ListShown(ListRow):
    """A list with its rows in order; those in ``filed`` are before the city."""

    version: int
    bureau: str | None
    contact: KnownContact | None
    rows: tuple[Entry, ...]
    filed: tuple[str, ...]
    scans: tuple[str, ...]
    returned: tuple[Reason, ...]


class ScanShown(Output):
    """A sealed scan that was uploaded."""

    sha256: str
    size: int
    pages: int | None


class RoundDates(Output):
    """A round's dates by the programme file; an operator may have moved them (see the round)."""

    opens: date
    closes: date
    review: str


class ProgrammeShown(Output):
    """A published call, in short."""

    code: str
    version: int
    title: Title
    authority: str
    region: str
    document: str
    tracks: dict[str, Title]
    rounds: dict[str, RoundDates]
