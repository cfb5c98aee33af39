"""A programme's fund (资金池): double entry between four accounts, under a cap that is never passed. All sums in fen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.funding.fund import Document, Entry, FundChanged, FundPosted
from contracts.events.parties import Officer
from contracts.money import yuan
from contracts.refusal import Fault, Refusal, Text


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

    @property
    def held(self) -> int:
        """What counts against the cap."""
        return self.reserved + self.awarded + self.paid

    @property
    def available(self) -> int:
        return self.cap - self.held

    def moved(self, entry: Entry, fen: int) -> Fund:
        """The balances after one entry; nothing is checked."""
        source, target = MOVES[entry]
        balances = {account: getattr(self, account) for account in (Account.RESERVED, Account.AWARDED, Account.PAID)}
        changed = {account: balance - fen * (account is source) + fen * (account is target) for account, balance in balances.items()}
        return self.model_copy(update={str(account): balance for account, balance in changed.items()})


def fold(state: Fund, event: Event, _at: datetime) -> Fund:
    match event:
        case FundChanged():
            changed = {"programme": event.programme, "round": event.round, "cap": event.cap, "document": event.document}
            return state.model_copy(update=changed)
        case FundPosted():
            return state.moved(event.entry, event.fen)
    return state


def change(state: Fund, programme: tuple[str, str | None], cap: int, document: Document, by: Officer) -> list[Event]:
    """Open the fund, or raise or lower its cap. Refused below what is committed. ``programme``: its code, and the round or None."""
    if cap < state.held:
        zh = f"总额不得低于已占用的 {yuan(state.held)}（预留、已确认和已拨付），现为 {yuan(cap)}"
        en = f"The cap cannot be below the {yuan(state.held)} that are committed; it was {yuan(cap)}"
        fault = Fault("too-small", "/cap", Text(zh, en), state.held, cap)
        raise Refusal("cap-below-committed", Text(zh, en), (fault,))
    code, round_ = programme
    return [FundChanged(programme=code, round=round_, before=state.cap, cap=cap, document=document, by=by)]


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
    there = state.available if source is Account.AVAILABLE else getattr(state, source)
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
