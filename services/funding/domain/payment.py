"""资金拨付: one order for one award, to the enterprise's own account; paid once, and again only where the bank returned it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from contracts.days import day
from contracts.events.funding.payment import AccountAmended, PaymentMade, PaymentOrdered, PaymentReturned, PaymentStopped
from contracts.events.parties import BankAccount, Division, Filer, Officer
from contracts.form import check_fields, normal_value
from contracts.money import yuan
from contracts.programme.fields import Meaning
from contracts.programme.track import Offer, Track
from contracts.refusal import Fault, Refusal, Text
from services.funding.domain.award import Award, Payment, Status, known
from services.funding.domain.objection import require_unnamed
from services.funding.domain.refusals import require, require_past

_GAPS = re.compile(r"[\s-]")


def order(state: Award, track: Track, city: Division, by: Officer) -> PaymentOrdered:
    """Order the payment of a confirmed award, or of one that the bank returned. ``city``: the authority's own division."""
    if track.payment is None:
        raise Refusal("wrong-status", Text("该类别没有资金拨付", "The track pays nothing"))
    require(state, Status.CONFIRMED, Status.RETURNED)
    _require_unobjected(state)
    applicant = known(state.candidate).applicant
    if state.account is None:
        raise Refusal("wrong-status", Text("尚无收款账户，请企业补充", "There is no account to pay to: the enterprise has to name one"))
    _require_own(state.account, applicant.name, track)
    return PaymentOrdered(
        application=state.id,
        call=known(state.call),
        attempt=len(state.payments) + 1,
        fen=state.fen,
        account=state.account,
        through=applicant.region if track.payment.through == "county" else city,
        by=by,
    )


def _require_unobjected(state: Award) -> None:
    """An objection that came in time may have been entered after the confirmation."""
    if state.open_objections:
        zh, en = f"有 {len(state.open_objections)} 件异议未处理，暂不能下达拨付单", f"{len(state.open_objections)} objections are open"
        raise Refusal("wrong-status", Text(zh, en))
    if any(objection.outcome == "upheld" for objection in state.objections):
        raise Refusal("wrong-status", Text("异议已成立，请先撤销奖补", "An objection was upheld: the award is to be revoked"))


def _require_own(account: BankAccount, name: str, track: Track) -> None:
    if account.holder != name:
        zh = f"收款账户名称“{account.holder}”与企业全称“{name}”不一致"
        text = Text(zh, f"The account holder {account.holder} is not the enterprise {name}")
        source = track.payment.clause("account") if track.payment else None
        raise Refusal("payment-mismatch", text, (Fault("not-own", "/holder", text, name, account.holder, source),), source=source)


def amend_account(state: Award, account: BankAccount, track: Track, by: Filer) -> AccountAmended:
    """The enterprise mends its account, before it is ordered (again)."""
    require(state, Status.PROPOSED, Status.WAITING, Status.CONFIRMED, Status.RETURNED)
    _require_own(account, known(state.candidate).applicant.name, track)
    return AccountAmended(application=state.id, call=known(state.call), account=account, by=by)


_FIELDS = {
    "holder": Meaning.ACCOUNT_HOLDER,
    "bank": Meaning.ACCOUNT_BANK,
    "number": Meaning.ACCOUNT_NUMBER,
    "routing": Meaning.ACCOUNT_ROUTING,
}


def account_of(said: Mapping[str, str | None], offer: Offer) -> BankAccount:
    """An account as the programme's form asks for one, numbers without gaps. Refused with every fault; ``said`` by BankAccount's fields."""
    form = offer.track.form
    fields = {name: form.fields[field] for name, meaning in _FIELDS.items() if (field := form.field_for(meaning))}
    given = {name: value for name, value in said.items() if value is not None}
    if faults := check_fields(fields, offer.choices, given):
        text = Text(f"共有 {len(faults)} 处不符合要求", f"{len(faults)} thing(s) do not meet the requirements")
        raise Refusal("invalid-content", text, tuple(faults))
    return BankAccount.model_validate({name: normal_value(fields[name], given[name]) if name in given else None for name in _FIELDS})


@dataclass(frozen=True, slots=True)
class Paid:
    """What finance says it paid: ``attempt`` is the order's, ``account`` the number it went to."""

    attempt: int
    fen: int
    account: str
    voucher: str
    paid_on: date


def made(state: Award, paid: Paid, now: datetime, by: Officer | Filer) -> PaymentMade | None:
    """Paid, as ordered: the same attempt, sum and account. Never twice; None where the very same was reported before.

    What was paid is a fact, and recorded also where the award was revoked meanwhile.
    """
    payment = ordered(state, paid.attempt)
    _require_same(payment.order, paid)
    if payment.made is not None:
        _require_repeated(payment.made, paid)
        return None
    if payment.returned is not None:
        raise Refusal("conflict", Text("该笔已被银行退回，须重新下达拨付单", "The bank returned it: it has to be ordered again"))
    require(state, Status.ORDERED, Status.REVOKING)
    require_past(paid.paid_on, day(now), "/paid_on")
    _require_after_order(payment, paid.paid_on)
    return PaymentMade(
        application=state.id,
        call=known(state.call),
        attempt=paid.attempt,
        fen=paid.fen,
        voucher=paid.voucher,
        paid_on=paid.paid_on,
        by=by,
    )


def _require_repeated(before: PaymentMade, paid: Paid) -> None:
    if (before.voucher, before.paid_on) != (paid.voucher, paid.paid_on):
        zh, en = f"该笔已于 {before.paid_on} 拨付，凭证号 {before.voucher}", f"It was paid on {before.paid_on}, voucher {before.voucher}"
        raise Refusal("conflict", Text(zh, en))


def _require_after_order(payment: Payment, paid_on: date) -> None:
    since = day(payment.ordered_at)
    if paid_on < since:
        text = Text(f"拨付日期早于拨付单日期 {since}", f"The payment was ordered on {since}: it cannot have been paid before")
        raise Refusal("invalid-content", text, (Fault("too-early", "/paid_on", text, since.isoformat(), paid_on.isoformat()),))


def _require_same(order: PaymentOrdered, paid: Paid) -> None:
    """The account by its digits: banks write numbers with gaps."""
    faults = []
    if paid.fen != order.fen:
        text = Text(f"金额应为 {yuan(order.fen)}", f"The sum has to be {order.fen} fen")
        faults.append(Fault("other-sum", "/fen", text, order.fen, paid.fen))
    if _GAPS.sub("", paid.account) != _GAPS.sub("", order.account.number):
        text = Text("账号与拨付单不一致", "The account is not the order's")
        faults.append(Fault("other-account", "/account", text))
    if faults:
        raise Refusal("payment-mismatch", Text("与拨付单不一致", "This is not what was ordered"), tuple(faults))


def returned(state: Award, attempt: int, reason: str, by: Officer | Filer) -> PaymentReturned | PaymentStopped | None:
    """The bank sent it back, whether or not it was reported as paid before; the award stands, and may be ordered again.

    Of an award that was revoked meanwhile: it was not paid. None where the very same was reported before.
    """
    payment = ordered(state, attempt)
    if payment.returned is not None:
        if payment.returned != reason:
            raise Refusal("conflict", Text("该笔已记录为银行退回", "It has been recorded as returned already"))
        return None
    require(state, Status.ORDERED, Status.PAID, Status.REVOKING)
    require_unnamed(state, reason, "/reason")
    kind = PaymentStopped if state.status is Status.REVOKING else PaymentReturned
    return kind(application=state.id, call=known(state.call), attempt=attempt, fen=state.fen, reason=reason, by=by)


def ordered(state: Award, attempt: int) -> Payment:
    """The order with this number. Refused where there is none: what was not ordered is not paid."""
    if not 1 <= attempt <= len(state.payments):
        zh, en = f"没有第 {attempt} 次拨付单", f"There is no payment order {attempt}"
        raise Refusal("payment-mismatch", Text(zh, en), (Fault("other-order", "/attempt", Text(zh, en), len(state.payments), attempt),))
    return state.payments[attempt - 1]
