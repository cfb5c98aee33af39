"""What notify keeps of upstream's events: applications, organisations, experts, and the rolls on which they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from contracts.events.event import Event
from contracts.events.intake.application import ApplicationDrafted, ApplicationResubmitted, ApplicationSubmitted
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.intake.list import ListFiled, ListLeft, ListSupplemented
from contracts.events.intake.organisation import OrganisationAmended, OrganisationRegistered
from contracts.events.notify.expert import ExpertKnown
from contracts.events.notify.organisation import OrganisationKnown
from contracts.events.notify.roll import ListCounted, RollEntered, RollLeft, Stage
from contracts.events.notify.subject import EventReleased, SubjectKnown
from contracts.events.notify.values import Held
from contracts.events.scoring.expert import ExpertAmended, ExpertRegistered
from contracts.programme.programmes import Programmes
from services.notify.domain.expert import Expert
from services.notify.domain.happening import Happening
from services.notify.domain.scope import list_key
from services.notify.domain.subject import Subject
from services.notify.reactions.book import Book
from services.notify.reactions.making import prepare
from services.notify.reactions.telling import roll_of, tell, tell_applicant, tell_organisation
from services.notify.streams import EXPERT, ORGANISATION, REGISTER, ROLL, SUBJECT

Learn = Callable[[Book, Happening, Programmes], None]


def _organisation(book: Book, happening: Happening, programmes: Programmes) -> None:
    entry = happening.data.organisation
    known = book.state(ORGANISATION, entry.uscc)
    before = known.division
    division = entry.address.division
    book.on(
        ORGANISATION.stream(entry.uscc),
        OrganisationKnown(uscc=entry.uscc, name=entry.name, division=division, contact=entry.contact),
    )
    if before and before.code != division.code:
        book.on(REGISTER.stream(before.code), RollLeft(member=entry.uscc))
    if before is None or before.code != division.code:
        for held in _enter(book, REGISTER.stream(division.code), entry.uscc, "begun", happening):
            tell_organisation(prepare(book, Happening.of(held), programmes), entry.uscc)
    _release(book, ORGANISATION.stream(entry.uscc), known.held, programmes)


def _drafted(book: Book, happening: Happening, programmes: Programmes) -> None:
    data: ApplicationDrafted = happening.data
    book.on(
        SUBJECT.stream(data.application),
        SubjectKnown(
            application=data.application,
            call=data.call,
            applicant=data.applicant,
            uscc=data.uscc,
            county=data.region,
            filer=data.by.subject,
            case=None,
            contact=None,
            accepted=False,
        ),
    )
    _join(book, data.application, "begun", happening, programmes)


def _filed(book: Book, happening: Happening, programmes: Programmes) -> None:
    """The content says who applies, from where, and whom to tell. Who moved to another county stands on that one's roll."""
    before = book.state(SUBJECT, happening.data.application)
    left = roll_of(before)
    _know(book, before, happening, programmes)
    if roll_of(book.state(SUBJECT, before.application)) != left:
        book.on(left, RollLeft(member=before.application))
        _join(book, before.application, "begun", happening, programmes)


def _accepted(book: Book, happening: Happening, programmes: Programmes) -> None:
    data: ApplicationAccepted = happening.data
    before = book.state(SUBJECT, data.application)
    _know(book, before, happening, programmes, accepted=True)
    _join(book, data.application, "accepted", happening, programmes)
    _release(book, SUBJECT.stream(data.application), before.held, programmes)


def _know(book: Book, before: Subject, happening: Happening, programmes: Programmes, *, accepted: bool = False) -> None:
    content = happening.content
    if before.call is None or content is None:
        raise LookupError(f"application {happening.data.application} was never drafted")
    applicant = content.applicant
    known = SubjectKnown(
        application=before.application,
        call=before.call,
        applicant=applicant.name,
        uscc=applicant.uscc,
        county=applicant.region,
        filer=before.filer,
        case=content.title,
        contact=applicant.contact,
        accepted=accepted or before.accepted,
        direct=programmes.track(before.call).is_direct(content.form),
    )
    book.on(SUBJECT.stream(before.application), known)


def _join(book: Book, application: str, stage: Stage, happening: Happening, programmes: Programmes) -> None:
    """Put an application on its roll, and tell its applicant what all were told before we heard of it."""
    roll = roll_of(book.state(SUBJECT, application))
    for held in _enter(book, roll, application, stage, happening):
        tell_applicant(prepare(book, Happening.of(held), programmes, application))


def _enter(book: Book, stream: str, member: str, stage: Stage, happening: Happening) -> list[Held]:
    category, *key = stream.split("/")
    roll = book.state(REGISTER if category == REGISTER.category else ROLL, *key)
    entered = RollEntered(member=member, stage=stage, since=happening.at)
    book.on(stream, entered)
    return roll.missed(member, roll.after(entered))


def _release(book: Book, stream: str, held: tuple[Held, ...], programmes: Programmes) -> None:
    """Tell of what waited, in the order in which it happened."""
    for one in sorted(held, key=lambda one: (one.event.at, one.event.id)):
        book.on(stream, EventReleased(event=one.event.id))
        tell(book, Happening.of(one), programmes)


def _expert(book: Book, happening: Happening, programmes: Programmes) -> None:
    data: ExpertRegistered | ExpertAmended = happening.data
    before: Expert = book.state(EXPERT, data.expert)
    region = data.region if isinstance(data, ExpertRegistered) else before.region
    known = ExpertKnown(expert=data.expert, region=region, account=data.entry.account, contact=data.entry.contact)
    book.on(EXPERT.stream(data.expert), known)
    _release(book, EXPERT.stream(data.expert), before.held, programmes)


def _listed(book: Book, happening: Happening, _programmes: Programmes) -> None:
    """How many stand on a filed list; its events come in order."""
    data, key = happening.data, list_key(happening.data.list)
    before = book.state(ROLL, *key).listed
    match data:
        case ListFiled():
            now = tuple(entry.application for entry in data.entries)
        case ListSupplemented():
            now = (*before, *(entry.application for entry in data.added))
        case _:
            now = tuple(application for application in before if application != data.application)
    if now != before:
        book.on(ROLL.stream(*key), ListCounted(applications=now))


LEARN: Mapping[type[Event], Learn] = MappingProxyType(
    {
        OrganisationRegistered: _organisation,
        OrganisationAmended: _organisation,
        ApplicationDrafted: _drafted,
        ApplicationSubmitted: _filed,
        ApplicationResubmitted: _filed,
        ApplicationAccepted: _accepted,
        ListFiled: _listed,
        ListSupplemented: _listed,
        ListLeft: _listed,
        ExpertRegistered: _expert,
        ExpertAmended: _expert,
    }
)
