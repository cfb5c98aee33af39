"""Who may see and do what in funding: role × region × assignment, as plain functions of a verified caller.

Nobody learns more than a 404 of what they may not see; who sees a thing but may not act on it gets a 403.
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts.refusal import Refusal, Text
from contracts.roles import Role
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.funding.domain.award import Award, Status
from services.funding.funding import NO_AWARD

APPLICANTS = frozenset({Role.ENTERPRISE, Role.PROVIDER})
CITY = frozenset({Role.CITY, Role.PROVINCE, Role.MINISTRY})
"""The bureau that issued a programme, at whatever level."""
READERS = CITY | {Role.COUNTY, Role.APPROVER, Role.FINANCE, Role.OVERSEER}
READ, WRITE = "funding:read", "funding:write"

_NOTHING: Document = {"_id": None}


def owns(caller: Principal, state: Award) -> bool:
    """Whether it is the caller's own enterprise's."""
    return bool(APPLICANTS & caller.roles) and state.uscc is not None and state.uscc == caller.organisation


def audits(caller: Principal, state: Award) -> bool:
    """Whether the caller acts for the firm that audits it."""
    return Role.AUDIT_FIRM in caller.roles and state.audit is not None and state.audit.firm.uscc == caller.organisation


def oversees(caller: Principal, region: str) -> bool:
    """Whether the caller acts for a bureau, a finance office or the supervision of a region that covers this one."""
    return bool(READERS & caller.roles) and bool(region) and caller.covers(region)


def sees(caller: Principal, state: Award) -> bool:
    """Whether the caller may know of the application here."""
    region = state.candidate.applicant.region.code if state.candidate else ""
    return owns(caller, state) or oversees(caller, region) or audits(caller, state)


def visible(caller: Principal) -> Document:
    """The filter for the awards that the caller may see."""
    some: list[Document] = []
    if APPLICANTS & caller.roles and caller.organisation:
        some.append({"uscc": caller.organisation})
    if Role.AUDIT_FIRM in caller.roles and caller.organisation:
        some.append({"firm": caller.organisation})
    if READERS & caller.roles and caller.regions:
        some.append({"within": {"$in": list(caller.regions)}})
    return {"$or": some} if some else _NOTHING


def visible_regions(caller: Principal) -> Document:
    """The filter for what belongs to a whole region (proposals, decisions, notices before they are public)."""
    return {"within": {"$in": list(caller.regions)}} if READERS & caller.roles and caller.regions else _NOTHING


def require_seen(caller: Principal, state: Award) -> None:
    """A 404 for what is not there and for what the caller may not see: the two cannot be told apart."""
    if state.status is Status.NONE or not sees(caller, state):
        raise Refusal("not-found", NO_AWARD)


def require_region(caller: Principal, region: str, roles: Iterable[str], missing: Text) -> None:
    """The caller acts in one of these roles for a region that covers this one."""
    if not oversees(caller, region):
        raise Refusal("not-found", missing)
    if not caller.roles & set(roles):
        raise forbidden("、".join(roles))


def forbidden(required: str, source: str | None = None) -> Refusal:
    """A 403 that says who may."""
    return Refusal("forbidden", Text(f"此操作须由 {required} 办理", f"This is for: {required}"), source=source)


def require_reading(caller: Principal) -> None:
    """The caller may read at all: a person, or a system whose key says so."""
    if caller.kind == "system" and READ not in caller.scopes:
        raise forbidden(f"scope {READ}")
