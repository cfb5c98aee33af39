"""资金拨付: each award once, to the enterprise's own account; one comes back from the bank and is paid again."""

from __future__ import annotations

import asyncio

from demo.chain import story
from demo.chain.enterprise import Enterprise
from demo.chain.round.cast import Cast
from demo.desk import Body
from demo.progress import Tick
from demo.refusals import Wrong

TWICE = Wrong("同一笔奖补再次拨付", "conflict")
OTHER_SUM = Wrong("按另一金额、另一账号拨付", "payment-mismatch", "other-sum")
UNPAID = Wrong("尚未拨付即绩效评价", "wrong-status")


async def payment(cast: Cast) -> None:
    """All that are confirmed."""
    await cast.moved(cast.round.paid)
    confirmed = await cast.funders.awards(status="confirmed")
    by_id = {one.id: one for one in cast.enterprises.values()}
    with cast.show.stage("资金拨付 finance pays", len(confirmed)) as tick:
        await asyncio.gather(*(_pay(cast, by_id[row["id"]], tick) for row in confirmed))
    if story.ACCOUNT_CLOSED in cast.enterprises:
        await _pay_again(cast, cast.enterprises[story.ACCOUNT_CLOSED])
    fund = await cast.funders.fund()
    cast.show.say(f"paid: {fund['yuan']['paid']}; available: {fund['yuan']['available']}")


async def _pay(cast: Cast, one: Enterprise, tick: Tick) -> None:
    if cast.refusals.first(UNPAID):
        attempt = cast.funders.city.post(f"/v1/awards/{one.id}/evaluation/result", {"outcome": "passed", "findings": "尚未拨付，先行评价"})
        await cast.refusals.expect(cast.city.name, UNPAID, attempt)
    order = await cast.funders.order_payment(one.id)
    paid = _paid(cast, one, order)
    if cast.refusals.first(OTHER_SUM):
        wrong = paid | {"fen": order["fen"] - 100, "account": "6222000000000000"}
        await cast.refusals.expect("财政", OTHER_SUM, cast.funders.report_paid(one.id, wrong))
    await cast.funders.report_paid(one.id, paid)
    if cast.refusals.first(TWICE):
        again = cast.funders.report_paid(one.id, paid | {"voucher": "记-9999"})
        await cast.refusals.expect("财政", TWICE, again)
    tick()


def _paid(cast: Cast, one: Enterprise, order: Body) -> Body:
    cast.vouchers += 1
    return {
        "attempt": order["attempt"],
        "fen": order["fen"],
        "account": one.account["number"],
        "voucher": f"记-{cast.round.code}-{cast.vouchers:04}",
        "paid_on": cast.round.paid.date().isoformat(),
    }


async def _pay_again(cast: Cast, one: Enterprise) -> None:
    """The account had been closed; the enterprise names another of its own."""
    await cast.funders.report_returned(one.id, 1, "收款账户已销户")
    await one.amend_account(number="1309010912000456789")
    order = await cast.funders.order_payment(one.id)
    await cast.funders.report_paid(one.id, _paid(cast, one, order))
    cast.show.say(f"{one.name}: returned by the bank, account mended, paid again (order {order['attempt']})")
