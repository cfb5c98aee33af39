"""October 2021: the bureaus look at what they were sent, return, recommend within their quotas, and rank."""

from __future__ import annotations

import asyncio

from demo.cases.call import CORRECTED_BY, LOCAL_MODE, SME_CASE, SOLUTION
from demo.cases.cast import Cast
from demo.cases.opening import declarations
from demo.entries import Entry
from demo.offices import Bureau
from demo.progress import Tick
from demo.refusals import Wrong

UNDECLARED = Wrong("未申报“小巨人”数量即推荐", "count-undeclared")
SIXTH_GIANT = Wrong("推荐第6家“小巨人”（116家×5%取整为5）", "quota-exhausted")
FOURTH_MODE = Wrong("报送第4个地方政府模式", "quota-exhausted")
THIRD_SOLUTION = Wrong("省级推荐第3个解决方案", "quota-exhausted")
ALONE = Wrong("经办人自己复核推荐", "second-person-required")
STRANGER = Wrong("省级推荐计划单列市的企业", "forbidden")
UNRANKED = Wrong("优先顺序漏了一家", "invalid-content")
RETURNED = "taihang"
"""Returned by its bureau, mended, and recommended."""
_BEYOND = {SME_CASE: ("jingang", SIXTH_GIANT), LOCAL_MODE: ("baigou", FOURTH_MODE), SOLUTION: ("zhuangpei", THIRD_SOLUTION)}
"""By track, who comes when the quota is used up."""


async def examination(cast: Cast) -> None:
    await _before_the_counts(cast)
    await declarations(cast)
    await _return(cast)
    due = [entry for entry in cast.entries.values() if entry.ends == "recommended"]
    with cast.show.stage("推荐 bureaus recommend", len(due)) as tick:
        await asyncio.gather(*(_recommend_all(cast, bureau, tick) for bureau in cast.bureaus.values()))
    await asyncio.gather(*(_beyond(cast, *each) for each in _BEYOND.values()))
    await _rank(cast)


async def _before_the_counts(cast: Cast) -> None:
    """What is attempted while the number of giants is unknown, and by one person alone."""
    bureau, first = cast.bureaus["13"], cast.entries["hengyue"].application
    await bureau.find(first, bureau.checks_of(first), bureau.first)
    await bureau.prepare(first)
    await cast.refusals.expect(bureau.bureau, ALONE, bureau.first.post(f"{first.path}/recommendation/confirmation"))
    await cast.refusals.expect(bureau.bureau, UNDECLARED, bureau.confirm(first))
    ningbo = cast.entries["yongli"].application
    zhejiang = cast.bureaus["33"]
    await cast.refusals.expect(zhejiang.bureau, STRANGER, zhejiang.prepare(ningbo))


async def _return(cast: Cast) -> None:
    entry, bureau = cast.entries[RETURNED], cast.bureaus["13"]
    reason = {"text": "工作成效中“用工减少”未说明统计口径，请补充", "pointer": "/form/results", "clause": "附件2 四"}
    await bureau.give_back(entry.application, reason, CORRECTED_BY)
    entry.application.content["results"] = entry.application.content["results"].replace("（一）", "（一）（均为年度同比）", 1)[:1000]
    await entry.application.refresh()
    await entry.application.write()
    await entry.application.submit()
    cast.show.say(f"{entry.who}: returned by {bureau.bureau}, mended, filed again")


async def _recommend_all(cast: Cast, bureau: Bureau, tick: Tick) -> None:
    """One after the other, as they stand on the desk; what was prepared before is only confirmed."""
    for entry in cast.entries.values():
        if (entry.office, entry.ends) == (bureau.office.code, "recommended"):
            if entry.key == "hengyue":
                await bureau.confirm(entry.application)
            else:
                await bureau.recommend(entry.application)
            tick()


async def _beyond(cast: Cast, key: str, wrong: Wrong) -> None:
    """One more than the quota: refused, with where the number comes from; the bureau says so to whoever filed it."""
    entry = cast.entries[key]
    bureau = cast.bureaus[entry.office or ""]
    await cast.refusals.expect(bureau.bureau, wrong, bureau.recommend(entry.application))
    if entry.ends == "rejected":
        await bureau.reject(entry.application, {"text": "推荐名额已满，按优先顺序未列入", "pointer": None, "clause": None})
    else:
        await entry.application.withdraw("推荐名额已满")


async def _rank(cast: Cast) -> None:
    """One priority sequence over giants and the other, the reverse of how they came."""
    for bureau in cast.bureaus.values():
        recommended = ranked(cast.of(bureau.office.code, SME_CASE))
        if len(recommended) > 1 and cast.refusals.first(UNRANKED):
            await cast.refusals.expect(bureau.bureau, UNRANKED, bureau.rank(SME_CASE, recommended[1:]))
        await bureau.rank(SME_CASE, recommended)


def ranked(entries: list[Entry]) -> list[str]:
    """The order in which a bureau's SME cases have to stand on its list."""
    return [entry.application.id for entry in entries if entry.ends == "recommended"][::-1]
