"""政府决策: one person prepares, another approves, and may strike single names. The system proposes, people decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.events.funding.proposal import DecisionDiscarded, DecisionMade, DecisionPrepared, Minutes, Struck
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.money import yuan
from contracts.refusal import Fault, Refusal, Text
from services.funding.domain.award import Award, Status
from services.funding.domain.proposal import Proposal


def prepare(state: Proposal, call: Call, awards: Mapping[str, Award], by: Officer) -> DecisionPrepared:
    """Put these awards to the decision. Each is proposed, with its sum reserved, and not decided yet."""
    if state.made is None:
        raise Refusal("wrong-status", Text("奖补建议尚未形成", "There is no proposal yet"))
    if state.prepared is not None:
        raise Refusal("conflict", Text("已有一份决策待审定", "A decision waits for approval already"))
    _require_reserved(awards, state.made.fen)
    _require_undecided(awards)
    amount = sum(award.fen for award in awards.values())
    number = len(state.decisions) + state.discarded + 1
    region = state.made.region
    return DecisionPrepared(call=call, region=region, decision=number, applications=tuple(awards), amount=amount, by=by)


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
    """The names that the approver struck, and the minutes that the decision rests on."""

    struck: Sequence[Struck]
    minutes: Minutes


def approve(state: Proposal, awards: Mapping[str, Award], approval: Approval, by: Officer) -> DecisionMade:
    """Another person approves, without the struck names and without those that fell since (withdrawn, audit failed)."""
    prepared = waiting_for_approval(state)
    _require_second(prepared, by)
    struck = approval.struck
    names = [one.application for one in struck]
    for index, name in enumerate(names):
        if name not in prepared.applications or names.index(name) != index:
            text = Text("不在待决策名单中，或重复", "Not among the names of the decision, or named twice")
            raise Refusal("invalid-content", text, (Fault("unknown", f"/struck/{index}/application", text, None, name),))
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


def _require_second(prepared: DecisionPrepared, by: Officer) -> None:
    if prepared.by.subject == by.subject:
        raise Refusal("second-person-required", Text("不能审定自己提出的决策", "Who prepared a decision cannot approve it"))
