"""August 2024: experts are drawn, sign, decline, score; scores lie apart; the ranking is published and recomputed."""

from __future__ import annotations

import asyncio
import json

from demo.chain import story
from demo.chain.agency import NAME, USCC
from demo.chain.data.experts import reviewers
from demo.chain.expert import Expert
from demo.chain.recompute import verified
from demo.chain.round.cast import Cast
from demo.papers.paper import Paper
from demo.patience import until
from demo.progress import Tick
from demo.refusals import Wrong

NOT_YET = Wrong("评分未齐即公布排序", "cases-unscored")
OFF_THE_SCALE = Wrong("打分超出范围且无理由", "invalid-content")
TWICE = Wrong("同一评分表再次提交", "wrong-status")
NOT_MINE = Wrong("查看未分配的案例", "not-found")
UNSIGNED = Wrong("未签承诺书查看案例", "undertaking-required")
AFTER_RANKING = Wrong("排序公布之后在评审服务撤回", "held-elsewhere")
_AT_ONCE = 8  # experts who work side by side


async def review(cast: Cast) -> None:
    """From the list of experts to the ranking."""
    await _register(cast)
    await _open(cast)
    await _draw(cast)
    with cast.show.stage("专家评审 the experts score", 5 * len(cast.cases)) as tick:
        await _first_steps(cast)
        await _score(cast, tick)
    await _meet(cast)
    await cast.agency.publish_ranking()
    accepted = cast.enterprises["jiyue"]
    await cast.refusals.expect(accepted.name, AFTER_RANKING, accepted.withdraw_from_review("不再申报"))
    await _report(cast)


async def _register(cast: Cast) -> None:
    lines = "\n".join(json.dumps(one.line(cast.people.account(one.subject)), ensure_ascii=False) for one in reviewers())
    sent = await cast.city.scoring.send("/v1/experts/import", Paper("", "experts.jsonl", lines.encode()), region="1301")
    cast.experts = [cast.expert(one) for one in reviewers()]
    for expert, known in zip(cast.experts, sent["experts"], strict=True):
        expert.id = known
    suspended = cast.experts[-1]
    await cast.city.scoring.post(f"/v1/experts/{suspended.id}/suspension", {"reason": "上一年度未按期完成评审"})
    cast.show.say(f"{len(cast.experts)} experts on the city's list, {suspended.name} suspended")


async def plain_review(cast: Cast) -> None:
    """The same without anything that does not go smoothly: the experts are known already."""
    listed = {row["name"]: row["id"] for row in await cast.city.scoring.every("/v1/experts")}
    cast.experts = [cast.expert(one) for one in reviewers()]
    for expert in cast.experts:
        expert.id = listed[expert.name]
    await _open(cast)
    await _draw(cast)
    with cast.show.stage("专家评审 the experts score", 5 * len(cast.cases)) as tick:
        await _score(cast, tick)
    await cast.agency.publish_ranking()
    await _report(cast)


async def _open(cast: Cast) -> None:
    """As soon as the cases have come over Kafka."""
    opening = {"agency": {"name": NAME, "uscc": USCC}}
    await until("the review", lambda: cast.city.scoring.post(f"{cast.agency.review}/opening", opening))
    cast.cases = [row["application"] for row in await cast.agency.cases()]
    cast.show.say(f"review opened with {len(cast.cases)} cases, run by {NAME}")


async def _draw(cast: Cast) -> None:
    await cast.agency.commit_seed()
    await cast.agency.close_pool()
    await cast.agency.draw()
    drawn = await asyncio.gather(*(expert.assignments() for expert in cast.experts))
    cast.reviewing = [expert for expert, rows in zip(cast.experts, drawn, strict=True) if rows]
    cast.show.say(f"{len(cast.reviewing)} experts drawn from a seed that was committed before the pool was closed")


async def _first_steps(cast: Cast) -> None:
    """What does not go smoothly: an expert looks before signing, and at others' cases; one declines; an applicant gives up."""
    first, second, *_ = cast.reviewing
    own = [row["application"] for row in await first.assignments()]
    await cast.refusals.expect(first.name, UNSIGNED, first.read(own[0]))
    await asyncio.gather(*(expert.sign() for expert in cast.reviewing))
    await cast.refusals.expect(first.name, NOT_MINE, first.read(next(case for case in cast.cases if case not in own)))
    declined = next(row["application"] for row in await second.assignments() if row["application"] != cast.enterprises[story.DISPUTED].id)
    await second.decline(declined, "近期出国交流，无法按期完成")
    cast.show.say(f"{second.name} declined one case; only that place was drawn again")
    gone = cast.enterprises[story.WITHDRAWN_IN_REVIEW]
    await gone.withdraw_from_review("项目计划调整")
    cast.cases.remove(gone.id)
    cast.show.say(f"{gone.name} withdrew in the middle of the review")


async def _score(cast: Cast, tick: Tick) -> None:
    """Until nobody has anything left, the extra expert included: an extra place comes with the last sheet of its panel."""
    if cast.refusals.first(NOT_YET):
        await cast.refusals.expect(cast.agency.desk.name, NOT_YET, cast.agency.publish_ranking())
    at_once = asyncio.Semaphore(_AT_ONCE)
    while await _round_of(cast, at_once, tick):
        pass


async def _round_of(cast: Cast, at_once: asyncio.Semaphore, tick: Tick) -> int:
    """Every expert does what waits; how many sheets came of it."""

    async def work(expert: Expert) -> int:
        async with at_once:
            waiting = await expert.assignments()
            if waiting:
                await expert.sign()
            for row in waiting:
                await _one_sheet(cast, expert, row["application"])
                tick()
            return len(waiting)

    return sum(await asyncio.gather(*(work(expert) for expert in cast.experts)))


async def _one_sheet(cast: Cast, expert: Expert, case: str) -> None:
    await expert.accept(case)
    disputed = cast.enterprises.get(story.DISPUTED)
    if cast.refusals.first(OFF_THE_SCALE):
        await cast.refusals.expect(expert.name, OFF_THE_SCALE, expert.review(case, 101))
    if disputed and case == disputed.id and not cast.stands_apart:
        cast.stands_apart = expert.name
        await expert.review(case, story.DISPUTED_MARK)
    else:
        await expert.review(case, cast.mark_of(case, expert))
    if cast.refusals.first(TWICE):
        await cast.refusals.expect(expert.name, TWICE, expert.submit(case))


async def _meet(cast: Cast) -> None:
    """The extra expert's sheet is in, and the scores still lie apart: the panel meets."""
    one = cast.enterprises[story.DISPUTED]
    sheets = await cast.agency.sheets(one.id)
    present = [sheet["expert"] for sheet in sheets if sheet["status"] == "submitted"]
    await cast.agency.record_opinion(one.id, story.quality_of(story.DISPUTED), present)
    cast.show.say(f"{cast.stands_apart} stood apart on {one.name}: an extra expert was drawn, and the panel of {len(present)} met")


async def _report(cast: Cast) -> None:
    report = await cast.workshop.make("review-report", {"agency": NAME, "cases": str(len(cast.cases)), "round": cast.round.code})
    await cast.agency.file_report(report)
    cast.recomputing = asyncio.gather(*(_recompute(cast, file) for file in ("draw", "ranking")))


async def _recompute(cast: Cast, file: str) -> None:
    """As anybody may, while the round goes on."""
    right, said = await verified(file, await cast.agency.published(file))
    cast.recomputed[file] = right
    cast.show.say(f"lianzhu {file} verify: {said}", "green" if right else "red")
