"""The second round: those who lost apply again, and so does a winner of the first, who gets nothing more."""

from __future__ import annotations

import asyncio

from contracts.money import yuan
from demo.chain import story
from demo.chain.enterprise import Enterprise
from demo.chain.filing import Filing
from demo.chain.round.acceptance import accept_all
from demo.chain.round.cast import Cast
from demo.chain.round.decision import decision
from demo.chain.round.notice import confirmation, notice
from demo.chain.round.payment import payment
from demo.chain.round.proposal import AWARD, audit_proposed
from demo.chain.round.review import plain_review
from demo.patience import until
from demo.progress import Tick
from demo.refusals import DemoFailure


async def second_round(cast: Cast) -> None:
    """From drafts to payments."""
    cast.quality = story.SECOND_QUALITIES.__getitem__
    await cast.city.open_round()
    await cast.moved(cast.round.filing)
    with cast.show.stage("第二批次申报 the second round's enterprises file", len(cast.enterprises)) as tick:
        await asyncio.gather(*(_file(cast, one, tick) for one in cast.enterprises.values()))
    await cast.moved(cast.round.examination)
    await asyncio.gather(*(cast.recommend(one) for one in cast.enterprises.values()))
    await asyncio.gather(*(county.file() for county in await cast.counties_with_rows()))
    await cast.moved(cast.round.after)
    await accept_all(cast)
    await cast.city.close_round()
    await plain_review(cast)
    await cast.moved(cast.round.ranked)
    await _propose(cast)
    await audit_proposed(cast, {})
    await decision(cast, "石政会纪〔2025〕9号", cast.round.ranked.date().isoformat())
    await notice(cast)
    await confirmation(cast, cast.round.noticed[0])
    await payment(cast)


async def _file(cast: Cast, one: Enterprise, tick: Tick) -> None:
    await Filing(one, (), cast.refusals).run()
    tick()


async def _propose(cast: Cast) -> None:
    """The cap is raised; the winner of the first round is refused."""
    before = (await cast.funders.fund())["cap"] // 100
    await cast.funders.set_cap(before + story.SECOND_AWARDS * AWARD, "石财企〔2025〕18号", cast.round.ranked.date().isoformat())
    await until("the ranking at funding", cast.funders.propose, lambda _: True)
    made = await cast.funders.proposed()
    winner = cast.enterprises[story.WINNER_AGAIN]
    row = next(row for row in made["rows"] if row["application"] == winner.id)
    if (row["outcome"], row["why"], row["rank"]) != ("none", "held-before", 1):
        raise DemoFailure(f"{winner.name} won in the first round, and is {row['outcome']} ({row['why']}) at rank {row['rank']}")
    cast.show.say(f"{winner.name}, awarded in the first round, ranks first again and gets nothing: {row['reason']}")
    cast.show.say(f"proposed: {sum(each['outcome'] == 'award' for each in made['rows'])} awards of {yuan(AWARD * 100)}")
