"""Payment: ordered for a confirmed award, reported once, returned by the bank, ordered again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.canonical import instant
from contracts.days import after
from contracts.events.funding.payment import PaymentMade
from contracts.events.parties import Division, Filer, Officer
from contracts.regions import find_region
from services.chassis.editions import Expected
from services.chassis.identity import Principal
from services.funding.domain import ending, evaluation
from services.funding.domain import payment as rules
from services.funding.domain.award import Award, Status, fold, known
from services.funding.domain.ending import Demand
from services.funding.domain.payment import Paid
from services.funding.handlers.awards import Task, record, take_back
from services.funding.handlers.ledger import Ledger

_ITSELF = Officer(subject="/lianzhu/funding", name="资金服务")
"""Who demands back where the system acts by itself."""


async def order(task: Task) -> dict[str, Any]:
    """Order the payment, from whoever's finance the programme says."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, rules.order(state, ledger.track, _authority(task, state), task.officer))

    return await task.take("order_payment", rule)


def _authority(task: Task, state: Award) -> Division:
    code = task.desk.programme_of(state).authority.region
    region = find_region(code)
    return Division(code=code, name=region.full_name if region else code)


async def made(task: Task, paid: Paid) -> dict[str, Any]:
    """Paid, by what finance or the city's system says; the evaluation falls due some time after. Said again, it is answered as at first."""

    def rule(state: Award, ledger: Ledger) -> None:
        done = rules.made(state, paid, ledger.now, reporter(task.asked.caller))
        if done is None:
            ledger.decision.answer = _as_before(state, Status.PAID, paid.attempt)
            return
        record(ledger, state, done)
        ledger.post(state, "paid", f"凭证号 {paid.voucher}")
        if state.status is Status.REVOKING:
            _demand_back(state, ledger, done)
        else:
            record(ledger, state, *evaluation.fall_due(state, ledger.track, paid.paid_on))

    return await task.take("report_payment", rule)


def _demand_back(state: Award, ledger: Ledger, done: PaymentMade) -> None:
    """What the bank paid of a revoked award is demanded back at once, by the service itself, within the programme's period."""
    due = after(ledger.now, known(ledger.track.fund).repaid_within)
    reason = f"奖补已撤销（{known(state.reason)}），撤销时已下达的拨付单仍由银行付出（凭证号 {done.voucher}），须退回"
    record(ledger, state, ending.claw_back(fold(state, done, ledger.now), Demand(reason, due), ledger.now, _ITSELF))


async def returned(task: Task, attempt: int, reason: str) -> dict[str, Any]:
    """The bank sent it back: what was paid out is promised again. Said again, it is answered as at first."""

    def rule(state: Award, ledger: Ledger) -> None:
        done = rules.returned(state, attempt, reason, reporter(task.asked.caller))
        if done is None:
            ledger.decision.answer = _as_before(state, Status.RETURNED, attempt)
            return
        record(ledger, state, done)
        if state.status is Status.PAID:
            ledger.post(state, "returned", reason)
        elif state.status is Status.REVOKING:
            take_back(state, ledger, known(state.reason))

    return await task.take("report_return", rule)


_ENDED = {Status.PAID: Status.CLAWED_BACK, Status.RETURNED: Status.REVOKED}
"""Where a report leads of an order that was out when its award was revoked."""


def _as_before(state: Award, status: Status, attempt: int) -> dict[str, Any]:
    payment = rules.ordered(state, attempt)
    then = _ENDED[status] if payment.stopped else status
    at = payment.made_at if status is Status.PAID else payment.returned_at
    return {"id": state.id, "status": then.value, "fen": payment.order.fen, "at": instant(known(at))}


async def amend_account(task: Task, said: Mapping[str, str | None], expected: Expected) -> dict[str, Any]:
    """The enterprise mends its account, if the award is still as it was read. ``said`` by the fields of BankAccount."""

    def rule(state: Award, ledger: Ledger) -> None:
        expected.require(ledger.streams.head(task.stream).version)
        account = rules.account_of(said, task.desk.programmes.offer(known(state.call)))
        record(ledger, state, rules.amend_account(state, account, ledger.track, Filer.of(task.asked.caller)))

    return await task.take("amend_account", rule)


def reporter(caller: Principal) -> Officer | Filer:
    """Who reports: a person of the finance office, or the city's system."""
    return Filer.of(caller) if caller.kind == "system" else Officer.of(caller)
