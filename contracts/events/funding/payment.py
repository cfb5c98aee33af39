"""Payment (资金拨付) and performance evaluation (绩效评价). Stream: ``award/<application>``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.parties import BankAccount, Division, Filer, Officer
from contracts.events.values import ApplicationId, DivisionCode, Fen, Instant, Json, Position, Words


class PaymentOrdered(Event):
    """To be paid to the enterprise's own account. ``attempt`` is 2 after the bank returned the first; ``through``: whose finance pays."""

    type = "lianzhu.funding.payment.ordered.v1"
    application: ApplicationId
    call: Call
    attempt: Position
    fen: Fen
    account: BankAccount
    through: Division
    by: Officer


class PaymentMade(Event):
    """Paid, by what finance or the city's own system says."""

    type = "lianzhu.funding.payment.made.v1"
    application: ApplicationId
    call: Call
    attempt: Position
    fen: Fen
    voucher: Words
    paid_on: date
    by: Officer | Filer


class PaymentReturned(Event):
    """The bank sent it back: the award stands, and is ordered again, to an amended account where that was wrong."""

    type = "lianzhu.funding.payment.returned.v1"
    application: ApplicationId
    call: Call
    attempt: Position
    fen: Fen
    reason: Words
    by: Officer | Filer


class PaymentStopped(Event):
    """The order that was out when its award was revoked was not paid: stopped, or sent back by the bank."""

    type = "lianzhu.funding.payment.stopped.v1"
    application: ApplicationId
    call: Call
    attempt: Position
    fen: Fen
    reason: Words
    by: Officer | Filer


class AccountAmended(Event):
    """The enterprise mended its account, still in its own name."""

    type = "lianzhu.funding.account.amended.v1"
    application: ApplicationId
    call: Call
    account: BankAccount
    by: Filer


class EvaluationDue(Event):
    """The enterprise is to file its evaluation form before ``due``."""

    type = "lianzhu.funding.evaluation.due.v1"
    application: ApplicationId
    call: Call
    due: Instant
    remind: tuple[Instant, ...] = ()
    """When an enterprise that has filed nothing is reminded, by the programme."""


class EvaluationReminded(Event):
    """The due date comes near, and the form is not filed yet."""

    type = "lianzhu.funding.evaluation.reminded.v1"
    application: ApplicationId
    call: Call
    due: Instant


class EvaluationFiled(Event):
    """What the enterprise says, by the programme's form."""

    type = "lianzhu.funding.evaluation.filed.v1"
    application: ApplicationId
    call: Call
    form: dict[str, Json]
    by: Filer


class EvaluationRecorded(Event):
    """The bureau's finding. ``consequence`` is what the programme says of a failed one."""

    type = "lianzhu.funding.evaluation.recorded.v1"
    application: ApplicationId
    call: Call
    region: DivisionCode
    outcome: Literal["passed", "failed"]
    findings: Words
    consequence: Literal["none", "recorded", "clawback"]
    by: Officer
