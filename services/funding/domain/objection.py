"""异议: by anyone under the real name, within the notice's period; an open one blocks its award only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from contracts.days import SHANGHAI, after, day
from contracts.events.funding.notice import Evidence, ObjectionLodged, ObjectionResolved, Objector
from contracts.events.parties import Officer
from contracts.personal import mentions, number_alone
from contracts.programme.oversight import Notice as NoticeRule
from contracts.refusal import Fault, Refusal, Text
from services.funding.domain.award import Award, Objection, Status, known
from services.funding.domain.refusals import require_past

Via = Literal["online", "letter", "call"]
Outcome = Literal["upheld", "dismissed"]


@dataclass(frozen=True, slots=True)
class Said:
    """What is objected, by whom, to which notice, and how it came: ``by`` is the officer who entered a letter or a call.

    ``region`` is the authority's, which has to answer. ``begins``: of the notice's period. ``received_on`` is the day (in Shanghai) on
    which a letter or call came; None: now.
    """

    region: str
    notice: int
    begins: datetime
    objector: Objector
    text: str
    via: Via = "online"
    by: Officer | None = None
    received_on: date | None = None

    def came(self, now: datetime) -> datetime:
        """When it counts as received: now, or with the beginning of the day that is named."""
        return datetime.combine(self.received_on, time(), SHANGHAI) if self.received_on else now


STANDING = (Status.CONFIRMED, Status.ORDERED, Status.RETURNED, Status.PAID)
"""An award that stands already when an objection that came in time is entered: the bureau decides what follows."""


def require_noticed(state: Award, said: Said, rule: NoticeRule, now: datetime) -> None:
    """The award stands in this notice, and it came within its period. What else became of the award is not the public's to know.

    What an officer enters later is taken as well, for an award that stands already too.
    """
    shown = state.notice
    if shown is None or shown.number != said.notice:
        raise Refusal("not-found", Text("该公示中没有这件申报", "There is no such application in the notice"))
    if said.received_on is not None:
        _require_came_meanwhile(said, said.received_on, now)
    if said.came(now) >= shown.ends:
        zh, en = f"公示期已于 {day(shown.ends)} 零时结束", f"The notice ended at {shown.ends:%Y-%m-%d %H:%M} UTC"
        raise Refusal("objection-late", Text(zh, en), source=rule.clause("objections"))
    if state.status is not Status.PROPOSED and (said.by is None or state.status not in STANDING):
        raise Refusal("wrong-status", Text("该申报已不在拟奖补名单中", "The application is no longer proposed for an award"))


def _require_came_meanwhile(said: Said, received_on: date, now: datetime) -> None:
    """An officer names the day of a letter or a call: one since the notice, and not to come."""
    if said.by is None:
        text = Text("收到日期仅用于登记来信、来电异议", "The day of receipt is for a letter or a call that an officer enters")
        raise Refusal("invalid-content", text, (Fault("unexpected", "/received_on", text),))
    require_past(received_on, day(now), "/received_on")
    if received_on < (since := day(said.begins)):
        text = Text(f"收到日期早于公示发布日期 {since}", f"The notice was published on {since}: nothing can have come before")
        raise Refusal("invalid-content", text, (Fault("too-early", "/received_on", text, since.isoformat(), received_on.isoformat()),))


def lodge(state: Award, said: Said, files: tuple[str, Sequence[Evidence]], rule: NoticeRule, now: datetime) -> ObjectionLodged:
    """Object to an award in the period of its public notice. ``files``: the new objection's id, and its evidence."""
    require_noticed(state, said, rule, now)
    objection, evidence = files
    return ObjectionLodged(
        application=state.id,
        call=known(state.call),
        region=said.region,
        objection=objection,
        notice=said.notice,
        objector=said.objector,
        text=said.text,
        files=tuple(evidence),
        via=said.via,
        due=after(said.came(now), rule.answer_within),
        by=said.by,
        received_on=said.received_on,
    )


Consequence = Literal["confirmation-waits", "payment-waits", "bureau-decides"]


def consequence(state: Award) -> Consequence:
    """What an open objection keeps from happening; where the payment is out, the bureau decides on revocation or clawback."""
    if state.status is Status.PROPOSED:
        return "confirmation-waits"
    return "payment-waits" if state.status in (Status.CONFIRMED, Status.RETURNED) else "bureau-decides"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one objection, with its reasons, which the applicant reads too."""

    objection: str
    outcome: Outcome
    reasons: str


def resolve(state: Award, answer: Answer, by: Officer) -> ObjectionResolved:
    """Answer it, once, with reasons. An award that fell meanwhile, or stands already, keeps nobody from the answer."""
    found = find(state, answer.objection)
    if found.outcome is not None:
        raise Refusal("conflict", Text("该异议已处理", "The objection has been resolved already"))
    require_unnamed(state, answer.reasons, "/reasons")
    return ObjectionResolved(
        application=state.id,
        call=known(state.call),
        region=found.lodged.region,
        objection=answer.objection,
        outcome=answer.outcome,
        reasons=answer.reasons,
        by=by,
    )


_SHORTEST = 4
"""Characters of an organisation's name that can be found in a text without being found everywhere."""


_NAMED = Text(
    "企业或公众会看到这段文字：其中有不得提及的人或单位（姓名、电话、邮箱、单位名称或统一社会信用代码）",
    "This is read by others: it names somebody who must not be named (name, telephone, e-mail, organisation or credit code)",
)


def require_unnamed(state: Award, text: str | None, pointer: str) -> None:
    """What somebody else writes, and the applicant or the public reads, gives away nobody who objected to the award.

    Auditors, approvers and finance may not know either who objected: the refusal does not say whom it has found, nor that they objected.
    What applicants write themselves is theirs alone to read, and is not held against it: they would learn by trying who objected.
    """
    who = (value for each in state.objections for value in _known_by(each.lodged.objector, state))
    if text is not None and any(mentions(text, value) for value in who):
        raise Refusal("invalid-content", _NAMED, (Fault("must-not-name", pointer, _NAMED),))


def _known_by(who: Objector, state: Award) -> Iterator[str]:
    """By what one who objects can be told. An organisation that the applicant is itself says nothing."""
    yield who.name
    if who.phone:
        yield from number_alone(who.phone)
    if who.email:
        yield who.email
    if who.uscc and who.uscc != state.uscc:
        yield who.uscc
    if who.organisation and len(who.organisation) >= _SHORTEST and not mentions(_applicant(state), who.organisation):
        yield who.organisation


def _applicant(state: Award) -> str:
    return state.candidate.applicant.name if state.candidate else ""


def find(state: Award, objection: str) -> Objection:
    for each in state.objections:
        if each.id == objection:
            return each
    raise Refusal("not-found", Text("没有这件异议", "There is no such objection"))
