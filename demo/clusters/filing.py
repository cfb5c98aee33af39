"""June 2024: bureaus write of clusters, and of what they do for them themselves."""

from __future__ import annotations

import asyncio

from demo.clusters.attachments import small_picture
from demo.clusters.call import CASE, PRACTICE
from demo.clusters.filers import Cluster, Practice, filers
from demo.clusters.writing import cluster_case, practice
from demo.entries import Entry
from demo.progress import Tick
from demo.refusals import Wrong
from demo.reporting import Reporting

FOUR_DIRECTIONS = Wrong("选了4个案例方向", "invalid-content", "option-count")
SMALL = Wrong("图片小于2MB", "invalid-content", "file-size")
NOT_EDITABLE = Wrong("流程图没有可编辑版本", "invalid-content", "missing-editable")
NO_POLICY = Wrong("省级举措未附政策原文", "invalid-content", "missing-material")
TWICE = Wrong("同一集群的同一案例再次报送", "entry-taken")


async def filing(cast: Reporting) -> None:
    every = filers()
    with cast.show.stage("编写报送 cases are written and filed", len(every.clusters) + len(every.practices)) as tick:
        await asyncio.gather(
            *(_cluster(cast, one, tick) for one in every.clusters),
            *(_practice(cast, one, tick) for one in every.practices),
        )
    await _twice(cast, every.clusters[0])
    filed = sum(entry.ends != "draft" for entry in cast.entries.values())
    cast.show.say(f"{filed} cases filed, {len(cast.refusals.seen)} attempts refused so far")


async def _cluster(cast: Reporting, one: Cluster, tick: Tick) -> None:
    bureau, content = cast.bureaus[one.office], cluster_case(one)
    application = await bureau.begin(CASE, {"name": one.name, "region": one.region}, content)
    if cast.refusals.first(FOUR_DIRECTIONS):
        more = ["sharing", "quality", "innovation", {"other": "应急物资保障"}]
        await cast.refused(bureau.bureau, FOUR_DIRECTIONS, application, directions=more)
    await application.write()
    if cast.refusals.first(SMALL):
        await cast.refusals.expect(bureau.bureau, SMALL, application.send(small_picture()))
    for paper in await cast.stage.workshop.papers(one.key):
        if paper.name.endswith("流程图.docx") and cast.refusals.first(NOT_EDITABLE):
            await application.refresh()
            await cast.refusals.expect(bureau.bureau, NOT_EDITABLE, application.submit())
        await application.send(paper)
    if one.ends != "draft":
        await application.submit_as_it_stands()
    cast.add(Entry(one.key, one.name, content["title"], one.office, one.ends, application))
    tick()


async def _practice(cast: Reporting, one: Practice, tick: Tick) -> None:
    bureau, content = cast.bureaus[one.office], practice(one)
    application = await bureau.begin(PRACTICE, {"name": one.name, "region": one.region}, content)
    if cast.refusals.first(NO_POLICY):
        await cast.refused(bureau.bureau, NO_POLICY, application)
    await application.write()
    await cast.attach(one.key, application)
    await application.submit_as_it_stands()
    cast.add(Entry(one.key, one.name, f"{one.name}中小企业特色产业集群培育举措", one.office, one.ends, application))
    tick()


async def _twice(cast: Reporting, one: Cluster) -> None:
    bureau = cast.bureaus[one.office]
    application = await bureau.begin(CASE, {"name": one.name, "region": one.region}, cluster_case(one))
    await cast.refused(bureau.bureau, TWICE, application)
    await application.withdraw("与已报送的案例重复")
