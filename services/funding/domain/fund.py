"""A programme's fund (资金池): double entry between four accounts, under a cap that is never passed. All sums in fen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.funding.award import Firm
from contracts.events.funding.fund import Document, Entry, FundAudited, FundAuditOrdered, FundChanged, FundPosted
from contracts.events.parties import Officer
from contracts.events.values import Instant
from contracts.money import yuan
from contracts.refusal import Fault, Refusal, Text

LARGEST = 2**53 - 1
"""Fen: more is no integer in every reader of JSON."""


class Account(StrEnum):
    """Where the cap's money stands."""

    AVAILABLE = "available"  # 可用
    RESERVED = "reserved"  # 预留
    AWARDED = "awarded"  # 已确认待拨
    PAID = "paid"  # 已拨付


MOVES: Mapping[Entry, tuple[Account, Account]] = MappingProxyType(
    {
        "reserved": (Account.AVAILABLE, Account.RESERVED),
        "released": (Account.RESERVED, Account.AVAILABLE),
        "awarded": (Account.RESERVED, Account.AWARDED),
        "revoked": (Account.AWARDED, Account.AVAILABLE),
        "paid": (Account.AWARDED, Account.PAID),
        "returned": (Account.PAID, Account.AWARDED),
        "recovered": (Account.PAID, Account.AVAILABLE),
    }
)
"""From which account to which each entry moves a sum."""


class FundAudit(BaseModel):
    """专项审计 over the whole fund: ``result`` None while it is under way."""

    model_config = ConfigDict(frozen=True)
    number: int
    firm: Firm
    due: Instant
    result: str | None = None
    findings: str | None = None
    report: str | None = None


class Fund(BaseModel):
    """The cap and the accounts' balances, in fen. ``available`` is what is left of the cap. ``document`` None: not opened yet."""

    model_config = ConfigDict(frozen=True)
    programme: str = ""
    round: str | None = None
    cap: int = 0
    reserved: int = 0
    awarded: int = 0
    paid: int = 0
    document: Document | None = None
    audits: tuple[FundAudit, ...] = ()

    @property
    def held(self) -> int:
        """What counts against the cap."""
        return self.reserved + self.awarded + self.paid

    @property
    def available(self) -> int:
        return self.cap - self.held

    def balance(self, account: Account) -> int:
        return {
            Account.AVAILABLE: self.available,
            Account.RESERVED: self.reserved,
            Account.AWARDED: self.awarded,
            Account.PAID: self.paid,
        }[account]

    def moved(self, entry: Entry, fen: int) -> Fund:
        """The balances after one entry; nothing is checked."""
        source, target = MOVES[entry]
        change: dict[str, Any] = {}
        if source is not Account.AVAILABLE:
            change[source.value] = self.balance(source) - fen
        if target is not Account.AVAILABLE:
            change[target.value] = self.balance(target) + fen
        return self.model_copy(update=change)


def fold(state: Fund, event: Event, _at: datetime) -> Fund:
    match event:
        case FundPosted():
            return state.moved(event.entry, event.fen)
        case FundChanged():
            changed = {"programme": event.programme, "round": event.round, "cap": event.cap, "document": event.document}
            return state.model_copy(update=changed)
        case FundAuditOrdered():
            return _with_audit(state, FundAudit(number=event.audit, firm=event.firm, due=event.due))
        case FundAudited():
            result = {"result": event.result, "findings": event.findings, "report": event.report}
            return _with_audit(state, state.audits[event.audit - 1].model_copy(update=result))
    return state


def _with_audit(state: Fund, audit: FundAudit) -> Fund:
    """With a further audit, or another state of one."""
    return state.model_copy(update={"audits": (*state.audits[: audit.number - 1], audit, *state.audits[audit.number :])})


def change(state: Fund, programme: tuple[str, str | None], cap: int, document: Document, by: Officer) -> FundChanged:
    """Open the fund, or raise or lower its cap. Refused below what is committed. ``programme``: its code, and the round or None."""
    if cap < state.held:
        zh = f"总额不得低于已占用的 {yuan(state.held)}（预留、已确认和已拨付），现为 {yuan(cap)}"
        en = f"The cap cannot be below the {yuan(state.held)} that are committed; it was {yuan(cap)}"
        fault = Fault("too-small", "/cap", Text(zh, en), state.held, cap)
        raise Refusal("cap-below-committed", Text(zh, en), (fault,))
    if state.document is not None and cap == state.cap:
        raise Refusal("conflict", Text(f"总额已是 {yuan(cap)}", f"The cap is {yuan(cap)} already"))
    code, round_ = programme
    return FundChanged(
        programme=code,
        round=round_,
        before=state.cap,
        cap=cap,
        held=state.held,
        available=cap - state.held,
        document=document,
        by=by,
    )


class Award(BaseModel):
    """Whose money moves: an application's, its round and its enterprise."""

    model_config = ConfigDict(frozen=True)
    application: str
    round: str
    uscc: str
    fen: int


def post(state: Fund, entry: Entry, award: Award, reason: str | None = None) -> FundPosted:
    """One line of the ledger. Refused where the source account does not hold the sum: the cap is never passed."""
    source = MOVES[entry][0]
    there = state.balance(source)
    if award.fen > there:
        zh, en = f"资金不足：需要 {yuan(award.fen)}，{source} 账户仅有 {yuan(there)}", f"{yuan(award.fen)} needed, {yuan(there)} {source}"
        raise Refusal("cap-exceeded", Text(zh, en))
    after = state.moved(entry, award.fen)
    return FundPosted(
        programme=state.programme,
        round=award.round,
        entry=entry,
        application=award.application,
        uscc=award.uscc,
        fen=award.fen,
        held=after.held,
        available=after.available,
        reason=reason,
    )
