"""2024-07-08: the enterprises file, several side by side, each with what it does wrong on the way."""

from __future__ import annotations

import asyncio

from demo.chain import story
from demo.chain.data.company import Company
from demo.chain.filing import Filing
from demo.chain.round.cast import Cast
from demo.chain.slips import SLIPS
from demo.progress import Tick
from demo.refusals import Wrong

AT_ONCE = 6  # enterprises that file side by side
SOLE_TRADER = Wrong("个体工商户（92…）申报", "invalid-content", "sole-trader")


async def filing(cast: Cast) -> None:
    filers = story.filers()
    with cast.show.stage("企业申报 enterprises file", len(filers) + 2) as tick:
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(_file(cast, one, gate, tick) for one in filers), _sole_trader(cast, tick), _draft(cast, tick))
    await _strangers(cast)
    cast.show.say(f"{len(filers)} applications filed, {len(cast.refusals.seen)} attempts refused so far")


async def _file(cast: Cast, company: Company, gate: asyncio.Semaphore, tick: Tick) -> None:
    async with gate:
        await Filing(cast.enterprises[company.key], SLIPS.get(company.key, ()), cast.refusals).run()
    tick()


async def _sole_trader(cast: Cast, tick: Tick) -> None:
    one = cast.enterprises["guangshun"]
    await one.register()
    await one.begin()
    await one.write()
    await cast.refusals.expect(one.name, SOLE_TRADER, one.submit())
    await one.withdraw("不具有独立法人资格，放弃申报")
    tick()


async def _draft(cast: Cast, tick: Tick) -> None:
    """Begun in time, and left lying."""
    one = cast.enterprises[story.EARLY_AND_LATE]
    await one.begin()
    await one.write()
    tick()


async def _strangers(cast: Cast) -> None:
    """Nobody learns more than a 404 of what they may not see; who may see and not act gets a 403."""
    mine, other = cast.enterprises["jiyue"], cast.enterprises["herun"]
    await cast.refusals.expect(other.name, Wrong("查看别家的申报", "not-found"), other.desk.get(mine.path))
    far = cast.counties["130181"]
    await cast.refusals.expect(far.bureau, Wrong("查看外县的申报", "not-found"), far.first.get(mine.path))
    await cast.refusals.expect(mine.name, Wrong("企业自己受理", "forbidden"), mine.desk.post(f"{mine.path}/acceptance"))
