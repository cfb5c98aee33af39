"""The story of the Shijiazhuang call: two rounds, from the opening to the payment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from demo.chain import story
from demo.chain.call import BEFORE, FIRST, PROGRAMME, SECOND
from demo.chain.data.company import companies
from demo.chain.gathering import gather
from demo.chain.papers.bundle import papers
from demo.chain.result import applications_table, ledger_table, notice_table
from demo.chain.round import (
    Cast,
    acceptance,
    audit_proposed,
    audits,
    confirmation,
    decision,
    examination,
    filing,
    lists,
    notice,
    objections,
    opening,
    payment,
    proposal,
    review,
    second_round,
)
from demo.chain.system import CitySystem, city_system
from demo.chain.verdict import Outcome, judge
from demo.findings import Finding
from demo.proof import all_events, at_rest, proofs
from demo.stage import Stage
from demo.stories import Ending, Story
from demo.workshop import Workshop


def _prepare(workshop: Workshop) -> None:
    for company in companies():
        workshop.begin(company.key, partial(papers, company))


async def _play(stage: Stage) -> Ending:
    cast, again = Cast(stage, FIRST, story.everybody()), Cast(stage, SECOND, story.second_round())
    async with city_system(stage) as system:
        await _drive(cast)
        await second_round(again)
        outcome, findings = await _check(stage, (cast, again), system)
    tables = [applications_table(each, outcome, stage.programme) for each in outcome.casts]
    notices = [notice_table(notice) for each in outcome.casts for notice in each.notices]
    return Ending([ledger_table(outcome.ledger), *notices, *tables], findings, [])


async def _drive(cast: Cast) -> None:
    """The first round, from its opening on."""
    await opening(cast)
    await cast.moved(FIRST.filing)
    await filing(cast)
    await cast.moved(FIRST.examination)
    await examination(cast)
    await lists(cast)
    await cast.moved(FIRST.after)
    await acceptance(cast)
    await review(cast)
    await cast.moved(FIRST.ranked)
    await proposal(cast)
    await audits(cast)
    await decision(cast, "石政会纪〔2024〕12号", "2024-08-26")
    first = await notice(cast)
    await objections(cast, first)
    await confirmation(cast, FIRST.noticed[0], (cast.people.visitor(3), first, cast.enterprises["jiyue"].id))
    await audit_proposed(cast, {})
    await decision(cast, "石政会纪〔2024〕15号", "2024-09-04")
    await notice(cast)
    await confirmation(cast, FIRST.noticed[1])
    await payment(cast)


async def _check(stage: Stage, casts: Sequence[Cast], system: CitySystem) -> tuple[Outcome, list[Finding]]:
    """The result, and what is to be said of it."""
    for cast in casts:
        if cast.recomputing:
            await cast.recomputing
    rest = [finding async for finding in at_rest(stage.settings)]
    events = await all_events(stage.settings)
    outcome = await gather(casts, events)
    return outcome, [
        *judge(outcome),
        system.told(outcome.all_events),
        *rest,
        *[finding async for finding in proofs(stage.settings, events)],
    ]


STORY = Story(PROGRAMME, BEFORE, _prepare, _play)
