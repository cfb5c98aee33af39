"""The same day: the lists are filed, one is returned and replaced, one case is returned, two lists are supplemented."""

from __future__ import annotations

import asyncio

from demo.chain import story
from demo.chain.county import County
from demo.chain.filing import Filing
from demo.chain.round.cast import Cast
from demo.chain.slips import SLIPS
from demo.progress import Tick
from demo.refusals import Wrong

TOO_EARLY = Wrong("申报期内结束批次", "conflict")


async def lists(cast: Cast) -> None:
    filing = await cast.counties_with_rows()
    with cast.show.stage("县级报送汇总表 counties file their lists", len(filing) + 3) as tick:
        await asyncio.gather(*(_file(county, tick) for county in filing))
        await _supplement(cast, tick)
        await _replace(cast, tick)
        await _return_case(cast, tick)
    await cast.refusals.expect(cast.city.name, TOO_EARLY, cast.city.close_round())


async def _file(county: County, tick: Tick) -> None:
    await county.file()
    tick()


async def _supplement(cast: Cast, tick: Tick) -> None:
    """Who files after the list was filed, and in time."""
    late = cast.enterprises[story.LATE]
    await Filing(late, SLIPS.get(late.company.key, ()), cast.refusals).run()
    await cast.recommend(late)
    await cast.county_of(late).supplement()
    cast.show.say(f"{late.name}: filed late, in {cast.county_of(late).name}'s supplement")
    tick()


async def _replace(cast: Cast, tick: Tick) -> None:
    county = cast.counties[story.LIST_RETURNED]
    await cast.city.return_list(county, "汇总表第一页盖章不清晰，请重新盖章报送")
    await county.file()
    cast.show.say(f"{county.name}: its list was returned by the city, and replaced")
    tick()


async def _return_case(cast: Cast, tick: Tick) -> None:
    """The city gives one case back: mended, recommended again, and in the list by a supplement."""
    one = cast.enterprises[story.RETURNED_BY_CITY]
    await cast.city.give_back(one.id, "取得成效缺少可核验的具体数据，请补充")
    await one.correct(results=one.content["results"].replace("（一）", "（一）以下数据均可在平台核验：", 1)[:1000])
    await cast.recommend(one)
    await cast.county_of(one).supplement()
    cast.show.say(f"{one.name}: returned by the city, mended, recommended again, in a supplement")
    tick()
