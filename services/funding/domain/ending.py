"""How an award comes to stand, and how it ends: confirmed, withdrawn, revoked before it was paid, clawed back after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.days import day
from contracts.events.funding.award import AwardClawedBack, AwardConfirmed, AwardRecovered, AwardRevoked, AwardWithdrawn
from contracts.events.parties import Filer, Officer
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Fault, Refusal, Text
from services.funding.domain.award import Award, Status, known
from services.funding.domain.objection import require_unnamed
from services.funding.domain.refusals import require


def confirm(state: Award, track: Track, now: datetime, by: Officer) -> AwardConfirmed:
    """The award stands, when decision, notice, audit and objections allow it. Each thing that is missing is said."""
    require(state, Status.PROPOSED)
    missing = list(_missing(state, track, now))
    if missing:
        zh, en = "；".join(text.zh for text in missing), "; ".join(text.en for text in missing)
        step = track.steps.get(StepName.AWARD)
        raise Refusal("not-confirmable", Text(zh, en), source=step.clause("after") if step else None)
    candidate = known(state.candidate)
    return AwardConfirmed(
        application=state.id,
        call=known(state.call),
        region=candidate.applicant.region,
        applicant=candidate.applicant.name,
        uscc=known(candidate.applicant.uscc),
        title=candidate.title,
        fen=state.fen,
        by=by,
    )


def _missing(state: Award, track: Track, now: datetime) -> list[Text]:
    missing = []
    if track.decision is not None and state.decision is None:
        missing.append(Text("尚未经政府决策", "There is no decision on it yet"))
    if track.audit is not None and (state.audit is None or state.audit.result != "passed"):
        missing.append(Text("专项审计尚未通过", "The special audit has not been passed"))
    if track.notice is not None and state.notice is None:
        missing.append(Text("尚未公示", "It has not been on public notice"))
    if state.notice is not None and now < state.notice.ends:
        missing.append(Text(f"公示期未满（{day(state.notice.ends)} 零时结束）", f"The public notice runs until {state.notice.ends:%F %R}Z"))
    if state.open_objections:
        missing.append(Text(f"有 {len(state.open_objections)} 件异议未处理", f"{len(state.open_objections)} objections are open"))
    return missing


def withdraw(state: Award, elsewhere: str | None, reason: str | None, by: Filer) -> AwardWithdrawn:
    """The applicant withdraws, until the decision. ``elsewhere``: where it is withdrawn while it is not ranked; None: it is ranked."""
    if state.status is Status.CANDIDATE and elsewhere:
        raise Refusal("held-elsewhere", Text("该申报仍在评审中，请在评审服务撤回", "The case is still under review"), link=elsewhere)
    if state.decision is not None:
        raise Refusal("wrong-status", Text("已经政府决策，不能撤回", "The decision has been made: it cannot be withdrawn any more"))
    require(state, Status.CANDIDATE, Status.PROPOSED, Status.WAITING)
    return AwardWithdrawn(application=state.id, call=known(state.call), reason=reason, by=by)


def revoke(state: Award, reason: str, by: Officer) -> AwardRevoked:
    """Take a confirmed award back before it is paid. An order that is out may be paid all the same: the sum stays held till then."""
    require(state, Status.CONFIRMED, Status.ORDERED, Status.RETURNED)
    require_unnamed(state, reason, "/reason")
    stops = len(state.payments) if state.status is Status.ORDERED else None
    return AwardRevoked(application=state.id, call=known(state.call), fen=state.fen, reason=reason, by=by, stops=stops)


@dataclass(frozen=True, slots=True)
class Demand:
    """Why the money has to be returned, and by when."""

    reason: str
    due: datetime


def claw_back(state: Award, demand: Demand, now: datetime, by: Officer) -> AwardClawedBack:
    """Demand a paid award back, by a day that is still to come."""
    require(state, Status.PAID)
    require_unnamed(state, demand.reason, "/reason")
    if demand.due <= now:
        text = Text("退回期限须晚于现在", "The day by which it has to be returned is still to come")
        raise Refusal("invalid-content", text, (Fault("too-early", "/due", text, f"{day(now)}", f"{day(demand.due)}"),))
    return AwardClawedBack(application=state.id, call=known(state.call), fen=state.fen, reason=demand.reason, due=demand.due, by=by)


def recover(state: Award, voucher: str, by: Officer) -> AwardRecovered:
    """The enterprise has paid it back."""
    require(state, Status.CLAWED_BACK)
    return AwardRecovered(application=state.id, call=known(state.call), fen=state.fen, voucher=voucher, by=by)
