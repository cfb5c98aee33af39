"""公示: the decision before the public; one objection upheld, one dismissed; what stands is confirmed when the period is over."""

from __future__ import annotations

from datetime import datetime

from demo.chain import story
from demo.chain.round.cast import Cast
from demo.desk import Body
from demo.patience import until
from demo.refusals import DemoFailure, Wrong
from demo.visitor import Visitor

EARLY = Wrong("公示期内确认奖补", "not-confirmable")
LATE = Wrong("公示期满后提出异议", "objection-late")
_GROUND = "该企业列出的带动企业中有两家与其无业务往来，请核实。"
_MISTAKEN = "听说该企业并未建设工业互联网平台，请核实。"


async def notice(cast: Cast) -> str:
    """Publish it; its number in the round, as its address has it."""
    published = await cast.funders.publish_notice()
    address = f"{cast.round.review}/{published['notice']}"
    page = await cast.people.visitor(1).page(f"/notices/{address}")
    if cast.programme.title.zh not in page:
        raise DemoFailure(f"the page of notice {address} does not name the programme")
    cast.notices.append(await cast.people.visitor(1).data(f"/v1/notices/{address}"))
    cast.show.say(f"notice {published['notice']}: {published['names']} awards, until {published['ends']}: {published['link']}")
    return address


async def objections(cast: Cast, address: str) -> None:
    """Two, by two people; one award falls and its place goes to the waiting list, the other stands."""
    right, wrong = cast.people.visitor(1), cast.people.visitor(2)
    upheld, dismissed = cast.enterprises[story.OBJECTED_RIGHTLY], cast.enterprises[story.OBJECTED_WRONGLY]
    first = await right.object(address, upheld.id, _GROUND)
    second = await wrong.object(address, dismissed.id, _MISTAKEN)
    await cast.refusals.expect(cast.city.name, EARLY, cast.funders.confirm(cast.enterprises["jiyue"].id))
    await cast.funders.resolve(first["objection"], "upheld", "经核实，两家企业与申报单位无业务往来，带动企业不足8家")
    await cast.funders.resolve(second["objection"], "dismissed", "经核实，平台已建成运行，接入企业与设备属实")
    cast.show.say(f"objection to {upheld.name} upheld, to {dismissed.name} dismissed; the next of the waiting list moved up")


async def confirmation(cast: Cast, over: datetime, late: tuple[Visitor, str, str] | None = None) -> None:
    """The period is over; ``late``: who comes too late, to which notice, against whom."""
    await cast.moved(over)
    await until("the end of the notice", cast.funders.confirm_all, lambda done: bool(done["confirmed"]))
    if late:
        visitor, address, application = late
        await cast.refusals.expect("社会公众", LATE, visitor.object(address, application, _MISTAKEN))
    confirmed: list[Body] = await cast.funders.awards(status="confirmed")
    cast.show.say(f"{len(confirmed)} awards confirmed")
