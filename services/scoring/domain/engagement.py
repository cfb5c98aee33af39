"""What one expert has taken on in one review: the cases, the due date, the undertaking."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.parties import Contact, Officer
from contracts.events.scoring.assignment import AssignmentExtended, AssignmentMade, AssignmentReminded, AssignmentSpared, UndertakingSigned
from contracts.refusal import Fault, Refusal, Text
from services.scoring.domain.undertaking import Undertaking


class Signature(BaseModel):
    """``text``: the digest of the words that were signed."""

    model_config = ConfigDict(frozen=True)
    text: str
    by: Officer
    at: datetime


class Engagement(BaseModel):
    """``cases`` are all that the expert was ever drawn for in this review; who holds a place now, the cases themselves say.

    ``remind`` is when missing sheets are to be asked for; None once that was done, until the due date moves.
    """

    model_config = ConfigDict(frozen=True)
    review: Call | None = None
    expert: str = ""
    contact: Contact | None = None
    cases: tuple[str, ...] = ()
    due: datetime | None = None
    remind: datetime | None = None
    signature: Signature | None = None


def fold(state: Engagement, event: Event, at: datetime) -> Engagement:
    match event:
        case AssignmentMade():
            fresh = tuple(case for case in event.cases if case not in state.cases)
            known = {"review": event.review, "expert": event.expert, "contact": event.contact, "due": event.due}
            # who is drawn when the reminder is over has just been told
            remind = event.remind if event.remind > at else state.remind
            return state.model_copy(update={**known, "cases": (*state.cases, *fresh), "remind": remind})
        case AssignmentExtended():
            return state.model_copy(update={"due": event.due, "remind": event.remind if event.remind > at else None})
        case AssignmentReminded() | AssignmentSpared():
            return state.model_copy(update={"remind": None})
        case UndertakingSigned():
            return state.model_copy(update={"signature": Signature(text=event.text, by=event.by, at=at)})
    return state


def sign(state: Engagement, words: Undertaking, signed: str, name: str, by: Officer) -> list[Event]:
    """Sign the undertaking: its present words, in the expert's own name. Signed already, it is signed."""
    contact = state.contact
    if state.review is None or contact is None:
        raise Refusal("not-found", Text("没有这个评审，或您不是其专家", "There is no such review, or you are not one of its experts"))
    faults = []
    if signed != words.digest:
        text = Text("签署的不是现行承诺书文本，请重新阅读", "These are not the words of the undertaking as it stands: read it again")
        faults.append(Fault("other-text", "/text", text, words.digest, signed))
    if name != contact.name:
        faults.append(Fault("other-name", "/name", Text("应为专家本人登记的姓名", "Sign with the name that you are registered under")))
    if faults:
        raise Refusal("invalid-content", Text("承诺书未签署", "The undertaking was not signed"), tuple(faults))
    if state.signature is not None and state.signature.text == signed:
        return []
    return [UndertakingSigned(review=state.review, expert=state.expert, text=signed, by=by)]


def require_signed(state: Engagement, link: str) -> None:
    """Nothing of a case is opened before the undertaking is signed."""
    if state.signature is None:
        text = Text("请先签署评审承诺书（无利害关系、保密），再查阅案例", "Sign the undertaking before you open a case")
        raise Refusal("undertaking-required", text, link=link)


def remind(state: Engagement, missing: int, due: datetime) -> list[Event]:
    """Remind the expert of ``missing`` sheets, due at the review's ``due``; that none is missing is noted, and nobody is told."""
    if state.review is None or state.contact is None:
        return []
    if not missing:
        return [AssignmentSpared(review=state.review, expert=state.expert)]
    return [AssignmentReminded(review=state.review, expert=state.expert, contact=state.contact, cases=missing, due=due)]
