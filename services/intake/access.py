"""Who may see and do what in intake: role × region × assignment, as plain functions of a verified caller.

Nobody learns more than a 404 of what they may not see; who sees a thing but may not act on it gets a 403.
"""

from __future__ import annotations

from collections.abc import Sequence

from contracts.events.parties import Organisation
from contracts.programme.programme import Programme
from contracts.programme.track import Track
from contracts.programme.when import holds
from contracts.programme.workflow import Step, StepName
from contracts.refusal import Refusal, Text
from contracts.regions import NATION
from contracts.roles import ISSUERS, Role
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.intake.domain.application import Application, Status
from services.intake.domain.content import division
from services.intake.domain.organisation import Registration

APPLICANTS = frozenset({Role.ENTERPRISE, Role.PROVIDER})
BUREAUS = frozenset({Role.COUNTY, Role.CITY, Role.PROVINCE, Role.MINISTRY, Role.APPROVER})
READERS = BUREAUS | {Role.OVERSEER}
READ, WRITE = "applications:read", "applications:write"

_NOTHING: Document = {"_id": None}
_USCC = 18
_FILERS = (StepName.SUBMISSION, StepName.WITHDRAWAL, StepName.CORRECTION)
"""What the bureau does with a subject's application as its filer. It recommends by two officers, whoever filed."""

_PRIVATE = (Status.NONE, Status.DRAFT)
"""What only the applicant sees: a bureau learns of an application when it is submitted."""


def owns(caller: Principal, uscc: str | None, filer: str | None) -> bool:
    """Whether it is the caller's own: an enterprise's by its USCC, a system's by having filed it, what has no USCC its officer's."""
    if caller.kind == "system":
        return filer == caller.subject
    if uscc is None:
        return bool(BUREAUS & caller.roles) and filer == caller.subject
    return bool(APPLICANTS & caller.roles) and uscc == caller.organisation


def sees(caller: Principal, state: Application) -> bool:
    """Whether the caller may know of the application."""
    if owns(caller, state.uscc, state.filer.subject if state.filer else None):
        return True
    submitted = state.submission > 0 and state.status not in _PRIVATE
    return submitted and bool(READERS & caller.roles) and state.region is not None and caller.covers(state.region.code)


def owned(caller: Principal) -> Document:
    """The filter for what is the caller's own."""
    if caller.kind == "system":
        return {"filer": caller.subject}
    own: list[Document] = [{"uscc": caller.organisation}] if APPLICANTS & caller.roles and caller.organisation else []
    if BUREAUS & caller.roles:
        own.append({"uscc": None, "filer": caller.subject})
    return {"$or": own} if len(own) > 1 else own[0] if own else _NOTHING


def below(caller: Principal) -> Document:
    """The filter for what lies in the caller's regions."""
    return {} if NATION in caller.regions else {"within": {"$in": list(caller.regions)}}


def visible(caller: Principal) -> Document:
    """The filter for the rows that the caller may see."""
    either = [owned(caller)]
    if READERS & caller.roles and caller.regions and caller.kind != "system":
        either.append({"filed": True} | below(caller))
    some = [one for one in either if one is not _NOTHING]
    return {"$or": some} if some else _NOTHING


def examines(caller: Principal) -> bool:
    """The caller reads for a bureau: what is flagged for officers is for them."""
    return bool(READERS & caller.roles)


def require_seen(caller: Principal, state: Application) -> None:
    """A 404 for what is not there and for what the caller may not see: the two cannot be told apart."""
    if state.status is Status.NONE or not sees(caller, state):
        raise unknown("没有这件申报", "There is no such application")


def require_step(caller: Principal, state: Application, track: Track, step: StepName, *, confirming: bool = False) -> None:
    """The caller may take this step of the programme's workflow with this application."""
    require_seen(caller, state)
    found = track.steps.get(step)
    roles = (found.confirmed_by if confirming else found.by) if found else None
    if found is None or not roles:
        raise Refusal("wrong-status", Text("本类别没有这个环节", "The track has no such step"))
    if _files(caller, state, (found, roles)):
        return
    if not caller.roles & set(roles) or (APPLICANTS & set(roles) and not owns(caller, state.uscc, _filer(state))):
        raise forbidden("、".join(roles), found.clause("by"))
    require_level(caller, found, state.region.code if state.region else "")
    if found.when and not holds(found.when, state.content.form if state.content else {}):
        text = Text("该申报不经过此环节", "This application does not take that step")
        raise Refusal("wrong-status", text, source=found.clause("when"))


def _files(caller: Principal, state: Application, of: tuple[Step, tuple[Role, ...]]) -> bool:
    """Whether a system takes the step with what it filed itself: in place of the applicant, or of the bureau that files for a subject."""
    if caller.kind != "system" or WRITE not in caller.scopes or not owns(caller, state.uscc, _filer(state)):
        return False
    step, roles = of
    return bool(APPLICANTS & set(roles)) or (state.uscc is None and step.step in _FILERS)


def require_level(caller: Principal, step: Step, region: str) -> None:
    """The caller acts for the bureau that takes the step for this region, and not for one above or below it."""
    if not step.is_taken_in(caller.regions, region):
        raise _other_bureau(step, region)


def _other_bureau(step: Step, region: str) -> Refusal:
    bureau = division(step.region_of(region))
    return forbidden(f"{bureau.name}（{bureau.code}）", step.clause("level"))


def _filer(state: Application) -> str | None:
    return state.filer.subject if state.filer else None


def require_reading(caller: Principal) -> None:
    """The caller may read at all: a person, or a system whose key says so."""
    if caller.kind == "system" and READ not in caller.scopes:
        raise forbidden(f"scope {READ}")


def require_applicant(caller: Principal, uscc: str, track: Track) -> None:
    """The caller may begin an application of this organisation: its own people, or a system that files for enterprises."""
    if caller.kind == "system":
        _require_writing(caller)
    elif not set(track.applicant.filed_by) & caller.roles or caller.organisation != uscc:
        raise forbidden("、".join(track.applicant.filed_by), track.applicant.clause("filed_by"))


def require_filing(caller: Principal, track: Track, region: str) -> None:
    """The caller may file for a subject in this region that has no USCC: an officer of the bureau that is named, or its system."""
    applicant, step = track.applicant, track.steps[StepName.SUBMISSION]
    if applicant.has_uscc:
        raise forbidden("、".join(applicant.filed_by), applicant.clause("kinds"))
    if caller.kind == "system":
        _require_writing(caller)
        if step.region_of(region) not in caller.regions:
            raise _other_bureau(step, region)
        return
    if not set(applicant.filed_by) & caller.roles or not caller.covers(region):
        raise forbidden("、".join(applicant.filed_by), applicant.clause("filed_by"))
    require_level(caller, step, region)


def require_importing(caller: Principal, tracks: Sequence[Track]) -> None:
    """The caller may send in a table of one of these tracks at all; what each row asks for is looked at row by row."""
    if caller.kind == "system":
        _require_writing(caller)
        return
    who = dict.fromkeys(role for track in tracks for role in track.applicant.filed_by)
    if not caller.roles & who.keys():
        raise forbidden("、".join(who), tracks[0].applicant.clause("filed_by"))


def require_operator(caller: Principal, programme: Programme) -> None:
    """The caller acts for the authority that issued the programme: it opens, moves and closes the rounds."""
    region = programme.authority.region
    if not ISSUERS & caller.roles or region not in caller.regions:
        raise forbidden(programme.authority.name)


def require_bureau(caller: Principal, region: str, roles: tuple[Role, ...]) -> None:
    """The caller acts in one of these roles for a bureau whose region covers this one, or for the provider whose own list it is."""
    if not covers_list(caller, region):
        raise unknown("没有这份汇总表", "There is no such list")
    if not caller.roles & set(roles):
        raise forbidden("、".join(roles))


def is_own_list(region: str) -> bool:
    """Whether a list of this key is one that a provider files itself: it goes by a USCC."""
    return len(region) == _USCC


def covers_list(caller: Principal, region: str) -> bool:
    """Whether a list of this key concerns the caller: a bureau's by its region, a provider's its own people and the nation's bureau."""
    if is_own_list(region):
        mine = bool(APPLICANTS & caller.roles) and caller.organisation == region
        return mine or (examines(caller) and NATION in caller.regions)
    return caller.covers(region)


def sees_list(caller: Principal, region: str) -> bool:
    """Whether the caller may read a list of this key: a bureau whose regions cover it, or the provider whose own it is."""
    return covers_list(caller, region) and (examines(caller) or is_own_list(region))


def unknown(zh: str, en: str) -> Refusal:
    return Refusal("not-found", Text(zh, en))


def forbidden(required: str, source: str | None = None) -> Refusal:
    """A 403 that says who may."""
    return Refusal("forbidden", Text(f"此操作须由 {required} 办理", f"This is for: {required}"), source=source)


def _require_writing(caller: Principal) -> None:
    if WRITE not in caller.scopes:
        raise forbidden(f"scope {WRITE}")


def require_within(caller: Principal, region: str) -> None:
    """Refused where the caller does not act there."""
    if not acts_within(caller, region):
        raise forbidden(f"region {region}")


def acts_within(caller: Principal, region: str) -> bool:
    """A system files for the enterprises of its own regions; people act for their own enterprise, wherever it is."""
    return caller.kind != "system" or caller.covers(region)


def files_for(caller: Principal, organisation: Organisation, track: Track) -> bool:
    """Whether the caller may begin an application of this registered organisation, and so be told what is registered of it."""
    try:
        require_applicant(caller, organisation.uscc, track)
    except Refusal:
        return False
    return acts_within(caller, organisation.address.division.code)


def require_registrar(caller: Principal, organisation: Organisation) -> None:
    """The caller may register this organisation: its own people, or a system that files for the enterprises of its region."""
    uscc = organisation.uscc
    if caller.kind == "system":
        _require_writing(caller)
        require_within(caller, organisation.address.division.code)
    elif not APPLICANTS & caller.roles or caller.organisation != uscc:
        raise forbidden("、".join(sorted(APPLICANTS)))


def sees_organisation(caller: Principal, state: Registration, uscc: str) -> bool:
    """An organisation is seen by its own people, by the system that registered it, and by the bureaus of its region."""
    if state.organisation is None:
        return False
    if owns(caller, uscc, state.filer.subject if state.filer else None):
        return True
    return bool(READERS & caller.roles) and caller.covers(state.organisation.address.division.code)


def require_registration(caller: Principal, state: Registration, uscc: str) -> None:
    """The caller may amend this registration."""
    if not sees_organisation(caller, state, uscc):
        raise unknown("没有登记这个单位", "There is no such organisation")
    if not owns(caller, uscc, state.filer.subject if state.filer else None):
        raise forbidden("、".join(sorted(APPLICANTS)))
    if caller.kind == "system":
        _require_writing(caller)


def visible_organisations(caller: Principal) -> Document:
    """The filter for the organisations that the caller may see: a bureau's regions, people's own, what a system registered in its own."""
    if caller.kind == "system":
        return {"filer": caller.subject} | below(caller)
    either: list[Document] = [below(caller)] if READERS & caller.roles and caller.regions else []
    if APPLICANTS & caller.roles and caller.organisation:
        either.append({"_id": caller.organisation})
    return {"$or": either} if either else _NOTHING


def visible_lists(caller: Principal) -> Document:
    """The filter for the lists that the caller may see: a bureau's own, those below it, and what a provider files itself."""
    either = [below(caller)] if READERS & caller.roles and caller.regions else []
    if APPLICANTS & caller.roles and caller.organisation:
        either.append({"region": caller.organisation})
    return {"$or": either} if either else _NOTHING
