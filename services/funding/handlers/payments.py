"""Payment: ordered for a confirmed award, reported once, returned by the bank, ordered again."""

from __future__ import annotations

from typing import Any

from contracts.events.parties import BankAccount, Division, Filer, Officer
from contracts.regions import find_region
from services.chassis.identity import Principal
from services.funding.domain import evaluation
from services.funding.domain import payment as rules
from services.funding.domain.award import Award
from services.funding.domain.payment import Paid
from services.funding.handlers.awards import Task, record
from services.funding.handlers.ledger import Ledger


async def order(task: Task) -> dict[str, Any]:
    """Order the payment, to whoever's finance the programme says."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, rules.order(state, ledger.track, _authority(task, state), task.officer))

    return await task.take("order_payment", rule)


def _authority(task: Task, state: Award) -> Division:
    code = task.desk.programme_of(state).authority.region
    region = find_region(code)
    return Division(code=code, name=region.name if region else code)


async def made(task: Task, paid: Paid) -> dict[str, Any]:
    """Paid, by what finance or the city's system says; the evaluation falls due some time after."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, rules.made(state, paid, reporter(task.asked.caller)))
        record(ledger, state, *evaluation.fall_due(state, ledger.track, ledger.now))
        ledger.post(state, "paid", f"凭证号 {paid.voucher}")

    return await task.take("report_payment", rule)


async def returned(task: Task, attempt: int, reason: str) -> dict[str, Any]:
    """The bank sent it back."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, rules.returned(state, attempt, reason, reporter(task.asked.caller)))
        ledger.post(state, "returned", reason)

    return await task.take("report_return", rule)


async def amend_account(task: Task, account: BankAccount) -> dict[str, Any]:
    """The enterprise mends its account."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, rules.amend_account(state, account, Filer.of(task.asked.caller)))

    return await task.take("amend_account", rule)


def reporter(caller: Principal) -> Officer | Filer:
    """Who reports: a person of the finance office, or the city's system."""
    return Filer.of(caller) if caller.kind == "system" else Officer.of(caller)
