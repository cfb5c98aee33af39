"""2024-04-24: somebody is too early, and the city opens the round."""

from __future__ import annotations

from demo.chain import story
from demo.chain.round.cast import Cast
from demo.refusals import Wrong

TOO_EARLY = Wrong("批次开放之前申报", "round-not-open")


async def opening(cast: Cast) -> None:
    early = cast.enterprises[story.EARLY_AND_LATE]
    await early.register()
    await cast.refusals.expect(early.name, TOO_EARLY, early.begin())
    await cast.city.open_round()
    cast.show.say(f"round opened by {cast.city.name}: 2024-04-25 to 2024-07-31")
