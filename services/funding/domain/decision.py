"""政府决策: one person prepares, another approves, and may strike single names. The system proposes, people decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.events.funding.proposal import DecisionDiscarded, DecisionMade, DecisionPrepared, Minutes, ProposalMade, Struck
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.money import yuan
from contracts.programme.oversight import Decision as Rule
from contracts.refusal import Fault, Refusal, Text
from services.funding.domain.award import Award, Status
from services.funding.domain.proposal import Proposal
from services.funding.domain.refusals import require_past


def prepare(state: Proposal, call: Call, awards: Mapping[str, Award], by: Officer) -> DecisionPrepared:
    """Put these awards to the decision. Each is proposed, with its sum reserved, and not decided yet."""
    if state.made is None:
        raise Refusal("wrong-status", Text("奖补建议尚未形成", "There is no proposal yet"))
    if state.prepared is not None:
        raise Refusal("conflict", Text("已有一份决策待审定", "A decision waits for approval already"))
    _require_of_round(state.made, awards)
    _require_reserved(awards, state.made.fen)
    _require_undecided(awards)
    amount = sum(award.fen for award in awards.values())
    number = len(state.decisions) + state.discarded + 1
    region = state.made.region
    return DecisionPrepared(call=call, region=region, decision=number, applications=tuple(awards), amount=amount, by=by)


def _require_of_round(made: ProposalMade, awards: Mapping[str, Award]) -> None:
    """Each is a row of this proposal. Of others nothing is said, not even that they are there."""
    rows = {row.application for row in made.rows}
    if unknown := [key for key in awards if key not in rows]:
        zh, en = f"不在该批次的奖补建议中：{'、'.join(unknown[:20])}", f"Not in the proposal of the round: {', '.join(unknown[:20])}"
        places = list(awards)
        faults = tuple(Fault("unknown", f"/applications/{places.index(key)}", Text(zh, en), None, key) for key in unknown)
        raise Refusal("invalid-content", Text(zh, en), faults)


def _require_reserved(awards: Mapping[str, Award], fen: int) -> None:
    """Nothing beyond the cap is put to a decision: who waits has no money reserved."""
    waiting = [key for key, award in awards.items() if award.status is Status.WAITING]
    if waiting:
        zh = f"超出资金总额：{len(waiting)} 家尚在候补，未预留资金（共需 {yuan(fen * len(waiting))}）：{'、'.join(waiting[:20])}"
        en = f"Above the cap: {len(waiting)} of them are on the waiting list, and {yuan(fen * len(waiting))} is not reserved"
        raise Refusal("cap-exceeded", Text(zh, en), tuple(_fault(awards, key, zh, en) for key in waiting))


def _require_undecided(awards: Mapping[str, Award]) -> None:
    wrong = [key for key, award in awards.items() if award.status is not Status.PROPOSED or award.decision is not None]
    if wrong or not awards:
        zh = f"只能决策尚未决策的拟奖补申报：{'、'.join(wrong[:20])}"
        en = f"Only proposed awards that were not decided on can be put to a decision: {', '.join(wrong[:20])}"
        raise Refusal("wrong-status", Text(zh, en), tuple(_fault(awards, key, zh, en) for key in wrong))


def _fault(awards: Mapping[str, Award], key: str, zh: str, en: str) -> Fault:
    return Fault("not-proposed", f"/applications/{list(awards).index(key)}", Text(zh, en), "proposed", awards[key].status.value)


@dataclass(frozen=True, slots=True)
class Approval:
    """The names that the approver struck, the minutes that the decision rests on, and the day (in Shanghai) on which it is made."""

    struck: Sequence[Struck]
    minutes: Minutes | None
    today: date


def approve(state: Proposal, awards: Mapping[str, Award], approval: Approval, rule: Rule | None, by: Officer) -> DecisionMade:
    """Another person approves, without the struck names and without those that fell since (withdrawn, audit failed)."""
    prepared = waiting_for_approval(state)
    _require_second(prepared, rule, by)
    _require_minutes(approval, rule)
    _require_named(prepared, approval.struck)
    struck = approval.struck
    names = {one.application for one in struck}
    standing = [key for key in prepared.applications if awards[key].status is Status.PROPOSED]
    approved = tuple(key for key in standing if key not in names)
    return DecisionMade(
        call=prepared.call,
        region=prepared.region,
        decision=prepared.decision,
        approved=approved,
        struck=tuple(one for one in struck if one.application in standing),
        amount=sum(awards[key].fen for key in approved),
        minutes=approval.minutes,
        prepared_by=prepared.by,
        by=by,
    )


def discard(state: Proposal, reason: str, by: Officer) -> DecisionDiscarded:
    """Not approved, or taken back by who prepared it."""
    prepared = waiting_for_approval(state)
    return DecisionDiscarded(call=prepared.call, decision=prepared.decision, reason=reason, by=by)


def waiting_for_approval(state: Proposal) -> DecisionPrepared:
    if state.prepared is None:
        raise Refusal("wrong-status", Text("没有待审定的决策", "No decision waits for approval"))
    return state.prepared


def _require_second(prepared: DecisionPrepared, rule: Rule | None, by: Officer) -> None:
    if prepared.by.subject == by.subject:
        text = Text("不能审定自己提出的决策", "Who prepared a decision cannot approve it")
        raise Refusal("second-person-required", text, source=rule.clause("approved_by") if rule else None)


def _require_minutes(approval: Approval, rule: Rule | None) -> None:
    minutes = approval.minutes
    if minutes is None and rule is not None and rule.minutes:
        text = Text("须注明会议纪要的编号和日期", "Name the minutes of the meeting, by number and date")
        source = rule.clause("minutes")
        raise Refusal("invalid-content", text, (Fault("missing", "/minutes", text, source=source),), source=source)
    if minutes is not None:
        require_past(minutes.date, approval.today, "/minutes/date")


def _require_named(prepared: DecisionPrepared, struck: Sequence[Struck]) -> None:
    """Each struck name is one of the decision's, and is struck once."""
    left = set(prepared.applications)
    for index, one in enumerate(struck):
        if one.application not in left:
            text = Text("不在待决策名单中，或重复", "Not among the names of the decision, or named twice")
            raise Refusal("invalid-content", text, (Fault("unknown", f"/struck/{index}/application", text, None, one.application),))
        left.remove(one.application)
