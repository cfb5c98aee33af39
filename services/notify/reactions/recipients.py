"""Who is told: the people and offices behind a role, for one event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from contracts.reporting import reporting_authorities
from contracts.roles import Role
from services.notify.domain import audience
from services.notify.domain.addressing import Recipient, purpose_of
from services.notify.domain.happening import Happening
from services.notify.domain.scope import Scope, bureaus, reports
from services.notify.domain.subject import Subject
from services.notify.reactions.book import Book
from services.notify.streams import EXPERT, OFFICE, ORGANISATION


def offices(role: Role, data: Any, scope: Scope) -> list[str]:
    """The offices of a role that an event concerns: regions, or the USCC of the firm that the event names."""
    match role:
        case Role.COUNTY | Role.CITY | Role.PROVINCE:
            return _bureaus(role, scope) if scope.bureaus and not owner_of(data) else []
        case Role.AGENCY:
            return [data.agency.uscc] if getattr(data, "agency", None) else []
        case Role.AUDIT_FIRM:
            return [data.firm.uscc] if getattr(data, "firm", None) else []
        case Role.FINANCE if getattr(data, "through", None):
            return [data.through.code]
    return [scope.programme.authority.region] if scope.programme else []


def _bureaus(role: Role, scope: Scope) -> list[str]:
    """The bureaus of this level; where the programme goes through who reports to the ministry, those of them who act in this role."""
    if role is not Role.COUNTY and reports(scope):
        return [one.code for one in reporting_authorities(scope.region) if one.role is role]
    return bureaus(role, scope.region)


def owner_of(data: Any) -> str | None:
    """Whose list an event is about, where somebody files a list of its own: no bureau's concern."""
    owner: str | None = getattr(getattr(data, "list", None), "owner", None)
    return owner


def office_streams(roles: Iterable[Role], data: Any, scope: Scope) -> list[str]:
    """The streams that :func:`officers` will read."""
    asked = (role for role in roles if role not in {Role.ENTERPRISE, Role.EXPERT})
    return [OFFICE.stream(role, place) for role in asked for place in offices(role, data, scope)]


def officers(book: Book, role: Role, data: Any, scope: Scope) -> Iterator[Recipient]:
    """Each office's inbox, and the people of it who want to be told themselves."""
    for place in offices(role, data, scope):
        address = audience.office(role, place)
        yield Recipient(address, role, address)
        for one in book.state(OFFICE, role, place).recipients:
            entry = one.entry
            yield Recipient(f"officer/{one.id}", role, "", entry, entry.channels, entry.language, entry.opt_outs)


def expert(book: Book, happening: Happening) -> Iterator[Recipient]:
    """The expert whom the event names, at the contact that it names; nobody for a place that was vacant."""
    data = happening.data
    contact = data.entry.contact if hasattr(data, "entry") else data.contact
    if data.expert is not None and contact is not None:
        account = book.state(EXPERT, data.expert).account
        yield Recipient(f"expert/{data.expert}", Role.EXPERT, audience.person(account), contact, ("email",))


def organisation(book: Book, uscc: str, happening: Happening, subject: Subject | None = None) -> Recipient:
    """An enterprise, at the contact that it chose for such matters."""
    known = book.state(ORGANISATION, uscc)
    contact = known.contact_for(purpose_of(happening.name), subject.contact if subject else None)
    address = audience.organisation(uscc)
    chosen = known.settings
    return Recipient(address, Role.ENTERPRISE, address, contact, chosen.channels, chosen.language, chosen.opt_outs)


def applicant(book: Book, happening: Happening, subject: Subject) -> Recipient:
    """Who applied; what has no USCC (a park, a cluster) is told as the application itself."""
    if subject.uscc:
        return organisation(book, subject.uscc, happening, subject)
    return Recipient(f"applicant/{subject.application}", Role.ENTERPRISE, audience.person(subject.filer), subject.contact, ("email",))
