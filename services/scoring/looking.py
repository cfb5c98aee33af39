"""Who looks at a case, and how much of it that caller may see: who runs or watches the review, its experts, its applicant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contracts.programme.review import Review as Rules
from contracts.programme.track import Track
from contracts.roles import Role
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.scoring import access
from services.scoring.domain.case import Case, Seat, Status, known
from services.scoring.domain.engagement import require_signed
from services.scoring.domain.review import Review
from services.scoring.handlers.assignments import engagement_of, expert_of, undertaking_path
from services.scoring.scoring import ReviewKey, Scoring, key_of
from services.scoring.views import CASES, REVIEWS


class Sight(StrEnum):
    """``OFFICE``: the bureau of the review, who watches over it, and its agency. ``PARTY``: the applicant and the bureau of its county."""

    OFFICE = "office"
    EXPERT = "expert"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Look:
    """A case as somebody looks at it. ``ranked``: the ranking of its review is published; ``seat``: the looking expert's place."""

    state: Case
    sight: Sight
    track: Track
    ranked: bool
    seat: Seat | None = None

    @property
    def rules(self) -> Rules:
        return known(self.track.review)

    @property
    def informed(self) -> bool:
        """Whether the caller may know what other experts' sheets say: an expert after the own is in, if the programme lets them."""
        if self.sight is not Sight.EXPERT:
            return self.sight is Sight.OFFICE
        own = self.seat is not None and self.seat.sheet is not None
        return own and self.rules.blindness.other_sheets == "after-own"

    @property
    def status(self) -> Status:
        """Where the case stands, as far as it may be known: that it is in dispute or scored says something of the sheets."""
        if self.informed or self.ranked or self.state.status not in (Status.JOINT, Status.SCORED):
            return self.state.status
        return Status.REVIEWING

    @property
    def named(self) -> bool:
        """Whether experts are called by their names."""
        until_result = self.rules.blindness.experts == "pseudonyms-until-result"
        return self.sight is Sight.OFFICE or not until_result or self.ranked


async def look(scoring: Scoring, caller: Principal, case: str) -> Look:
    """The case as the caller may see it: a 404 for who may not, and nothing for an expert before the undertaking."""
    state = await scoring.state(CASES, case, Case)
    if state is None or state.review is None:
        raise access.unknown(access.NO_CASE)
    review = await scoring.state(REVIEWS, "/".join(key_of(state.review)), Review) or Review()
    region = scoring.programmes.of(state.review).authority.region
    track, ranked = scoring.track_of(state), review.ranking is not None
    if access.oversees(caller, region) or access.runs(caller, review):
        return Look(state, Sight.OFFICE, track, ranked)
    expert = await expert_of(scoring, caller)
    if expert is not None and (seat := state.seat(expert)) is not None:
        key = key_of(state.review)
        require_signed(await engagement_of(scoring, key, expert), undertaking_path(key))
        return Look(state, Sight.EXPERT, track, ranked, seat)
    if access.owns(caller, state) or _county(caller, state):
        return Look(state, Sight.PARTY, track, ranked)
    raise access.unknown(access.NO_CASE)


def _county(caller: Principal, state: Case) -> bool:
    """A bureau follows the cases of its own region, with no more than their applicants see."""
    return bool((access.READERS | {Role.COUNTY}) & caller.roles) and state.file is not None and caller.covers(state.file.region.code)


@dataclass(frozen=True, slots=True)
class Watch:
    """A caller over many cases: the programmes that the caller's bureau watches over, the reviews that the caller's agency runs, and
    the reviews that are ranked."""

    caller: Principal
    programmes: frozenset[str]
    runs: frozenset[ReviewKey]
    ranked: frozenset[ReviewKey]

    def office(self) -> list[Document]:
        """The filters for what the caller sees as the bureau or the agency of the review."""
        found: list[Document] = [{"programme": {"$in": sorted(self.programmes)}}] if self.programmes else []
        return found + [{"programme": programme, "round": round_, "track": track} for programme, round_, track in sorted(self.runs)]

    def party(self) -> list[Document]:
        """The filters for what the caller sees as the applicant, or as the bureau of its county."""
        found: list[Document] = []
        if self.caller.kind == "system":
            return [{"filer": self.caller.subject}]
        if access.APPLICANTS & self.caller.roles and self.caller.organisation:
            found.append({"uscc": self.caller.organisation})
        if (access.READERS | {Role.COUNTY}) & self.caller.roles and self.caller.regions:
            found.append({"within": {"$in": list(self.caller.regions)}})
        return found

    def sight(self, state: Case) -> Sight:
        call = known(state.review)
        return Sight.OFFICE if call.programme in self.programmes or key_of(call) in self.runs else Sight.PARTY


async def watch(scoring: Scoring, caller: Principal) -> Watch:
    """What the caller sees of all cases."""
    reviews = REVIEWS.collection(scoring.database)
    ranked = {_key(row) async for row in reviews.find({"status": {"$in": ["ranked", "closed"]}}, _KEY)}
    runs: set[ReviewKey] = set()
    if Role.AGENCY in caller.roles and caller.organisation:
        runs = {_key(row) async for row in reviews.find({"agency": caller.organisation}, _KEY)}
    watched = frozenset(code for code, region in scoring.authorities.items() if access.oversees(caller, region))
    return Watch(caller, watched, frozenset(runs), frozenset(ranked))


_KEY = {"programme": 1, "round": 1, "track": 1}


def _key(row: Document) -> ReviewKey:
    return row["programme"], row["round"], row["track"]
