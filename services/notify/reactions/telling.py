"""Telling of an event: everybody whom the programme's texts name, each in their language, over their channels."""

from __future__ import annotations

from contracts.events.notify.roll import BroadcastBegun, RollLeft, Stage
from contracts.events.notify.subject import EventHeld, SubjectTold
from contracts.programme.notifications import VARIABLES
from contracts.programme.programmes import Programmes
from contracts.roles import Role
from services.notify.domain.happening import Happening
from services.notify.domain.scope import application_of, divisions
from services.notify.domain.subject import Subject
from services.notify.reactions import recipients
from services.notify.reactions.book import Book
from services.notify.reactions.making import Telling, inform, prepare, said
from services.notify.reactions.systems import tell_systems
from services.notify.streams import EXPERT, ORGANISATION, REGISTER, ROLL, SUBJECT

_FOR_ALL_REGISTERED = "intake.round.opened"
_LEAVING = ("intake.application.withdrawn", "intake.application.rejected", "scoring.case.withdrawn", "funding.award.withdrawn")


def tell(book: Book, happening: Happening, programmes: Programmes) -> None:
    """Tell whom it concerns. What is not known well enough for it yet waits, on the stream of what it waits for."""
    if happening.name not in VARIABLES or _held(book, happening):
        return
    telling = prepare(book, happening, programmes)
    _tell_people(telling)
    tell_systems(telling)
    subject = telling.facts.subject
    if subject and happening.name in _LEAVING:
        book.on(roll_of(subject), RollLeft(member=subject.application))


def _held(book: Book, happening: Happening) -> bool:
    """Whether it has to wait for its application, for the enterprise that it would be sent to, or for its expert."""
    application = application_of(happening)
    if application and not book.state(SUBJECT, application).enough_for(happening.name):
        book.on(SUBJECT.stream(application), EventHeld(held=happening.held()))
        return True
    subject = book.state(SUBJECT, application) if application else Subject()
    if subject.uscc and subject.contact is None and not book.state(ORGANISATION, subject.uscc).name:
        book.on(ORGANISATION.stream(subject.uscc), EventHeld(held=happening.held()))
        return True
    expert = getattr(happening.data, "expert", None)
    if expert and not book.state(EXPERT, expert).account:
        book.on(EXPERT.stream(expert), EventHeld(held=happening.held()))
        return True
    return False


def _tell_people(telling: Telling) -> None:
    book, scope, data = telling.book, telling.scope, telling.happening.data
    book.expect([*recipients.office_streams(telling.texts, data, scope), *_organisation_streams(telling)])
    for role, text in telling.texts.items():
        if role is Role.ENTERPRISE:
            _tell_enterprises(telling)
        elif role is Role.EXPERT:
            for one in recipients.expert(book, telling.happening):
                inform(telling, one, text)
        else:
            for one in recipients.officers(book, role, data, scope):
                inform(telling, one, text)


def _organisation_streams(telling: Telling) -> list[str]:
    subject = telling.facts.subject
    return [ORGANISATION.stream(subject.uscc)] if subject and subject.uscc else []


def _tell_enterprises(telling: Telling) -> None:
    """The applicant, the organisation itself, who files a list of its own, or all on the rolls of the region: those some at a time."""
    data = telling.happening.data
    if telling.facts.subject:
        tell_applicant(telling)
    elif hasattr(data, "organisation"):
        tell_organisation(telling, data.organisation.uscc)
    elif hasattr(data, "list"):
        if owner := recipients.owner_of(data):
            tell_organisation(telling, owner)
    else:
        stage: Stage = "begun" if telling.name.startswith("intake.") else "accepted"
        begun = BroadcastBegun(held=telling.happening.held(), stage=stage)
        for stream in _rolls(telling):
            telling.book.on(stream, begun)


def _rolls(telling: Telling) -> list[str]:
    scope = telling.scope
    if telling.name == _FOR_ALL_REGISTERED or not scope.programme or not scope.round:
        return [REGISTER.stream(code) for code in divisions(scope.region)]
    return [ROLL.stream(scope.programme.programme, scope.round, code) for code in divisions(scope.region)]


def tell_applicant(telling: Telling) -> None:
    """The applicant, and its timeline. A broadcast of one track is for the applicants of that track."""
    subject, text = telling.facts.subject, telling.texts.get(Role.ENTERPRISE)
    track = getattr(getattr(telling.happening.data, "call", None), "track", None)
    if subject is None or subject.call is None or text is None or (track and track != subject.call.track):
        return
    inform(telling, recipients.applicant(telling.book, telling.happening, subject), text)
    zh, en = (said(telling, text, language) for language in ("zh", "en"))
    if all(step.event.id != telling.happening.id for step in telling.book.state(SUBJECT, subject.application).steps):
        telling.book.on(SUBJECT.stream(subject.application), SubjectTold(event=telling.happening.ref, zh=zh, en=en))


def tell_organisation(telling: Telling, uscc: str) -> None:
    """An enterprise, whether it applied or not."""
    if text := telling.texts.get(Role.ENTERPRISE):
        inform(telling, recipients.organisation(telling.book, uscc, telling.happening), text)


def roll_of(subject: Subject) -> str:
    """The roll on which an application stands."""
    if subject.call is None or subject.county is None:
        raise LookupError("the application is not known yet")
    return ROLL.stream(subject.call.programme, subject.call.round, subject.county.code)
