"""Who may see and do what in notify: role × region × assignment, as plain functions of a verified caller.

Nobody learns more than a 404 of what they may not see; who sees a thing but may not act on it gets a 403.
"""

from __future__ import annotations

from contracts.refusal import Refusal, Text
from contracts.roles import Role
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.notify.domain import audience
from services.notify.domain.notification import Notification
from services.notify.domain.subject import Subject

APPLICANTS = frozenset({Role.ENTERPRISE, Role.PROVIDER})
BUREAUS = frozenset({Role.COUNTY, Role.CITY, Role.PROVINCE, Role.MINISTRY})
READERS = BUREAUS | {Role.APPROVER, Role.OVERSEER}
FIRMS = frozenset({Role.AGENCY, Role.AUDIT_FIRM})
REGIONAL = READERS | {Role.FINANCE}
READ, WRITE = "applications:read", "applications:write"

_COUNTY_KNOWS = [Role.ENTERPRISE.value, Role.COUNTY.value]


def audiences(caller: Principal) -> list[str]:
    """Whose inboxes the caller reads: their own, their enterprise's, those of their offices, each of this very region."""
    if caller.kind != "person":
        return []
    found = [audience.person(caller.subject)]
    if caller.organisation and APPLICANTS & caller.roles:
        found.append(audience.organisation(caller.organisation))
    if caller.organisation:
        found += [audience.office(role, caller.organisation) for role in sorted(FIRMS & caller.roles)]
    return found + [audience.office(role, region) for role in sorted(REGIONAL & caller.roles) for region in caller.regions]


def owns(caller: Principal, subject: Subject) -> bool:
    """Whether the application is the caller's own: an enterprise's by its USCC, a system's by having filed it."""
    if caller.kind == "system":
        return READ in caller.scopes and subject.filer == caller.subject
    return bool(APPLICANTS & caller.roles) and subject.uscc is not None and subject.uscc == caller.organisation


def examines(caller: Principal, subject: Subject) -> bool:
    """Whether the caller reads for a bureau around the application, which is no mere draft."""
    covered = subject.county is not None and caller.covers(subject.county.code)
    return caller.kind == "person" and bool(READERS & caller.roles) and subject.filed and covered


def require_timeline(caller: Principal, subject: Subject) -> None:
    """The applicant's, and the bureaus'; a 404 for everybody else."""
    if subject.call is None or not (owns(caller, subject) or examines(caller, subject)):
        raise unknown("没有这件申报", "There is no such application")


def require_ledger(caller: Principal, subject: Subject) -> None:
    """Who was told what is for the bureaus and overseers of the application's region."""
    if subject.call is None or not examines(caller, subject):
        require_timeline(caller, subject)
        raise forbidden("、".join(sorted(READERS)))


def visible(caller: Principal) -> Document:
    """The filter on the rows of a ledger: a county knows what its enterprises and its like were told, and nothing of experts."""
    above = (READERS - {Role.COUNTY}) & caller.roles
    return {} if above else {"role": {"$in": _COUNTY_KNOWS}}


def sees(caller: Principal, state: Notification, endpoint_client: str = "") -> bool:
    """Whether the caller may know of a notification: its reader, a bureau around it, or the system whose endpoint it went to."""
    sent = state.sent
    if sent is None:
        return False
    if caller.kind == "system":
        own = sent.channel == "webhook" and endpoint_client == caller.subject
        return own or (sent.channel == "feed" and caller.covers(sent.region))
    if sent.channel == "inbox" and sent.to.audience in audiences(caller):
        return True
    known = not visible(caller) or sent.role in _COUNTY_KNOWS
    return bool(READERS & caller.roles) and caller.covers(sent.region) and known


def require_seen(caller: Principal, state: Notification, endpoint_client: str = "") -> None:
    """A 404 for what is not there and for what the caller may not see: the two cannot be told apart."""
    if not sees(caller, state, endpoint_client):
        raise unknown("没有这条通知", "There is no such notification")


def require_redelivery(caller: Principal, state: Notification, endpoint_client: str = "") -> None:
    """A bureau of the region sends again; a system what went to its own endpoint."""
    require_seen(caller, state, endpoint_client)
    sent = state.sent
    officer = sent is not None and bool(BUREAUS & caller.roles) and caller.covers(sent.region)
    if caller.kind != "system" and not officer:
        raise forbidden("、".join(sorted(BUREAUS)))


def require_reader(caller: Principal, state: Notification, endpoint_client: str = "") -> None:
    """Only who was told can say that they know."""
    require_seen(caller, state, endpoint_client)
    sent = state.sent
    if caller.kind != "system" and (sent is None or sent.to.audience not in audiences(caller)):
        raise forbidden("收件人 the recipient")


def require_settings(caller: Principal, uscc: str) -> None:
    """An enterprise's own people."""
    if caller.kind != "person" or not APPLICANTS & caller.roles or caller.organisation != uscc:
        raise unknown("没有登记这个单位", "There is no such organisation")


def require_office(caller: Principal, role: str, place: str) -> None:
    """One's own office: of this role and of this very region or firm."""
    own = caller.organisation == place if role in FIRMS else role in REGIONAL and place in caller.regions
    if caller.kind != "person" or role not in caller.roles or not own:
        raise unknown("没有这个单位", "There is no such office")


def unknown(zh: str, en: str) -> Refusal:
    return Refusal("not-found", Text(zh, en))


def forbidden(required: str) -> Refusal:
    """A 403 that says who may."""
    return Refusal("forbidden", Text(f"此操作须由 {required} 办理", f"This is for: {required}"))
