"""Awards of a Shijiazhuang round for the rules of funding to work on: folded from events, as they are in life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.days import end_of
from contracts.events.event import Event
from contracts.events.funding.award import (
    AuditOrdered,
    AuditPassed,
    AwardConfirmed,
    AwardDecided,
    AwardDeclined,
    AwardNoticed,
    AwardProposed,
    Candidate,
    CandidateReceived,
    Firm,
)
from contracts.events.funding.notice import Objector
from contracts.events.funding.payment import EvaluationDue, PaymentMade, PaymentOrdered
from contracts.events.funding.proposal import DecisionMade, Minutes, ProposalRanked
from contracts.events.parties import BankAccount, Division, Filer, Officer
from contracts.programme.programmes import Programmes
from services.funding.domain.award import Award
from services.funding.domain.award import fold as fold_award
from services.funding.domain.proposal import Proposal
from services.funding.domain.proposal import fold as fold_proposal
from tests.unit.contracts import complete
from tests.unit.intake import cases
from tests.unit.intake.cases import CALL

NOW = datetime(2024, 8, 20, 1, tzinfo=UTC)
"""9:00 on a Tuesday in Shanghai."""
ENDS = end_of(date(2024, 8, 27))
"""Of a notice of five working days that begins then."""
LATER = ENDS + timedelta(days=1)
ID, OTHER_ID = cases.ID, cases.OTHER_ID
PROGRAMMES = Programmes.all_published()
PROGRAMME = PROGRAMMES.of(CALL)
OFFER = PROGRAMMES.offer(CALL)
TRACK = OFFER.track
FEN = 50_000_000
CITY = Division(code="1301", name="河北省石家庄市")
BY = Officer(subject="zhao", name="赵六")
FINANCE = Officer(subject="sun", name="孙七")
OWNER = Filer(subject="zhang", name="张三", kind="person")
FIRM = Firm(name="河北公正会计师事务所", uscc=complete.uscc(910))
MINUTES = Minutes(number="石政会纪〔2024〕12号", date=date(2024, 8, 20))
OBJECTOR = Objector(name="钱实名", phone="13912340000", email=None, organisation=None, uscc=None)


def candidate(**form: Any) -> Candidate:
    """What funding keeps of an application, with these fields of its form."""
    filed = cases.content(**form)
    return Candidate(
        title=filed.title,
        applicant=filed.applicant,
        mode=filed.mode,
        industry=filed.industry,
        scope=filed.scope,
        auditor=filed.auditor,
    )


def then(state: Award, *events: Event, at: datetime = NOW) -> Award:
    """The award after these events."""
    for event in events:
        state = fold_award(state, event, at)
    return state


def proposed(key: str = ID, rank: int = 1, **form: Any) -> Award:
    """Proposed, audited, decided."""
    return then(
        Award(),
        CandidateReceived(application=key, call=CALL, candidate=candidate(**form)),
        AwardProposed(application=key, call=CALL, rank=rank, total="90.5", fen=FEN),
        AuditOrdered(application=key, call=CALL, region="1301", firm=FIRM, due=NOW, by=BY),
        AuditPassed(application=key, call=CALL, firm=FIRM, findings="账实相符", report="4" * 64, by=BY),
        AwardDecided(application=key, call=CALL, decision=1, minutes=MINUTES),
    )


def noticed(key: str = ID, **form: Any) -> Award:
    """On public notice until ENDS."""
    link = "https://example.cn/notices/1"
    return then(proposed(key, **form), AwardNoticed(application=key, call=CALL, notice=1, ends=ENDS, link=link))


def declined(state: Award) -> Award:
    return then(state, AwardDeclined(application=state.id, call=CALL, why="audit-failed", reason="专项审计未通过"))


def confirmed(key: str = ID, **form: Any) -> Award:
    state = noticed(key, **form)
    assert state.candidate is not None
    assert state.uscc is not None
    applicant = state.candidate.applicant
    event = AwardConfirmed(
        application=key, call=CALL, region=applicant.region, applicant=applicant.name, uscc=state.uscc, title="案例", fen=FEN, by=BY
    )
    return then(state, event, at=LATER)


def account(state: Award) -> BankAccount:
    assert state.account is not None
    return state.account


def ordered(state: Award | None = None) -> Award:
    """Its payment is ordered, on the day after the notice."""
    state = state or confirmed()
    attempt = len(state.payments) + 1
    event = PaymentOrdered(application=state.id, call=CALL, attempt=attempt, fen=FEN, account=account(state), through=CITY, by=BY)
    return then(state, event, at=LATER)


def paid(state: Award | None = None) -> Award:
    """Paid on the day of the order; its evaluation is due a year later."""
    state = state or ordered()
    attempt, on = len(state.payments), date(2024, 8, 29)
    made = PaymentMade(application=state.id, call=CALL, attempt=attempt, fen=FEN, voucher="记-1", paid_on=on, by=FINANCE)
    return then(state, made, EvaluationDue(application=state.id, call=CALL, due=end_of(date(2025, 8, 29))), at=LATER)


def decision(number: int, *approved: str) -> DecisionMade:
    amount = FEN * len(approved)
    return DecisionMade(
        call=CALL,
        region="1301",
        decision=number,
        approved=approved,
        struck=(),
        amount=amount,
        minutes=MINUTES,
        prepared_by=BY,
        by=FINANCE,
    )


def round_of(events: Sequence[Event]) -> Proposal:
    """The proposal of a ranked round after these events."""
    state = Proposal()
    ranked = ProposalRanked(call=CALL, region="1301", places=(), ties=(), passing="60", ranking="2" * 64)
    for event in (ranked, *events):
        state = fold_proposal(state, event, NOW)
    return state
