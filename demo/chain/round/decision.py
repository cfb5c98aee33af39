"""政府决策: one person prepares, another approves; the minutes are on record."""

from __future__ import annotations

from demo.chain.round.cast import Cast
from demo.refusals import Wrong

OWN = Wrong("审定自己提出的决策", "second-person-required")


async def decision(cast: Cast, minutes: str, day: str) -> None:
    """All that is proposed and not decided yet."""
    prepared = await cast.funders.prepare_decision()
    if cast.refusals.first(OWN):
        said = {"struck": [], "minutes": {"number": minutes, "date": day}}
        attempt = cast.funders.city_as_approver.post(f"{cast.funders.proposal}/decision/approval", said)
        await cast.refusals.expect(cast.city.name, OWN, attempt)
    made = await cast.funders.approve(minutes, day)
    cast.show.say(f"decision {made['decision']}: {made['names']} awards, {made['yuan']}, {minutes} (prepared: {prepared['names']})")
