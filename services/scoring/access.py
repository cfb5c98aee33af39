"""Who may see and do what in scoring: role × region × assignment, as plain functions of a verified caller.

The city acts for the region that the programme was issued for, the agency for the reviews that name it, an expert with the account on the
list. Nobody learns more than a 404 of what they may not see; who sees a thing but may not act on it gets a 403.
"""

from __future__ import annotations

from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Refusal, Text
from contracts.roles import ISSUERS, Role
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.scoring.domain.case import Case
from services.scoring.domain.expert import Registration
from services.scoring.domain.review import Review

CITY = ISSUERS
"""The bureau that issued a programme, at whatever level."""

READERS = CITY | {Role.APPROVER, Role.OVERSEER}
APPLICANTS = frozenset({Role.ENTERPRISE, Role.PROVIDER})
READ, WRITE = "scoring:read", "scoring:write"

_NOTHING: Document = {"_id": None}
NO_REVIEW = Text("没有这项评审", "There is no such review")
NO_CASE = Text("没有这个案例，或您无权查看", "There is no such case, or you may not see it")
NO_FILE = Text("没有这个文件", "There is no such file")
NO_EXPERT = Text("没有这位专家", "There is no such expert")


def runs(caller: Principal, review: Review) -> bool:
    """Whether the caller acts for the agency that runs the review."""
    return review.agency is not None and Role.AGENCY in caller.roles and caller.organisation == review.agency.uscc


def oversees(caller: Principal, region: str) -> bool:
    """Whether the caller reads for a bureau whose region covers this one, or watches over it."""
    return bool(READERS & caller.roles) and bool(region) and caller.covers(region)


def sees_review(caller: Principal, review: Review) -> bool:
    """Whether the caller may know of the review; its cases' reviewers know of their own cases, elsewhere."""
    return oversees(caller, review.region) or runs(caller, review)


def visible_reviews(caller: Principal) -> Document:
    """The filter for the reviews that the caller may see."""
    some: list[Document] = []
    if READERS & caller.roles and caller.regions:
        some.append({"within": {"$in": list(caller.regions)}})
    if Role.AGENCY in caller.roles and caller.organisation:
        some.append({"agency": caller.organisation})
    return {"$or": some} if some else _NOTHING


def require_seen(caller: Principal, review: Review) -> None:
    """A 404 for what is not there and for what the caller may not see."""
    if not sees_review(caller, review):
        raise Refusal("not-found", NO_REVIEW)


def acts_for_city(caller: Principal, review: Review) -> bool:
    """Whether the caller acts for the bureau of the review itself: one above it watches, and leaves it to that."""
    return bool(CITY & caller.roles) and review.region in caller.regions


def require_city(caller: Principal, review: Review) -> None:
    """The caller acts for the bureau of the review."""
    require_seen(caller, review)
    if not acts_for_city(caller, review):
        raise forbidden("、".join(sorted(CITY)))


def require_agency(caller: Principal, review: Review) -> None:
    """The caller acts for the agency that runs the review."""
    require_seen(caller, review)
    if not runs(caller, review):
        name = review.agency.name if review.agency else Role.AGENCY
        raise forbidden(name)


def require_office(caller: Principal, review: Review) -> None:
    """The caller acts for the agency that runs the review, or for its bureau."""
    require_seen(caller, review)
    if not runs(caller, review) and not acts_for_city(caller, review):
        raise forbidden("、".join((Role.AGENCY, *sorted(CITY))))


def owns(caller: Principal, case: Case) -> bool:
    """Whether the case is of the caller's own enterprise, or was filed by the caller's system."""
    if caller.kind == "system":
        return case.filer is not None and case.filer == caller.subject
    return bool(APPLICANTS & caller.roles) and case.file is not None and caller.organisation == case.file.uscc is not None


def require_applicant(caller: Principal, case: Case, track: Track) -> None:
    """The caller may withdraw the case: its applicant's own people, as the programme says, or the system that filed it for them."""
    if not owns(caller, case):
        raise unknown(NO_CASE)
    if caller.kind == "system" and WRITE not in caller.scopes:
        raise forbidden(f"scope {WRITE}")
    step, roles = track.steps.get(StepName.WITHDRAWAL), APPLICANTS if caller.kind == "system" else caller.roles
    if step is not None and not roles & set(step.by):
        raise forbidden("、".join(step.by), step.clause("by"))


def keeps_for_city(caller: Principal, region: str, issuers: frozenset[str]) -> bool:
    """Whether the caller keeps the list of experts of this region, for its bureau: a county's only where it is among the ``issuers`` of
    programmes, since whoever is on its list may be drawn for its city."""
    above = bool((CITY - {Role.COUNTY}) & caller.roles) and caller.covers(region)
    return above or (Role.COUNTY in caller.roles and region in caller.regions and region in issuers)


def sees_expert(caller: Principal, state: Registration, regions: frozenset[str]) -> bool:
    """The bureau of the region and who watches over it, the expert, and the agency of a review there (``regions`` of its reviews)."""
    if state.entry is None:
        return False
    if oversees(caller, state.region) or (Role.EXPERT in caller.roles and state.entry.account == caller.subject):
        return True
    return Role.AGENCY in caller.roles and covered(state.region, regions)


def visible_experts(caller: Principal, regions: frozenset[str]) -> Document:
    """The filter for the experts that the caller may see; ``regions`` are those of the reviews that the caller's agency runs."""
    within = set(regions) if Role.AGENCY in caller.roles else set()
    if READERS & caller.roles:
        within |= set(caller.regions)
    return {"within": {"$in": sorted(within)}} if within else _NOTHING


def covered(region: str, regions: frozenset[str]) -> bool:
    """Whether a region lies in or below one of these."""
    return any(region.startswith(prefix) for prefix in regions)


def require_reading(caller: Principal) -> None:
    """The caller may read at all: a person, or a system whose key says so."""
    if caller.kind == "system" and READ not in caller.scopes:
        raise forbidden(f"scope {READ}")


def unknown(text: Text) -> Refusal:
    return Refusal("not-found", text)


def forbidden(required: str, source: str | None = None) -> Refusal:
    """A 403 that says who may."""
    return Refusal("forbidden", Text(f"此操作须由 {required} 办理", f"This is for: {required}"), source=source)
