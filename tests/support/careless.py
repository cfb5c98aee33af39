"""Funding's API as nobody should write it: what the fund holds is read first, and decided on later.

``python -m tests.support.careless api``
"""

from __future__ import annotations

import sys
from collections import ChainMap
from typing import Any

from services.chassis.aggregates import Standing
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.process import main
from services.funding.domain.fund import Fund
from services.funding.domain.proposal import Proposal
from services.funding.funding import Funding, ProposalKey
from services.funding.handlers import proposals
from services.funding.streams import FUND, PROPOSAL
from services.funding.views import FUNDS, PROPOSALS


async def make(desk: Funding, asked: Asked, key: ProposalKey) -> dict[str, Any]:
    """The same proposal, on the fund as it was when the request came."""
    state = await desk.state(PROPOSALS, "/".join(key), Proposal) or Proposal()
    name = desk.fund_of(proposals.require_ranked(state).call)
    read = await desk.state(FUNDS, "/".join(name), Fund) or Fund()
    decide, stream = proposals.making(desk, asked, key), FUND.stream(*name)

    def careless(streams: Streams) -> Decision:
        before = {stream: Standing(streams.head(stream), read)}
        return decide(Streams(streams.now, ChainMap(before, dict(streams.standings)), streams.read))

    return await desk.decide(asked, "propose", careless, PROPOSAL.stream(*key), stream)


if __name__ == "__main__":
    proposals.make = make
    sys.exit(main(["funding", *sys.argv[1:]]))
