"""资金拨付: one order for one award, to the enterprise's own account; paid once, and again only where the bank returned it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contracts.events.funding.payment import AccountAmended, PaymentMade, PaymentOrdered, PaymentReturned
from contracts.events.parties import BankAccount, Division, Filer, Officer
from contracts.money import yuan
from contracts.programme.track import Track
from contracts.refusal import Fault, Refusal, Text
from services.funding.domain.award import Award, Payment, Status, known
from services.funding.domain.refusals import require


def order(state: Award, track: Track, city: Division, by: Officer) -> PaymentOrdered:
    """Order the payment of a confirmed award, or of one that the bank returned. ``city``: the authority's own division."""
    require(state, Status.CONFIRMED, Status.RETURNED)
    candidate = known(state.candidate)
    account = known(state.account)
    _require_own(account, candidate.applicant.name)
    through = candidate.applicant.region if track.payment and track.payment.through == "county" else city
    return PaymentOrdered(
        application=state.id,
        call=known(state.call),
        attempt=len(state.payments) + 1,
        fen=state.fen,
        account=account,
        through=through,
        by=by,
    )


def _require_own(account: BankAccount, name: str) -> None:
    if account.holder != name:
        zh = f"收款账户名称“{account.holder}”与企业全称“{name}”不一致"
        text = Text(zh, f"The account holder {account.holder} is not the enterprise {name}")
        raise Refusal("payment-mismatch", text, (Fault("not-own", "/account/holder", text, name, account.holder),))


def amend_account(state: Award, account: BankAccount, by: Filer) -> AccountAmended:
    """The enterprise mends its account, before it is ordered (again)."""
    require(state, Status.PROPOSED, Status.WAITING, Status.CONFIRMED, Status.RETURNED)
    _require_own(account, known(state.candidate).applicant.name)
    return AccountAmended(application=state.id, call=known(state.call), account=account, by=by)


@dataclass(frozen=True, slots=True)
class Paid:
    """What finance says it paid: ``attempt`` is the order's, ``account`` the number it went to."""

    attempt: int
    fen: int
    account: str
    voucher: str
    paid_on: date


def made(state: Award, paid: Paid, by: Officer | Filer) -> PaymentMade:
    """Paid, as ordered: the same attempt, sum and account. Never twice."""
    payment = _ordered(state, paid.attempt)
    if payment.made is not None:
        text = Text(f"该笔已拨付，凭证号 {payment.made.voucher}", f"It has been paid already, voucher {payment.made.voucher}")
        raise Refusal("conflict", text)
    require(state, Status.ORDERED)
    _require_same(payment.order, paid)
    return PaymentMade(
        application=state.id,
        call=known(state.call),
        attempt=paid.attempt,
        fen=paid.fen,
        voucher=paid.voucher,
        paid_on=paid.paid_on,
        by=by,
    )


def _require_same(order: PaymentOrdered, paid: Paid) -> None:
    faults = []
    if paid.fen != order.fen:
        text = Text(f"金额应为 {yuan(order.fen)}", f"The sum has to be {order.fen} fen")
        faults.append(Fault("other-sum", "/fen", text, order.fen, paid.fen))
    if paid.account != order.account.number:
        text = Text("账号与拨付单不一致", "The account is not the order's")
        faults.append(Fault("other-account", "/account", text, order.account.number, paid.account))
    if faults:
        raise Refusal("payment-mismatch", Text("与拨付单不一致", "This is not what was ordered"), tuple(faults))


def returned(state: Award, attempt: int, reason: str, by: Officer | Filer) -> PaymentReturned:
    """The bank sent it back: the award stands, and may be ordered again."""
    payment = _ordered(state, attempt)
    if payment.returned is not None or payment.made is None:
        raise Refusal("wrong-status", Text("该笔未拨付或已退回", "It has not been paid, or was returned already"))
    require(state, Status.PAID)
    return PaymentReturned(application=state.id, call=known(state.call), attempt=attempt, fen=state.fen, reason=reason, by=by)


def _ordered(state: Award, attempt: int) -> Payment:
    """The order with this number, which has to be the last."""
    if attempt != len(state.payments) or not state.payments:
        zh, en = f"没有第 {attempt} 次拨付单", f"There is no payment order {attempt} that waits"
        raise Refusal("payment-mismatch", Text(zh, en), (Fault("other-order", "/attempt", Text(zh, en), len(state.payments), attempt),))
    return state.payments[-1]
