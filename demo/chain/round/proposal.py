"""After the ranking: the fund's cap, the proposal, the special audits; one audit fails, and the waiting list moves up."""

from __future__ import annotations

import asyncio

from contracts.money import yuan
from demo.chain import story
from demo.chain.round.cast import Cast
from demo.desk import Body
from demo.patience import until
from demo.refusals import DemoFailure, Wrong

AWARD = 500_000  # yuan, as the programme has it
FORBIDDEN_FIRM = Wrong("由出具年度审计报告的事务所专项审计", "auditor-not-independent")
BELOW = Wrong("总额低于已占用金额", "cap-below-committed")
NOT_YET = Wrong("未公示即确认奖补", "not-confirmable")


async def proposal(cast: Cast) -> None:
    """The cap is smaller than the demand, and cuts through a tie."""
    await cast.funders.set_cap(story.AWARDS * AWARD, "石财企〔2024〕31号", "2024-08-20")
    await until("the ranking at funding", cast.funders.propose, lambda _: True)
    made = await cast.funders.proposed()
    _require_cut(cast, made)
    await cast.refusals.expect(cast.city.name, BELOW, cast.funders.set_cap(AWARD, "石财企〔2024〕32号", "2024-08-21"))
    more = await cast.funders.city.get(f"{cast.funders.proposal}/what-if", cap=str((story.AWARDS + 2) * AWARD * 100))
    cast.show.say(f"proposed: {story.AWARDS} awards, {yuan(story.AWARDS * AWARD * 100)}; with a cap for two more: {_awards(more)}")


def _awards(shown: Body) -> int:
    return sum(row["outcome"] == "award" for row in shown["rows"])


def _require_cut(cast: Cast, made: Body) -> None:
    """The two cases of one total stand on both sides of the line."""
    outcome = {row["application"]: row["outcome"] for row in made["rows"]}
    tied = sorted(outcome[cast.enterprises[key].id] for key in story.TIED)
    if _awards(made) != story.AWARDS or tied != ["award", "waiting"] or not made["cut"]:
        raise DemoFailure(f"the tie is not at the line of the cap: {_awards(made)} awards, the tied ones are {tied}")
    cast.show.say(f"a tie across the cut line at {made['cut']['total']}, broken by {'、'.join(made['cut']['broken_by'])}")


async def audits(cast: Cast) -> None:
    """专项审计 of each proposed award, also of who moves up."""
    first = cast.enterprises["jiyue"]
    own = first.content
    attempt = cast.funders.order_audit(first.id, own["auditor_name"], own["auditor_uscc"])
    await cast.refusals.expect(cast.city.name, FORBIDDEN_FIRM, attempt)
    await cast.refusals.expect(cast.city.name, NOT_YET, cast.funders.confirm(first.id))
    await audit_proposed(cast, {cast.enterprises[story.AUDIT_FAILS].id: "带动企业中三家与申报单位受同一实际控制人控制"})
    fallen = cast.enterprises[story.AUDIT_FAILS].name
    cast.show.say(f"{fallen}: special audit failed; the first of the waiting list moved up and was audited too")


async def audit_proposed(cast: Cast, failing: dict[str, str]) -> None:
    """Until no proposed award is without its audit."""
    while waiting := [row for row in await cast.funders.awards(status="proposed") if await _unaudited(cast, row)]:
        await asyncio.gather(*(_audit(cast, row, failing.get(row["id"])) for row in waiting))


async def _unaudited(cast: Cast, row: Body) -> bool:
    return (await cast.funders.award(row["id"]))["audit"] is None


async def _audit(cast: Cast, row: Body, reason: str | None) -> None:
    await cast.funders.order_audit(row["id"])
    await cast.funders.audit(row["id"], row["applicant"], reason)
