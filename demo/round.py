"""The round, from the day before it opens to its closing, as the different people drive it over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from contracts.programme import Programme
from demo import story
from demo.call import AFTER, EXAMINATION, FILING
from demo.city import City
from demo.county import County
from demo.data.company import Company, companies
from demo.enterprise import Enterprise
from demo.filing import Filing
from demo.people import People
from demo.progress import Show, Tick
from demo.refusals import DemoFailure, Refusals, Wrong
from demo.slips import SLIPS
from demo.workshop import Workshop

MoveTime = Callable[[datetime], Awaitable[None]]
AT_ONCE = 6  # enterprises that file side by side
OVERLAPPING = (("herun", "muchen"), ("shenghong", "hanxiang"))


class Round:
    """Holds all who take part; :meth:`run` takes the round through its four days."""

    def __init__(self, people: People, workshop: Workshop, programme: Programme, show: Show) -> None:
        self._show = show
        self.refusals = Refusals()
        self.city = City(people.city())
        self.enterprises = {one.key: Enterprise(one, people.enterprise(one), workshop) for one in story.everybody()}
        codes = sorted({one.county for one in companies()})
        self.counties = {code: County(code, people.county(code), workshop, programme) for code in codes}

    async def run(self, move_time: MoveTime) -> None:
        await self._before()
        await move_time(FILING)
        await self._filing()
        await move_time(EXAMINATION)
        await self._examination()
        await self._lists()
        await move_time(AFTER)
        await self._acceptance()

    # 2024-04-24

    async def _before(self) -> None:
        early = self.enterprises[story.EARLY_AND_LATE]
        await early.register()
        await self.refusals.expect(early.name, Wrong("批次开放之前申报", "round-not-open"), early.begin())
        await self.city.open_round()
        self._show.say(f"round opened by {self.city.name}: 2024-04-25 to 2024-07-31")

    # 2024-07-08

    async def _filing(self) -> None:
        filers = story.filers()
        with self._show.stage("企业申报 enterprises file", len(filers) + 2) as tick:
            gate = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(self._file(one, gate, tick) for one in filers), self._sole_trader(tick), self._draft(tick))
        await self._strangers()
        self._show.say(f"{len(filers)} applications filed, {len(self.refusals.seen)} attempts refused so far")

    async def _file(self, company: Company, gate: asyncio.Semaphore, tick: Tick) -> None:
        async with gate:
            await Filing(self.enterprises[company.key], SLIPS.get(company.key, ()), self.refusals).run()
        tick()

    async def _sole_trader(self, tick: Tick) -> None:
        one = self.enterprises["guangshun"]
        await one.register()
        await one.begin()
        await one.write()
        await self.refusals.expect(one.name, Wrong("个体工商户（92…）申报", "invalid-content", "sole-trader"), one.submit())
        await one.withdraw("不具有独立法人资格，放弃申报")
        tick()

    async def _draft(self, tick: Tick) -> None:
        one = self.enterprises[story.EARLY_AND_LATE]
        await one.begin()
        await one.write()
        tick()

    async def _strangers(self) -> None:
        """Nobody learns more than a 404 of what they may not see; who may see and not act gets a 403."""
        mine, other = self.enterprises["jiyue"], self.enterprises["herun"]
        await self.refusals.expect(other.name, Wrong("查看别家的申报", "not-found"), other.desk.get(mine.path))
        far = self.counties["130181"].first
        await self.refusals.expect("辛集市工业和信息化局", Wrong("查看外县的申报", "not-found"), far.get(mine.path))
        await self.refusals.expect(mine.name, Wrong("企业自己受理", "forbidden"), mine.desk.post(f"{mine.path}/acceptance"))

    # 2024-07-22

    async def _examination(self) -> None:
        await self.enterprises[story.WITHDRAWN_BEFORE].withdraw("项目实施计划调整")
        await self._require_flags()
        with self._show.stage("县级核对推荐 counties examine", len(story.filers()) - 1) as tick:
            await asyncio.gather(*(self._examine(county, tick) for county in self.counties.values()))
        returned = self.enterprises[story.RETURNED_BY_COUNTY]
        await returned.correct(results=returned.content["results"].replace("（一）", "（一）经第三方机构核定，", 1)[:1000])
        await self._recommend(returned)
        self._show.say(f"{returned.name}: returned by its county, mended, sealed again, recommended")
        await self.enterprises[story.WITHDRAWN_AFTER].withdraw("企业重组，暂缓申报")

    async def _examine(self, county: County, tick: Tick) -> None:
        by_id = {one.id: one for one in self.enterprises.values()}
        for row in reversed(await county.waiting()):
            one = by_id[row["id"]]
            await self._decide(county, one)
            tick()

    async def _decide(self, county: County, one: Enterprise) -> None:
        match one.company.key:
            case story.RETURNED_BY_COUNTY:
                await county.give_back(one.id, "取得成效部分数据未说明核定依据，请补充", "/form/results")
            case story.REJECTED:
                await county.reject(one.id, "经实地核查，项目实施地点不在石家庄市内，不符合申报条件")
            case story.SELF_CONFIRMED:
                await county.recommend(one.id, one.company, self.refusals)
            case _:
                await county.recommend(one.id, one.company)

    async def _recommend(self, one: Enterprise) -> None:
        await self.counties[one.company.county].recommend(one.id, one.company)

    async def _require_flags(self) -> None:
        """An SME claimed by two is flagged on both; a USCC of another division is warned of, and refuses nothing."""
        for pair in OVERLAPPING:
            one, other = (self.enterprises[key] for key in pair)
            for mine, theirs in ((one, other), (other, one)):
                overlaps = [overlap["application"] for overlap in (await self.city.read(mine.id))["overlaps"]]
                if overlaps != [theirs.id]:
                    raise DemoFailure(f"{mine.name} and {theirs.name} claim one SME; flagged: {overlaps}")
        warnings = (await self.city.read(self.enterprises["chengyuan"].id))["warnings"]
        if [warning["code"] for warning in warnings] != ["other-division"]:
            raise DemoFailure(f"the USCC of another division is not warned of, but: {warnings}")

    async def _lists(self) -> None:
        """汇总表: filed, one returned and replaced, one case returned, two supplements."""
        with self._show.stage("县级报送汇总表 counties file their lists", len(self.counties) + 4) as tick:
            await _all(self._file_list(county, tick) for county in await self._counties_with_rows())
            await self._supplement_late(tick)
            await self._replace(tick)
            await self._return_case(tick)
        too_early = Wrong("申报期内结束批次", "conflict")
        await self.refusals.expect(self.city.name, too_early, self.city.close_round())

    async def _counties_with_rows(self) -> list[County]:
        return [self.counties[row["region"]] for row in await self.city.lists() if row["entries"]]

    async def _file_list(self, county: County, tick: Tick) -> None:
        await county.file_list()
        tick()

    async def _supplement_late(self, tick: Tick) -> None:
        late = self.enterprises[story.LATE]
        await Filing(late, SLIPS.get(late.company.key, ()), self.refusals).run()
        await self._recommend(late)
        county = self.counties[late.company.county]
        await county.supplement()
        self._show.say(f"{late.name}: filed late, in {county.name}'s supplement")
        tick()

    async def _replace(self, tick: Tick) -> None:
        county = self.counties[story.LIST_RETURNED]
        await self.city.return_list(county, "汇总表第一页盖章不清晰，请重新盖章报送")
        await county.file_list()
        self._show.say(f"{county.name}: its list was returned by the city, and replaced")
        tick()

    async def _return_case(self, tick: Tick) -> None:
        """The city gives one case back: mended, recommended again, and in the list by a supplement."""
        one = self.enterprises[story.RETURNED_BY_CITY]
        await self.city.give_back(one.id, "取得成效缺少可核验的具体数据，请补充")
        tick()
        await one.correct(results=one.content["results"].replace("（一）", "（一）以下数据均可在平台核验：", 1)[:1000])
        await self._recommend(one)
        await self.counties[one.company.county].supplement()
        self._show.say(f"{one.name}: returned by the city, mended, recommended again, in a supplement")
        tick()

    # 2024-08-01

    async def _acceptance(self) -> None:
        late = self.enterprises[story.EARLY_AND_LATE]
        await late.prove()
        await late.seal()
        await self.refusals.expect(late.name, Wrong("申报期结束之后申报", "round-not-open"), late.submit())
        lists = await self._counties_with_rows()
        waiting = await self.city.applications(status="recommended")
        with self._show.stage("市级收件受理 the city accepts", len(lists) + len(waiting)) as tick:
            await _all(self._receive(county, tick) for county in lists)
            await _all(self._accept(row["id"], tick) for row in waiting)
        too_late = self.enterprises["jiyue"]
        await self.refusals.expect(too_late.name, Wrong("受理之后在申报服务撤回", "held-elsewhere"), too_late.withdraw("不再申报"))
        await self.city.close_round()
        self._show.say(f"round closed by {self.city.name}")

    async def _receive(self, county: County, tick: Tick) -> None:
        await county.require_spreadsheet()
        await self.city.receive(county)
        tick()

    async def _accept(self, application: str, tick: Tick) -> None:
        await self.city.accept(application)
        tick()


async def _all(steps: Iterable[Awaitable[None]]) -> None:
    """Side by side."""
    await asyncio.gather(*steps)
