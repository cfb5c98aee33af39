"""Who may see and do what in funding: role × region × assignment, as plain functions of a verified caller.

Nobody learns more than a 404 of what they may not see; who sees a thing but may not act on it gets a 403.
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Refusal, Text
from contracts.roles import ISSUERS, Role
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.funding.domain.award import Award, Status
from services.funding.funding import NO_AWARD

NO_PROPOSAL = Text("没有这个批次的奖补建议，或排序尚未送达", "There is no such proposal, or its ranking has not come yet")
NO_FUND = Text("没有这笔资金", "There is no such fund")
NO_AUDIT = Text("没有这项专项审计", "There is no such special audit")
NO_FILE = Text("没有这个文件", "There is no such file")

APPLICANTS = frozenset({Role.ENTERPRISE, Role.PROVIDER})
CITY = ISSUERS
"""The bureau that issued a programme, at whatever level."""
READERS = CITY | {Role.APPROVER, Role.FINANCE, Role.OVERSEER}
WATCHERS = CITY | {Role.OVERSEER}
READ, WRITE = "funding:read", "funding:write"

_NOTHING: Document = {"_id": None}


def owns(caller: Principal, state: Award) -> bool:
    """Whether it is the caller's own: an enterprise's by its USCC, a system's by having filed it."""
    if caller.kind == "system":
        return state.filer is not None and state.filer == caller.subject
    return bool(APPLICANTS & caller.roles) and state.uscc is not None and state.uscc == caller.organisation


def audits(caller: Principal, state: Award) -> bool:
    """Whether the caller acts for the firm that audits it."""
    return state.audit is not None and acts_for(caller, state.audit.firm.uscc)


def acts_for(caller: Principal, firm: str) -> bool:
    """Whether the caller acts for this audit firm."""
    return Role.AUDIT_FIRM in caller.roles and caller.organisation == firm


def oversees(caller: Principal, region: str) -> bool:
    """Whether the caller acts for a bureau, a finance office or the supervision of a region that covers this one."""
    return bool(READERS & caller.roles) and bool(region) and caller.covers(region)


def reads_everything(caller: Principal, authority: str) -> bool:
    """Whether the caller is of an office that reads everything of a programme of this region: a county reads where its applications
    stand, unless it has issued the programme itself."""
    offices = READERS if caller.covers(authority) else READERS - {Role.COUNTY}
    return bool(offices & caller.roles)


def sees(caller: Principal, state: Award) -> bool:
    """Whether the caller may know of the award. An audit firm knows of its audits only: applicant, title and due day."""
    return owns(caller, state) or oversees(caller, region_of(state))


def sees_audit(caller: Principal, state: Award) -> bool:
    """Whether the caller may know of the award's special audit, its findings and its report."""
    return state.audit is not None and (audits(caller, state) or oversees(caller, region_of(state)))


def region_of(state: Award) -> str:
    """The applicant's county; "" for what is not known here."""
    return state.candidate.applicant.region.code if state.candidate else ""


def visible(caller: Principal) -> Document:
    """The filter for the awards that the caller may see."""
    if caller.kind == "system":
        return {"filer": caller.subject}
    some: list[Document] = []
    if APPLICANTS & caller.roles and caller.organisation:
        some.append({"uscc": caller.organisation})
    if READERS & caller.roles and caller.regions:
        some.append({"within": {"$in": list(caller.regions)}})
    return {"$or": some} if some else _NOTHING


def visible_audits(caller: Principal) -> Document:
    """The filter for the special audits that the caller may see."""
    some: list[Document] = []
    if Role.AUDIT_FIRM in caller.roles and caller.organisation:
        some.append({"firm": caller.organisation})
    if READERS & caller.roles and caller.regions:
        some.append({"firm": {"$type": "string"}, "within": {"$in": list(caller.regions)}})
    return {"$or": some} if some else _NOTHING


def visible_regions(caller: Principal) -> Document:
    """The filter for what belongs to a whole region (proposals, decisions, notices before they are public)."""
    return {"within": {"$in": list(caller.regions)}} if READERS & caller.roles and caller.regions else _NOTHING


def require_seen(caller: Principal, state: Award) -> None:
    """A 404 for what is not there and for what the caller may not see: the two cannot be told apart."""
    if state.status is Status.NONE or not sees(caller, state):
        raise Refusal("not-found", NO_AWARD)


def require_city(caller: Principal, region: str) -> None:
    """The caller acts for the bureau of the region that a programme was issued for."""
    require_region(caller, region, CITY, NO_PROPOSAL)


def acts(caller: Principal, region: str, roles: Iterable[str]) -> bool:
    """Whether the caller acts in one of these roles for the very region that a programme was issued for: one above it watches."""
    return bool(caller.roles & set(roles)) and region in caller.regions


def require_authority(caller: Principal, state: Award, region: str, roles: Iterable[str] = CITY) -> None:
    """The caller acts in one of these roles for the region that the programme was issued for (``region``), none above and none below."""
    require_seen(caller, state)
    if not acts(caller, region, roles):
        raise forbidden("、".join(sorted(roles)))


def awarding(track: Track) -> frozenset[str]:
    """Who confirms awards, by the programme."""
    return stepping(track, StepName.AWARD)


def stepping(track: Track, step: StepName) -> frozenset[str]:
    """Who takes a step, by the programme; the bureau where it says nothing."""
    found = track.steps.get(step)
    return frozenset(found.by) if found else CITY


def require_applicant(caller: Principal, state: Award) -> None:
    """The caller is the applicant's own, or the system that filed for it and may write."""
    require_seen(caller, state)
    if not owns(caller, state):
        raise forbidden("、".join(sorted(APPLICANTS)))
    _require_writing(caller)


def _require_writing(caller: Principal) -> None:
    if caller.kind == "system" and WRITE not in caller.scopes:
        raise forbidden(f"scope {WRITE}")


def require_finance(caller: Principal, state: Award) -> None:
    """The caller is of the finance office of the region whose finance the last order goes through. A system reports with a signature."""
    require_seen(caller, state)
    if Role.FINANCE not in caller.roles or caller.kind == "system":
        raise forbidden(Role.FINANCE)
    _require_own_finance(caller, state)


def require_paying_system(caller: Principal, state: Award) -> None:
    """The caller is a system that may write, of the region whose finance the last order goes through."""
    region = region_of(state)
    if caller.kind != "system" or not region or not caller.covers(region):
        raise Refusal("not-found", NO_AWARD)
    _require_writing(caller)
    _require_own_finance(caller, state)


def _require_own_finance(caller: Principal, state: Award) -> None:
    through = state.payments[-1].order.through if state.payments else None
    if through is not None and through.code not in caller.regions:
        raise forbidden(f"{Role.FINANCE} {through.name}")


def watches(caller: Principal, region: str) -> bool:
    """Whether the caller may know who objected: the bureau that has to answer, and the supervision over it."""
    return bool(WATCHERS & caller.roles) and caller.covers(region)


def require_owner(caller: Principal, state: Award, track: Track) -> None:
    """The caller is the applicant's own, in the role that the programme lets withdraw, or the system that filed for it."""
    require_seen(caller, state)
    step = track.steps.get(StepName.WITHDRAWAL)
    roles = frozenset(step.by) if step else APPLICANTS
    acting = APPLICANTS if caller.kind == "system" else caller.roles
    if not owns(caller, state) or not acting & roles:
        raise forbidden("、".join(sorted(roles)), step.clause("by") if step else None)
    _require_writing(caller)


def require_auditor(caller: Principal, state: Award) -> None:
    """The caller acts for the firm that audits it. A 404 for other firms, a 403 for who sees the audit and does not do it."""
    if not sees_audit(caller, state):
        raise Refusal("not-found", NO_AUDIT)
    if not audits(caller, state):
        raise forbidden(Role.AUDIT_FIRM)


def require_region(caller: Principal, region: str, roles: Iterable[str], missing: Text) -> None:
    """The caller acts in one of these roles for this very region. A 404 for who may not even see what is there."""
    if not oversees(caller, region):
        raise Refusal("not-found", missing)
    if not acts(caller, region, roles):
        raise forbidden("、".join(sorted(roles)))


def forbidden(required: str, source: str | None = None) -> Refusal:
    """A 403 that says who may."""
    return Refusal("forbidden", Text(f"此操作须由 {required} 办理", f"This is for: {required}"), source=source)


def require_reading(caller: Principal) -> None:
    """The caller may read at all: a person, or a system whose key says so."""
    if caller.kind == "system" and READ not in caller.scopes:
        raise forbidden(f"scope {READ}")
