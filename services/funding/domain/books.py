"""The books of all funds, kept a second time from the record alone, to hold them against what the record says.

Money moves in the commit that moves its award, so that after every commit the ledger, a fund's sums and the states of its awards agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.events.event import Event
from contracts.events.funding.fund import FundChanged, FundPosted
from contracts.events.intake.content import Call
from contracts.money import yuan
from services.funding.domain import award as awards
from services.funding.domain import fund as funds
from services.funding.domain import grantee as grantees
from services.funding.domain.award import Award, Status, known
from services.funding.domain.fund import Account, Fund
from services.funding.domain.grantee import Grantee

ACCOUNT_OF: Mapping[Status, Account] = {
    Status.PROPOSED: Account.RESERVED,
    Status.CONFIRMED: Account.AWARDED,
    Status.ORDERED: Account.AWARDED,
    Status.RETURNED: Account.AWARDED,
    Status.REVOKING: Account.AWARDED,
    Status.PAID: Account.PAID,
    Status.CLAWED_BACK: Account.PAID,
}
"""Where the money of an award stands; not named: it holds none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not agree, and the commit after which it did not."""

    commit: str
    what: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What a commit did to one stream."""

    stream: str
    version: int
    at: datetime
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Rules:
    """Of a call: the key of the fund that its awards come from, and whether an enterprise is awarded once."""

    fund: str
    once: bool


@dataclass(slots=True)
class Books:
    """``rules`` gives those of a call; None: its track awards no money."""

    rules: Callable[[Call], Rules | None]
    funds: dict[str, Fund] = field(default_factory=dict)
    awards: dict[str, Award] = field(default_factory=dict)
    grantees: dict[str, Grantee] = field(default_factory=dict)
    lines: int = 0
    _versions: dict[str, int] = field(default_factory=dict)
    _sums: dict[str, dict[Account, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    _holders: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def enter(self, commit: str, parts: Sequence[Entered]) -> list[Finding]:
        """Enter a commit, the next in order; what does not agree after it."""
        said = [what for part in parts for what in self._take(part)]
        touched = {part.stream.split("/", 1)[1] for part in parts if part.stream.startswith("fund/")}
        touched |= {rules.fund for part in parts if (state := self._award(part)) and (rules := self._rules(state))}
        said += [what for key in sorted(touched) for what in self._disagreement(key)]
        return [Finding(commit, what) for what in said]

    def close(self) -> list[Finding]:
        """At the end: whoever holds an award is bound to it, and to no other."""
        return [Finding("-", what) for (programme, uscc), held in self._holders.items() for what in self._unbound(programme, uscc, held)]

    def _rules(self, state: Award) -> Rules | None:
        return self.rules(state.call) if state.call else None

    def _award(self, part: Entered) -> Award | None:
        return self.awards.get(part.stream.split("/", 1)[1]) if part.stream.startswith("award/") else None

    def _take(self, part: Entered) -> Iterator[str]:
        category, key = part.stream.split("/", 1)
        if part.version != self._versions.get(part.stream, 0) + 1:
            yield f"{part.stream}: version {part.version} follows {self._versions.get(part.stream, 0)}"
        self._versions[part.stream] = part.version
        for event in part.events:
            if category == "fund":
                yield from self._post(key, event, part.at)
            elif category == "award":
                yield from self._move(key, event, part.at)
            elif category == "grantee":
                self.grantees[key] = grantees.fold(self.grantees.get(key, Grantee()), event, part.at)

    def _post(self, key: str, event: Event, at: datetime) -> Iterator[str]:
        after = self.funds[key] = funds.fold(self.funds.get(key, Fund()), event, at)
        if not isinstance(event, FundChanged | FundPosted):
            return
        self.lines += 1
        if (event.held, event.available) != (after.held, after.available):
            yield f"fund {key}, line {self.lines}: says {yuan(event.held)} held, the lines before it make {yuan(after.held)}"
        if after.held > after.cap:
            yield f"fund {key}: {yuan(after.held)} held of {yuan(after.cap)}"
        if min(after.reserved, after.awarded, after.paid) < 0:
            yield f"fund {key}: an account is below zero"

    def _move(self, key: str, event: Event, at: datetime) -> Iterator[str]:
        before = self.awards.get(key, Award())
        after = self.awards[key] = awards.fold(before, event, at)
        self._count(before, -1)
        self._count(after, 1)
        rules = self._rules(after)
        if rules is None or not rules.once or after.uscc is None:
            return
        held = self._holders[known(after.call).programme, after.uscc]
        (held.add if after.holds else held.discard)(key)
        if len(held) > 1:
            yield f"{after.uscc} holds {len(held)} awards of {known(after.call).programme}: {', '.join(sorted(held))}"

    def _count(self, state: Award, sign: int) -> None:
        if (rules := self._rules(state)) and (account := ACCOUNT_OF.get(state.status)):
            self._sums[rules.fund][account] += sign * state.fen

    def _disagreement(self, key: str) -> Iterator[str]:
        fund, sums = self.funds.get(key, Fund()), self._sums[key]
        for account in (Account.RESERVED, Account.AWARDED, Account.PAID):
            if fund.balance(account) != sums[account]:
                yield f"fund {key}: {yuan(fund.balance(account))} {account}, its awards make {yuan(sums[account])}"

    def _unbound(self, programme: str, uscc: str, held: set[str]) -> Iterator[str]:
        bound = self.grantees.get(f"{programme}/{uscc}", Grantee()).application
        if held and held != {bound}:
            yield f"{uscc} holds {', '.join(sorted(held))} of {programme} and is bound to {bound}"
