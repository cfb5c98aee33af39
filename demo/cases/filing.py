"""September 2021: bureaus write local modes, enterprises their cases, providers their solutions."""

from __future__ import annotations

import asyncio

from demo.cases.call import LOCAL_MODE, SME_CASE, SOLUTION
from demo.cases.cast import Cast
from demo.cases.filers import Enterprise, Provider, Solution, Subject, filers
from demo.cases.pictures import too_wide
from demo.cases.writing import local_mode, sme_case, solution_case
from demo.entries import Entry
from demo.progress import Tick
from demo.refusals import Wrong
from demo.registering import begun, desk_of, register

TOO_LONG = Wrong("具体举措超过1800字", "invalid-content", "too-long")
MORE = "\n（十六）其他举措。持续总结推广经验，完善配套政策，扩大覆盖范围，做到应改尽改、愿改尽改。" * 3
"""Behind whichever bureau's measures come first: what is too much for each of them."""
WIDE = Wrong("插图宽1001像素", "invalid-content", "picture-size")
WITHOUT_DIAGRAM = Wrong("缺少解决方案架构图", "invalid-content", "missing-material")
THIRD = Wrong("服务商直接报送第3个方案", "quota-exhausted")
BOTH_WAYS = Wrong("同一方案又经省级推荐", "entry-taken")


async def filing(cast: Cast) -> None:
    every = filers()
    with cast.show.stage(
        "编写报送 cases are written and filed", len(every.subjects) + len(every.enterprises) + len(every.providers)
    ) as tick:
        await asyncio.gather(
            *(_subject(cast, one, tick) for one in every.subjects),
            *(_enterprise(cast, one, tick) for one in every.enterprises),
            *(_provider(cast, one, tick) for one in every.providers),
        )
    await _both_ways(cast)
    filed = sum(bool(entry.ends != "draft") for entry in cast.entries.values())
    cast.show.say(f"{filed} cases filed, {len(cast.refusals.seen)} attempts refused so far")


async def _subject(cast: Cast, one: Subject, tick: Tick) -> None:
    """A bureau writes of a region, a cluster or a park."""
    bureau, content = cast.bureaus[one.office], local_mode(one)
    application = await bureau.begin(LOCAL_MODE, {"name": one.name, "region": one.region}, content)
    if cast.refusals.first(TOO_LONG):
        await cast.refused(bureau.bureau, TOO_LONG, application, measures=content["measures"] + MORE)
    await application.write()
    await cast.attach(one.key, application)
    await application.submit_as_it_stands()
    cast.add(Entry(one.key, one.name, content["title"], one.office, one.ends, application))
    tick()


async def _enterprise(cast: Cast, one: Enterprise, tick: Tick) -> None:
    content = sme_case(one)
    if one.key not in cast.desks:
        cast.desks[one.key] = desk_of(cast.stage.people, "enterprise", one.uscc, one.contact)
        await register(cast.desks[one.key], "enterprise", content)
    application = await begun(cast.desks[one.key], cast.call(SME_CASE), content)
    if cast.refusals.first(WIDE):
        await cast.refusals.expect(one.short, WIDE, application.send(too_wide(one)))
    await cast.attach(one.key, application)
    if one.ends != "draft":
        await application.submit_as_it_stands()
    cast.add(Entry(one.key, one.name, content["title"], one.office, one.ends, application))
    tick()


async def _provider(cast: Cast, one: Provider, tick: Tick) -> None:
    """All solutions of a provider, in the order of the file: the third that it files directly is refused."""
    desk = cast.desks[one.key] = desk_of(cast.stage.people, "provider", one.uscc, one.contact)
    solutions = [each for each in filers().solutions if each.provider == one.key]
    await register(desk, "provider", solution_case(solutions[0], one))
    for solution in solutions:
        await _solution(cast, one, solution)
    tick()


async def _solution(cast: Cast, provider: Provider, one: Solution) -> None:
    content = solution_case(one, provider)
    application = await begun(cast.desks[provider.key], cast.call(SOLUTION), content)
    if cast.refusals.first(WITHOUT_DIAGRAM):
        await cast.refusals.expect(provider.short, WITHOUT_DIAGRAM, application.submit())
    await cast.attach(one.key, application)
    if one.ended == "draft":
        await application.refresh()
        await cast.refusals.expect(provider.short, THIRD, application.submit())
    else:
        await application.submit_as_it_stands()
    cast.add(Entry(one.key, provider.name, one.name, one.office, one.ended, application))


async def _both_ways(cast: Cast) -> None:
    """What was filed directly may not come through a province as well, under whatever spelling."""
    solution = next(one for one in filers().solutions if one.way == "direct")
    provider = filers().provider_of(solution)
    content = solution_case(solution, provider) | {"way": "province", "solution": f"“{solution.name}”"}
    application = await begun(cast.desks[provider.key], cast.call(SOLUTION), content)
    await cast.attach(solution.key, application)
    await application.refresh()
    await cast.refusals.expect(provider.short, BOTH_WAYS, application.submit())
    await application.withdraw("同一方案已直接报送")
