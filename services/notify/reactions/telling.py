"""Telling of an event: everybody whom the programme's texts name, each in their language, over their channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts.events.notify.notification import NotificationDue
from contracts.events.notify.roll import BroadcastBegun, RollLeft, Stage
from contracts.events.notify.subject import EventHeld, SubjectTold
from contracts.events.notify.values import Channel, Language, Saying, To
from contracts.programme.notifications import VARIABLES, Notification
from contracts.programme.programmes import Programmes
from contracts.roles import Role
from services.notify.domain import audience
from services.notify.domain.addressing import Recipient
from services.notify.domain.happening import Happening
from services.notify.domain.machine import public_form, told_to_systems
from services.notify.domain.notification import notification_id
from services.notify.domain.scope import Scope, application_of, divisions, governing, scope_of
from services.notify.domain.subject import Subject
from services.notify.domain.values import Facts, values
from services.notify.reactions import recipients
from services.notify.reactions.book import Book
from services.notify.streams import DIRECTORY, EXPERT, ORGANISATION, REGISTER, ROLL, SUBJECT

_FOR_ALL_REGISTERED = "intake.round.opened"
_LEAVING = ("intake.application.withdrawn", "intake.application.rejected", "scoring.case.withdrawn", "funding.award.withdrawn")
Texts = Mapping[Role, Notification]


@dataclass(frozen=True, slots=True)
class Telling:
    """One event, with what is known for it."""

    book: Book
    happening: Happening
    scope: Scope
    facts: Facts
    texts: Texts

    @property
    def name(self) -> str:
        return self.happening.name


def tell(book: Book, happening: Happening, programmes: Programmes) -> None:
    """Tell whom it concerns. What is not known well enough for it yet waits, on the stream of what it waits for."""
    if happening.name not in VARIABLES or _held(book, happening):
        return
    telling = prepare(book, happening, programmes)
    _tell_people(telling)
    _tell_systems(telling)
    subject = telling.facts.subject
    if subject and happening.name in _LEAVING:
        book.on(roll_of(subject), RollLeft(member=subject.application))


def _held(book: Book, happening: Happening) -> bool:
    """Whether it has to wait for its application or its expert."""
    application = application_of(happening)
    if application and not book.state(SUBJECT, application).enough_for(happening.name):
        book.on(SUBJECT.stream(application), EventHeld(held=happening.held()))
        return True
    expert = getattr(happening.data, "expert", None)
    if expert and not book.state(EXPERT, expert).account:
        book.on(EXPERT.stream(expert), EventHeld(held=happening.held()))
        return True
    return False


def prepare(book: Book, happening: Happening, programmes: Programmes, member: str | None = None) -> Telling:
    """What an event is about, its texts and their facts. ``member``: the application of a roll that is told."""
    application = application_of(happening) or member
    subject = book.state(SUBJECT, application) if application else None
    scope = scope_of(happening, subject, programmes)
    expert = getattr(happening.data, "expert", None)
    if expert and not scope.region:
        scope = replace(scope, region=book.state(EXPERT, expert).region)
    programme = scope.programme or governing(scope.region, programmes)
    texts = programme.notifications.texts.get(happening.name, {}) if programme else {}
    listed = len(book.state(ROLL, *_list_key(happening.data)).listed) if hasattr(happening.data, "list") else 0
    return Telling(book, happening, scope, Facts(scope.programme, scope.round, subject, listed), texts)


def _list_key(data: Any) -> tuple[str, str, str]:
    return data.list.programme, data.list.round, data.list.region.code


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
    """The applicant, the organisation itself, or all who are on the rolls of the region: those some at a time."""
    data = telling.happening.data
    if telling.facts.subject:
        tell_applicant(telling)
    elif hasattr(data, "organisation"):
        tell_organisation(telling, data.organisation.uscc)
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


def inform(telling: Telling, recipient: Recipient, text: Notification) -> None:
    """One recipient, over each of their channels."""
    saying = said(telling, text, recipient.language)
    payload = {"type": telling.name, "variables": values(telling.happening, telling.facts, recipient.language)}
    for channel, to in recipient.channels(telling.name, obligatory=text.obligatory):
        telling.book.notify(_due(telling, recipient, (channel, to), (saying, payload, text.obligatory)))


def said(telling: Telling, text: Notification, language: Language) -> Saying:
    """The text, filled in."""
    filled = getattr(text, language).fill(values(telling.happening, telling.facts, language))
    return Saying(title=filled.title, body=filled.body)


def _tell_systems(telling: Telling) -> None:
    """The region's feed, and the endpoints that want to be told of what happens there."""
    if not told_to_systems(telling.name) or not telling.scope.region:
        return
    form = public_form(telling.happening, telling.scope, telling.facts.subject)
    for recipient, way in _systems(telling):
        telling.book.notify(_due(telling, recipient, way, (_said_to_systems(telling, recipient.language), form, True)))


def _said_to_systems(telling: Telling, language: Language) -> Saying:
    """What the bureaus are told; where that is nothing, the event's name."""
    text = telling.texts.get(Role.CITY) or telling.texts.get(Role.COUNTY)
    return said(telling, text, language) if text else Saying(title=telling.name, body=telling.name)


def _systems(telling: Telling) -> Iterator[tuple[Recipient, tuple[Channel, To]]]:
    nowhere = To(name=None, email=None, phone=None, endpoint=None, audience=None)
    system = audience.system(telling.scope.region)
    yield Recipient(system, Role.CITY_SYSTEM, system), ("feed", nowhere.model_copy(update={"audience": system}))
    around = audience.regions_around(telling.scope.region)
    telling.book.expect(DIRECTORY.stream(code) for code in around)
    for code in around:
        for entry in telling.book.state(DIRECTORY, code).wanting(telling.name):
            recipient = Recipient(f"endpoint/{entry.endpoint}", Role.CITY_SYSTEM, "", language=entry.language)
            yield recipient, ("webhook", nowhere.model_copy(update={"endpoint": entry.endpoint}))


def _due(telling: Telling, recipient: Recipient, way: tuple[Channel, To], content: tuple[Saying, Any, bool]) -> NotificationDue:
    scope, subject, (channel, to), (saying, payload, obligatory) = telling.scope, telling.facts.subject, way, content
    return NotificationDue(
        notification=notification_id(telling.happening.ref, recipient.key, channel),
        event=telling.happening.ref,
        recipient=recipient.key,
        role=recipient.role,
        channel=channel,
        to=to,
        language=recipient.language,
        title=saying.title,
        body=saying.body,
        payload=payload,
        obligatory=obligatory,
        application=subject.application if subject else None,
        programme=scope.programme.programme if scope.programme else None,
        round=scope.round,
        region=scope.region,
    )


def roll_of(subject: Subject) -> str:
    """The roll on which an application stands."""
    if subject.call is None or subject.county is None:
        raise LookupError("the application is not known yet")
    return ROLL.stream(subject.call.programme, subject.call.round, subject.county.code)
