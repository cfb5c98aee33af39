"""Broadcasts: all on a roll are told of one event, a page in each commit."""

from __future__ import annotations

from functools import cache

from contracts.programme.programmes import Programmes
from services.chassis.decisions import Decide, Decision, Streams
from services.chassis.mongo import Document
from services.notify.domain.happening import Happening
from services.notify.reactions.book import Book
from services.notify.reactions.making import prepare
from services.notify.reactions.telling import tell_applicant, tell_organisation
from services.notify.streams import ORGANISATION, REGISTER, ROLL, SUBJECT

_programmes = cache(Programmes.all_published)


def tell_page_of_roll(row: Document) -> Decide:
    """Tell the next applicants on a round's roll."""
    key = row["_id"].split("/")

    def decide(streams: Streams) -> Decision:
        book = Book(streams)
        broadcast = (roll := book.state(ROLL, *key)).open
        if broadcast is None:
            return Decision()
        members, advanced = roll.page(broadcast)
        book.expect(SUBJECT.stream(member) for member in members)
        subjects = [book.state(SUBJECT, member) for member in members]
        book.expect(ORGANISATION.stream(subject.uscc) for subject in subjects if subject.uscc)
        for member in members:
            tell_applicant(prepare(book, Happening.of(broadcast.held), _programmes(), member))
        book.on(ROLL.stream(*key), advanced)
        return book.decision()

    return decide


def tell_page_of_register(row: Document) -> Decide:
    """Tell the next enterprises of a county."""
    key = row["_id"]

    def decide(streams: Streams) -> Decision:
        book = Book(streams)
        broadcast = (register := book.state(REGISTER, key)).open
        if broadcast is None:
            return Decision()
        members, advanced = register.page(broadcast)
        book.expect(ORGANISATION.stream(member) for member in members)
        for member in members:
            tell_organisation(prepare(book, Happening.of(broadcast.held), _programmes()), member)
        book.on(REGISTER.stream(key), advanced)
        return book.decision()

    return decide
