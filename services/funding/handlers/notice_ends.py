"""A public notice ends by itself when its period is over. (Apart from its publishing, so that the relay need not load what makes pages.)"""

from __future__ import annotations

from services.chassis.decisions import Decide, Decision, Streams
from services.chassis.mongo import Document
from services.chassis.timers import Timer
from services.funding.domain import notice as rules
from services.funding.streams import AWARD, PROPOSAL
from services.funding.views import PROPOSALS


def due(row: Document) -> Decide:
    """End the notices of this proposal whose period is over, with the number of objections that came."""
    key = tuple(row["_id"].split("/"))

    def decide(streams: Streams) -> Decision:
        over = rules.over(streams.state(PROPOSAL, *key), streams.now)
        streams.expect(AWARD.stream(name) for notice in over for name in notice.applications)
        ended = [rules.end(notice, [streams.state(AWARD, name) for name in notice.applications]) for notice in over]
        return Decision().on(PROPOSAL.stream(*key), *ended)

    return decide


TIMER = Timer(PROPOSALS, due)
