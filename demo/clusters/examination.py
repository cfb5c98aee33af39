"""The six declared checks, each by the person who answers for it; then the recommendation by two officers."""

from __future__ import annotations

import asyncio

from demo.entries import Entry
from demo.offices import Bureau
from demo.progress import Tick
from demo.refusals import Wrong
from demo.reporting import Reporting

HALF = Wrong("六项审核只确认了三项即推荐", "wrong-status")
DENIED = Wrong("审核认定涉密仍推荐", "wrong-status")
DENIED_CHECK = "no-state-secret"


async def examination(cast: Reporting) -> None:
    due = list(cast.ending_in("recommended"))
    with cast.show.stage("审核推荐 bureaus check and recommend", len(due)) as tick:
        await asyncio.gather(*(_recommend_all(cast, bureau, tick) for bureau in cast.bureaus.values()))
    for entry in cast.ending_in("withdrawn"):
        await _deny(cast, entry)


async def _recommend_all(cast: Reporting, bureau: Bureau, tick: Tick) -> None:
    for entry in cast.ending_in("recommended"):
        if entry.office == bureau.office.code:
            await _recommend(cast, bureau, entry)
            tick()


async def _recommend(cast: Reporting, bureau: Bureau, entry: Entry) -> None:
    """真实、有效、无知识产权纠纷 by one officer, 不涉密、不涉个人信息、不涉其他敏感信息 by the other."""
    checks = bureau.checks_of(entry.application)
    await bureau.find(entry.application, checks[:3], bureau.first)
    if cast.refusals.first(HALF):
        await cast.refusals.expect(bureau.bureau, HALF, bureau.prepare(entry.application))
    await bureau.find(entry.application, checks[3:], bureau.second)
    await bureau.prepare(entry.application)
    await bureau.confirm(entry.application)


async def _deny(cast: Reporting, entry: Entry) -> None:
    """One of the six is denied: nobody can recommend the case, and its bureau takes it back."""
    bureau = cast.bureaus[entry.office or ""]
    clauses = [
        {"clause": check, "met": check != DENIED_CHECK, "note": "流程图含未公开的检测参数" if check == DENIED_CHECK else None}
        for check in bureau.checks_of(entry.application)
    ]
    await bureau.second.post(f"{entry.application.path}/checks", {"clauses": clauses})
    await cast.refusals.expect(bureau.bureau, DENIED, bureau.prepare(entry.application))
    await entry.application.withdraw("脱密后另行报送")
    cast.show.say(f"{entry.who}: a check was denied, and the case taken back")
