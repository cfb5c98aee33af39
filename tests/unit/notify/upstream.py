"""One of every event that notify consumes, about two applicants of two counties of one city, and what each must never see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from contracts.events.event import Event
from contracts.events.funding import award, fund, notice, payment, proposal
from contracts.events.intake import application, examination, organisation, result
from contracts.events.intake import list as lists
from contracts.events.intake import round as rounds
from contracts.events.intake.content import Call, Content
from contracts.events.parties import Address, BankAccount, Contact, Division, Filer, Officer, Organisation
from contracts.events.scoring import assignment, case, draw, expert, ranking, review, sheet
from tests.unit.contracts import complete
from tests.unit.intake import cases
from tests.unit.notify.world import AT

CALL = cases.CALL
FIRST, SECOND = cases.ID, cases.OTHER_ID
EXPERT = "01HZZZZZZZZZZZZZZZZZZZZZE1"
OBJECTION = "01HZZZZZZZZZZZZZZZZZZZZZZ9"
CITY = "1301"
COUNTIES = {FIRST: Division(code="130102", name="长安区"), SECOND: Division(code="130104", name="桥西区")}
NAMES = {FIRST: "河北链动装备有限公司", SECOND: "石家庄乙食品有限公司"}
TITLES = {FIRST: "甲案例平台带动", SECOND: "乙案例冷链协同"}
USCCS = {FIRST: complete.uscc(1), SECOND: complete.uscc(2)}
CONTACTS = {
    FIRST: Contact(name="张三", phone="13812341234", email="zhang@example.cn"),
    SECOND: Contact(name="李丁", phone="13912345678", email="liding@example.cn"),
}
EXPERT_CONTACT = Contact(name="钱专家", phone="13712340000", email="qian@example.cn")
OBJECTOR = notice.Objector(name="孙举报", phone="13612340000", email="sun@example.cn", organisation=None, uscc=None)
AGENCY = review.Agency(name="河北评审服务有限公司", uscc=complete.uscc(800))
FIRM = award.Firm(name="冀审会计师事务所", uscc=complete.uscc(801))
BY, OFFICER = cases.BY, cases.CITY
DUE = AT + timedelta(days=10)
SHA = "a" * 64
YUAN = 500_000 * 100


def content(key: str = FIRST) -> Content:
    """What an applicant filed."""
    base = cases.content()
    applicant = base.applicant.model_copy(
        update={"name": NAMES[key], "uscc": USCCS[key], "region": COUNTIES[key], "contact": CONTACTS[key]}
    )
    return base.model_copy(update={"title": TITLES[key], "applicant": applicant})


def enterprise(key: str = FIRST) -> Organisation:
    address = Address(division=COUNTIES[key], street="建华北大街100号")
    return Organisation(uscc=USCCS[key], kind="enterprise", name=NAMES[key], address=address, contact=CONTACTS[key])


def registered(key: str = FIRST) -> Event:
    return organisation.OrganisationRegistered(organisation=enterprise(key), by=BY)


def drafted(key: str = FIRST, call: Call = CALL) -> Event:
    return application.ApplicationDrafted(application=key, call=call, applicant=NAMES[key], uscc=USCCS[key], region=COUNTIES[key], by=BY)


def submitted(key: str = FIRST) -> Event:
    return application.ApplicationSubmitted.model_validate({"application": key, "call": CALL, "content": content(key), "by": BY})


def accepted(key: str = FIRST) -> Event:
    filed = {"application": key, "call": CALL, "content": content(key), "submitted_at": AT}
    return examination.ApplicationAccepted.model_validate({**filed, "recommendation": cases.PLACE, "paper": None, "by": OFFICER})


def accepting(key: str = FIRST) -> list[Event]:
    """From the registration to the acceptance."""
    return [registered(key), drafted(key), submitted(key), accepted(key)]


def opened() -> Event:
    window = rounds.Window(opens=AT, closes=DUE)
    title = rounds.Title(zh="第一批", en="First")
    return rounds.RoundOpened(
        programme=CALL.programme, version=CALL.version, round=CALL.round, title=title, region=CITY, window=window, by=OFFICER
    )


def _list_ref(key: str) -> lists.ListRef:
    county = COUNTIES[key]
    return lists.ListRef(programme=CALL.programme, version=CALL.version, round=CALL.round, region=county, bureau=f"{county.name}科工局")


def _entry(key: str) -> lists.Entry:
    return lists.Entry(
        position=1,
        application=key,
        track=CALL.track,
        applicant=NAMES[key],
        uscc=USCCS[key],
        mode="platform",
        title=TITLES[key],
        brief="带动",
        contact=CONTACTS[key],
    )


def intake_events(key: str = FIRST) -> list[Event]:
    """One of each that is told of, about this application where it is about one."""
    ref, reasons = _list_ref(key), cases.REASONS
    window = rounds.Window(opens=AT, closes=DUE)
    return [
        organisation.OrganisationAmended(organisation=enterprise(key), by=BY),
        opened(),
        rounds.RoundMoved(programme=CALL.programme, round=CALL.round, window=window, reason="延长", document=None, by=OFFICER),
        rounds.RoundClosed(
            programme=CALL.programme,
            version=CALL.version,
            round=CALL.round,
            cases=(rounds.AcceptedCase(application=key, track=CALL.track, region=COUNTIES[key].code),),
            counts=rounds.Counts(drafted=0, submitted=0, returned=0, recommended=0, accepted=1, rejected=0, withdrawn=0),
            by=OFFICER,
        ),
        application.ApplicationResubmitted.model_validate({"application": key, "submission": 2, "content": content(key), "by": BY}),
        examination.ApplicationReturned(application=key, level="county", reasons=reasons, due=DUE, by=OFFICER),
        examination.ApplicationChecked(application=key, clauses=(), by=OFFICER),
        examination.ApplicationPrepared(application=key, brief="带动", by=OFFICER),
        examination.ApplicationRecommended(application=key, recommendation=cases.PLACE, prepared_by=OFFICER, by=OFFICER),
        examination.ApplicationPaperReceived(application=key, receipt=examination.PaperReceipt(on=date(2024, 8, 5), copies=3), by=OFFICER),
        result.ApplicationConcluded(
            application=key,
            outcome="selected",
            document=result.Announcement(number="工信厅企业函〔2022〕33号", date=date(2022, 2, 18)),
            note=None,
            by=OFFICER,
        ),
        lists.ListFiled(list=ref, filing=1, entries=(_entry(key),), contact=cases.CONTACT, scan=SHA, by=OFFICER),
        lists.ListSupplemented(list=ref, supplement=1, added=(_entry(key),), scan=SHA, by=OFFICER),
        lists.ListReturned(list=ref, reasons=reasons, due=DUE, by=OFFICER),
        lists.ListReceived(list=ref, on=date(2024, 8, 5), copies=3, by=OFFICER),
        examination.ApplicationRejected(application=key, level="city", reasons=reasons, by=OFFICER),
        application.ApplicationWithdrawn(application=key, reason=None, by=BY),
    ]


def expert_registered() -> Event:
    employer = expert.Employer(name="河北某大学", uscc=complete.uscc(700), group=())
    entry = expert.Expert(
        account="qian",
        employer=employer,
        specialities=("信息化",),
        industries=("equipment",),
        regions=("130105",),
        contact=EXPERT_CONTACT,
        declared=(),
        expires=None,
    )
    return expert.ExpertRegistered(expert=EXPERT, region=CITY, entry=entry, by=OFFICER)


def scoring_events(key: str = FIRST) -> list[Event]:
    """One of each that is told of."""
    contact: dict[str, Any] = {"review": CALL, "expert": EXPERT, "contact": EXPERT_CONTACT}
    place = ranking.Place(rank=1, application=key, uscc=USCCS[key], total="91.20", adjusted=None, passed=True)
    return [
        expert.ExpertSuspended(expert=EXPERT, contact=EXPERT_CONTACT, reason="超期", by=OFFICER),
        review.ReviewOpened(review=CALL, region=CITY, agency=AGENCY, cases=2, due=DUE, by=OFFICER),
        draw.DrawPublished(
            review=CALL,
            region=CITY,
            agency=AGENCY,
            seed=SHA,
            commitment=SHA,
            panels=(draw.Panel(application=key, experts=(EXPERT,), excluded=()),),
            absent=(),
            experts=30,
            file=SHA,
            by=OFFICER,
        ),
        assignment.AssignmentMade(cases=(key,), due=DUE, remind=AT, **contact),
        assignment.AssignmentExtended(due=DUE, remind=AT, **contact),
        assignment.AssignmentReminded(cases=1, due=DUE, **contact),
        assignment.AssignmentDeclined(region=CITY, agency=AGENCY, application=key, reason="出差", conflict=False, by=OFFICER, **contact),
        assignment.AssignmentReplaced(application=key, successor=None, n=1, why="conflict", reason="利益冲突", **contact),
        sheet.SheetReopened(application=key, version=1, reason="漏项", by=OFFICER, **contact),
        sheet.SheetExcluded(application=key, why="conflict", reason="利益冲突", by=OFFICER, **contact),
        case.ExtraReviewOrdered(review=CALL, region=CITY, agency=AGENCY, application=key, spread="22.5", most=20, extra=1),
        case.CaseScored(review=CALL, application=key, total="91.20", sheets=5, spread="7.5", joint=False, criteria=()),
        case.CaseWithdrawn(review=CALL, region=CITY, agency=AGENCY, application=key, reason="调整", by=BY),
        review.ReviewClosed(review=CALL, region=CITY, agency=AGENCY, cases=2, report=SHA, by=OFFICER),
        ranking.RankingPublished(
            review=CALL,
            region=CITY,
            places=(place,),
            ties=(),
            salt=SHA,
            passing="60.00",
            passed=1,
            alpha=None,
            inputs=SHA,
            file=SHA,
            whole=SHA,
            by=OFFICER,
            note=None,
        ),
    ]


def published(*keys: str) -> Event:
    rows = tuple(notice.NoticeRow(application=key, county=COUNTIES[key], rank=1, fen=YUAN, shown={}) for key in keys)
    return notice.NoticePublished(
        call=CALL,
        region=CITY,
        notice=1,
        decision=1,
        applications=keys,
        rows=rows,
        begins=AT,
        ends=DUE,
        link="https://platform.example.cn/notices/1",
        page=SHA,
        by=OFFICER,
    )


MINUTES = proposal.Minutes(number="〔2024〕12号", date=date(2024, 9, 1))


def funding_events(key: str = FIRST) -> list[Event]:
    """One of each that is told of."""
    return [*of_the_fund(), *of_a_decision(key), *of_an_award(key), *of_its_payment(key)]


def of_the_fund() -> list[Event]:
    document = fund.Document(number="石财企〔2024〕3号", date=date(2024, 4, 1))
    return [
        fund.FundChanged(
            programme=CALL.programme, round=None, before=0, cap=10 * YUAN, held=0, available=10 * YUAN, document=document, by=OFFICER
        ),
        fund.FundAuditOrdered(programme=CALL.programme, round=None, audit=1, firm=FIRM, due=DUE, by=OFFICER),
        fund.FundAudited(
            programme=CALL.programme,
            round=None,
            audit=1,
            firm=FIRM,
            result="passed",
            findings="无",
            report=SHA,
            held=YUAN,
            paid=YUAN,
            by=OFFICER,
        ),
    ]


def of_a_decision(key: str) -> list[Event]:
    row = proposal.Proposed(
        application=key, uscc=USCCS[key], rank=1, total="91.20", outcome="award", position=None, why="within-cap", reason="总额内"
    )
    return [
        proposal.ProposalMade(
            call=CALL, region=CITY, rows=(row,), fen=YUAN, awards=1, amount=YUAN, available=10 * YUAN, cut=None, by=OFFICER
        ),
        proposal.DecisionPrepared(call=CALL, region=CITY, decision=1, applications=(key,), amount=YUAN, by=OFFICER),
        proposal.DecisionDiscarded(call=CALL, decision=1, reason="再议", by=OFFICER),
        proposal.DecisionMade(
            call=CALL,
            region=CITY,
            decision=1,
            approved=(key,),
            struck=(),
            amount=YUAN,
            minutes=MINUTES,
            prepared_by=OFFICER,
            by=OFFICER,
        ),
        published(key),
        notice.NoticeEnded(call=CALL, region=CITY, notice=1, objections=1),
    ]


def of_an_award(key: str) -> list[Event]:
    of: dict[str, Any] = {"application": key, "call": CALL}
    return [
        award.AwardProposed(rank=1, total="91.20", fen=YUAN, **of),
        award.AwardWaiting(rank=3, total="80.00", position=2, **of),
        award.AwardPromoted(rank=3, fen=YUAN, **of),
        award.AwardDeclined(why="below-line", reason="未达合格线", **of),
        award.AuditOrdered(region=CITY, firm=FIRM, due=DUE, by=OFFICER, **of),
        award.AuditCancelled(firm=FIRM, why="replaced", **of),
        award.AuditPassed(firm=FIRM, findings="无", report=SHA, by=OFFICER, **of),
        award.AuditFailed(firm=FIRM, reason="账实不符", findings="账实不符", report=SHA, by=OFFICER, **of),
        award.AwardDecided(decision=1, minutes=MINUTES, **of),
        notice.ObjectionLodged(
            region=CITY, objection=OBJECTION, notice=1, objector=OBJECTOR, text="虚报", files=(), via="online", due=DUE, by=None, **of
        ),
        notice.ObjectionResolved(region=CITY, objection=OBJECTION, outcome="dismissed", reasons="查无实据", by=OFFICER, **of),
        award.AwardConfirmed(region=COUNTIES[key], applicant=NAMES[key], uscc=USCCS[key], title=TITLES[key], fen=YUAN, by=OFFICER, **of),
        award.AwardRevoked(fen=YUAN, reason="弄虚作假", by=OFFICER, **of),
        award.AwardClawedBack(fen=YUAN, reason="绩效不合格", due=DUE, by=OFFICER, **of),
    ]


def of_its_payment(key: str) -> list[Event]:
    of: dict[str, Any] = {"application": key, "call": CALL}
    account = BankAccount(holder=NAMES[key], bank="某银行", number="6222020402022222222", routing=None)
    return [
        payment.PaymentOrdered(attempt=1, fen=YUAN, account=account, through=Division(code=CITY, name="石家庄市"), by=OFFICER, **of),
        payment.PaymentMade(attempt=1, fen=YUAN, voucher="P-0001", paid_on=date(2024, 10, 1), by=OFFICER, **of),
        payment.PaymentReturned(attempt=1, fen=YUAN, reason="账号有误", by=OFFICER, **of),
        payment.PaymentStopped(attempt=1, fen=YUAN, reason="已止付", by=OFFICER, **of),
        payment.AccountAmended(account=account, by=BY, **of),
        award.AwardRecovered(fen=YUAN, voucher="R-0001", by=OFFICER, **of),
        payment.EvaluationDue(due=DUE, **of),
        payment.EvaluationReminded(due=DUE, **of),
        payment.EvaluationFiled(form={"use_of_funds": "设备"}, by=BY, **of),
        payment.EvaluationRecorded(region=CITY, outcome="passed", findings="良好", consequence="none", by=OFFICER, **of),
        award.AwardArchived(archive=SHA, outcome="paid", by=OFFICER, **of),
        award.AwardWithdrawn(reason=None, by=Filer(subject="zhang", name="张三", kind="person"), **of),
    ]


def everything(key: str = FIRST) -> list[Event]:
    """One of every event that somebody is told of."""
    before: list[Event] = [*accepting(key), expert_registered()]
    return [*before, *intake_events(key), *scoring_events(key), *funding_events(key)]


__all__ = ["AGENCY", "CALL", "CITY", "FIRST", "SECOND", "Officer", "everything"]
