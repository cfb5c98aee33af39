"""Payments: reported as paid or returned; the account that they go to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.chassis.api.models import Input
from services.chassis.api.words import Day, Line, Words, example
from services.funding.api.models.words import Fen, Id

Digits = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern="^[0-9 -]+$")]
Attempt = Annotated[int, Field(strict=True, ge=1, le=1000, description="The order's number")]


class PaidReport(Input):
    """What finance paid: the sum in fen, the account that it went to, the voucher, the day."""

    model_config = example(fen=50000000, account="6222020402001234567", voucher="记-2024-0917", paid_on="2024-09-17")
    fen: Fen
    account: Digits
    voucher: Line
    paid_on: Day


class ReturnReport(Input):
    """Why the bank sent it back."""

    model_config = example(reason="账号与户名不符")
    reason: Words


class AccountNamed(Input):
    """The enterprise's own account. The programme's form says how long the number and the routing are."""

    model_config = example(
        holder="河北链动装备有限公司", bank="中国工商银行石家庄建华支行", number="6222020402001234567", routing="102121000012"
    )
    holder: Line
    bank: Line
    number: Digits
    routing: Digits | None = None


class SystemReport(Input):
    """What a city's own system reports of an order: paid, with sum, account, voucher and day; or returned, with the bank's reason."""

    model_config = example(
        application="01J3Z5D4Q8N2V7X9K1M6R0T4WB",
        attempt=1,
        outcome="paid",
        fen=50000000,
        account="6222020402001234567",
        voucher="记-2024-0917",
        paid_on="2024-09-17",
    )
    application: Id
    attempt: Attempt
    outcome: Literal["paid", "returned"]
    fen: Fen | None = None
    account: Digits | None = None
    voucher: Line | None = None
    paid_on: Day | None = None
    reason: Words | None = None
