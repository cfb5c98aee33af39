"""What the APIs say when all is done, put together for the verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from demo.chain.round import Cast
from demo.chain.verdict import Outcome
from demo.desk import Body


async def gather(casts: Sequence[Cast], events: Mapping[str, list[CloudEvent[Event]]]) -> Outcome:
    """Ask as applicants and as the city."""
    everybody = [one for cast in casts for one in cast.enterprises.values()]
    rows = dict(zip([one.id for one in everybody], await asyncio.gather(*(one.desk.get(one.path) for one in everybody)), strict=True))
    awards = {row["id"]: row for cast in casts for row in await cast.funders.awards()}
    notify = casts[0].city.desk.at("notify")
    submitted = [application for application, row in rows.items() if row["submission"]]
    channels = await asyncio.gather(*(one.channels() for one in everybody))
    told: list[list[Body]] = await asyncio.gather(*(notify.every(f"/v1/applications/{key}/notifications") for key in submitted))
    return Outcome(
        casts=casts,
        rows=rows,
        awards=awards,
        shown=[await cast.city.round_shown() for cast in casts],
        fund=await casts[0].funders.fund(),
        ledger=await casts[0].funders.ledger(),
        told=dict(zip(submitted, told, strict=True)),
        channels={one.company.uscc: each for one, each in zip(everybody, channels, strict=True)},
        events=events,
    )
