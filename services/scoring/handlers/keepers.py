"""Who keeps a list of experts: the bureau of its region, or the agency of a review there that is not over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.roles import Role
from services.chassis.decisions import Streams
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.scoring import access
from services.scoring.scoring import ReviewKey, Scoring
from services.scoring.streams import REVIEW
from services.scoring.views import REVIEWS

_OVER = ("closed",)


@dataclass(frozen=True, slots=True)
class Keeper:
    """A caller, with the reviews that the caller's agency runs and that are not over; and the regions that issued a programme."""

    caller: Principal
    reviews: tuple[ReviewKey, ...] = ()
    issuers: frozenset[str] = frozenset()

    @property
    def streams(self) -> tuple[str, ...]:
        """What :meth:`require` will read."""
        return tuple(REVIEW.stream(*key) for key in self.reviews)

    def require(self, streams: Streams, region: str) -> None:
        """The caller may change the list of this region. A 403 for who may not, a 404 for who may not even know of it."""
        if access.keeps_for_city(self.caller, region, self.issuers) or region in self._regions(streams):
            return
        raise access.forbidden("、".join((*sorted(access.CITY), Role.AGENCY)))

    def _regions(self, streams: Streams) -> frozenset[str]:
        held = [streams.state(REVIEW, *key) for key in self.reviews]
        return frozenset(review.region for review in held if review.status not in _OVER and access.runs(self.caller, review))


async def keeper(scoring: Scoring, caller: Principal) -> Keeper:
    """The caller, as a keeper of experts."""
    reviews = tuple([(row["programme"], row["round"], row["track"]) for row in await _running(scoring, caller)])
    return Keeper(caller, reviews, frozenset(scoring.authorities.values()))


async def regions_of(scoring: Scoring, caller: Principal) -> frozenset[str]:
    """The regions of the reviews that the caller's agency runs."""
    return frozenset([row["state"]["region"] for row in await _running(scoring, caller)])


async def _running(scoring: Scoring, caller: Principal) -> Sequence[Document]:
    if Role.AGENCY not in caller.roles or not caller.organisation:
        return ()
    running = {"agency": caller.organisation, "status": {"$nin": list(_OVER)}}
    shown = {"programme": 1, "round": 1, "track": 1, "state.region": 1}
    return await REVIEWS.collection(scoring.database).find(running, shown).sort("_id", 1).to_list(None)
