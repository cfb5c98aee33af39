"""2024-08-01: one is too late; the city receives the paper, accepts the cases and closes the round."""

from __future__ import annotations

import asyncio

from demo.chain import story
from demo.chain.county import County
from demo.chain.round.cast import Cast
from demo.progress import Tick
from demo.refusals import Wrong

TOO_LATE = Wrong("申报期结束之后申报", "round-not-open")
ELSEWHERE = Wrong("受理之后在申报服务撤回", "held-elsewhere")


async def acceptance(cast: Cast) -> None:
    late = cast.enterprises[story.EARLY_AND_LATE]
    await late.prove()
    await late.seal()
    await cast.refusals.expect(late.name, TOO_LATE, late.submit())
    await accept_all(cast)
    accepted = cast.enterprises["jiyue"]
    await cast.refusals.expect(accepted.name, ELSEWHERE, accepted.withdraw("不再申报"))
    await cast.city.close_round()
    cast.show.say(f"round closed by {cast.city.name}")


async def accept_all(cast: Cast) -> None:
    """The lists on paper, then every case on them."""
    counties, waiting = await cast.counties_with_rows(), await cast.city.applications(status="recommended")
    with cast.show.stage("市级收件受理 the city accepts", len(counties) + len(waiting)) as tick:
        await asyncio.gather(*(_receive(cast, county, tick) for county in counties))
        await asyncio.gather(*(_accept(cast, row["id"], tick) for row in waiting))


async def _receive(cast: Cast, county: County, tick: Tick) -> None:
    await county.require_spreadsheet()
    await cast.city.receive(county)
    tick()


async def _accept(cast: Cast, application: str, tick: Tick) -> None:
    await cast.city.accept(application)
    tick()
