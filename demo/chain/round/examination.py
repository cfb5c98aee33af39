"""2024-07-22: the counties check, return, reject and recommend."""

from __future__ import annotations

import asyncio

from demo.chain import story
from demo.chain.county import County
from demo.chain.enterprise import Enterprise
from demo.chain.round.cast import OVERLAPPING, Cast
from demo.progress import Tick
from demo.refusals import DemoFailure


async def examination(cast: Cast) -> None:
    await cast.enterprises[story.WITHDRAWN_BEFORE].withdraw("项目实施计划调整")
    await _require_flags(cast)
    with cast.show.stage("县级核对推荐 counties examine", len(story.filers()) - 1) as tick:
        await asyncio.gather(*(_examine(cast, county, tick) for county in cast.counties.values()))
    returned = cast.enterprises[story.RETURNED_BY_COUNTY]
    await returned.correct(results=returned.content["results"].replace("（一）", "（一）经第三方机构核定，", 1)[:1000])
    await cast.recommend(returned)
    cast.show.say(f"{returned.name}: returned by its county, mended, sealed again, recommended")
    await cast.enterprises[story.WITHDRAWN_AFTER].withdraw("企业重组，暂缓申报")


async def _examine(cast: Cast, county: County, tick: Tick) -> None:
    by_id = {one.id: one for one in cast.enterprises.values()}
    for row in reversed(await county.waiting()):
        await _decide(cast, county, by_id[row["id"]])
        tick()


async def _decide(cast: Cast, county: County, one: Enterprise) -> None:
    match one.company.key:
        case story.RETURNED_BY_COUNTY:
            await county.give_back(one.id, "取得成效部分数据未说明核定依据，请补充", "/form/results")
        case story.REJECTED:
            await county.reject(one.id, "经实地核查，项目实施地点不在石家庄市内，不符合申报条件")
        case story.SELF_CONFIRMED:
            await county.recommend(one.id, one.company, cast.refusals)
        case _:
            await county.recommend(one.id, one.company)


async def _require_flags(cast: Cast) -> None:
    """An SME claimed by two is flagged on both; a USCC of another division is warned of, and refuses nothing."""
    for pair in OVERLAPPING:
        one, other = (cast.enterprises[key] for key in pair)
        for mine, theirs in ((one, other), (other, one)):
            overlaps = [overlap["application"] for overlap in (await cast.city.read(mine.id))["overlaps"]]
            if overlaps != [theirs.id]:
                raise DemoFailure(f"{mine.name} and {theirs.name} claim one SME; flagged: {overlaps}")
    warnings = (await cast.city.read(cast.enterprises["chengyuan"].id))["warnings"]
    if [warning["code"] for warning in warnings] != ["other-division"]:
        raise DemoFailure(f"the USCC of another division is not warned of, but: {warnings}")
    cast.show.say(f"flagged: {len(OVERLAPPING)} SMEs claimed by two applicants each; warned of: 1 USCC of another division")
