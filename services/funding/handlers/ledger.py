"""Moving money within one decision: the fund's lines, the once-ever binding, and who moves up when a place becomes free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from contracts.events.event import Event
from contracts.events.funding.award import AwardDeclined, AwardPromoted
from contracts.events.funding.fund import Entry
from contracts.events.funding.grantee import GranteeExcluded, GranteeFreed
from contracts.events.funding.proposal import ProposalAdvanced, Why
from contracts.events.intake.content import Call
from contracts.programme.track import Track
from services.chassis.decisions import Decision, Streams, seen
from services.funding.domain import audit
from services.funding.domain import fund as rules
from services.funding.domain.award import Award, Status, known
from services.funding.domain.fund import Fund
from services.funding.domain.grantee import Grantee, bind
from services.funding.domain.proposal import bar
from services.funding.funding import fund_key, proposal_key
from services.funding.streams import AWARD, FUND, GRANTEE, PROPOSAL

_AT_ONCE = 50
"""Rows of the waiting list that are looked at together."""


@dataclass(slots=True)
class Ledger:
    """The fund and the grantees of one track as a decision changes them step by step; every line goes into the decision at once."""

    streams: Streams
    decision: Decision
    track: Track

    @property
    def now(self) -> datetime:
        return self.streams.now

    @property
    def fen(self) -> int:
        """One award of the track."""
        return known(self.track.award.fen)

    def fund(self, call: Call) -> Fund:
        """As it stands after the lines so far."""
        return seen(self.streams, self.decision, FUND, *fund_key(known(self.track.fund), call))

    def award(self, application: str) -> Award:
        """As it stands after the steps so far."""
        return seen(self.streams, self.decision, AWARD, application)

    def grantee(self, award: Award) -> Grantee:
        """As it stands after the steps so far."""
        return seen(self.streams, self.decision, GRANTEE, *_grantee_key(award))

    def post(self, award: Award, entry: Entry, reason: str | None = None, fen: int | None = None) -> None:
        """One line. ``fen``: where the award has no sum yet. Refused where the cap would be passed."""
        call = known(award.call)
        moved = rules.Award(application=award.id, round=call.round, uscc=known(award.uscc), fen=fen or award.fen)
        posted = rules.post(self.fund(call), entry, moved, reason)
        self.decision.on(FUND.stream(*fund_key(known(self.track.fund), call)), posted)

    def bind(self, award: Award, fen: int) -> None:
        """Reserve the sum, and keep the enterprise's other applications out. Refused where it has an award already."""
        self.post(award, "reserved", fen=fen)
        if self.track.award.once:
            self._on_grantee(award, bind(self.grantee(award), _grantee_key(award), award.id, self.track.award.clause("once")))

    def free(self, award: Award, why: Why, entry: Entry, reason: str) -> None:
        """The sum is the fund's again, and an audit that is under way is not needed. Whether the enterprise may be awarded another time is
        the programme's to say."""
        self.post(award, entry, reason)
        for cancelled in audit.cancel(self.award(award.id), "award-fell"):
            self._on_award(award, cancelled)
        rule, (programme, uscc) = known(self.track.fund), _grantee_key(award)
        barred = (why == "revoked" and rule.revoked == "excluded") or (why == "clawed-back" and rule.clawed_back == "excluded")
        if barred:
            self._on_grantee(award, GranteeExcluded(programme=programme, uscc=uscc, application=award.id, why=why))
        elif self.track.award.once:
            self._on_grantee(award, GranteeFreed(programme=programme, uscc=uscc, application=award.id, why=why))

    def advance(self, left: Award, why: Why) -> None:
        """The first of the round's waiting list moves up into the place that became free."""
        call = known(left.call)
        self._advanced(ProposalAdvanced(call=call, left=left.id, why=why, application=self._move_up(call)))

    def fill(self, call: Call) -> list[str]:
        """The waiting list moves up for as long as the fund holds it; who did, in rank order."""
        moved: list[str] = []
        while application := self._move_up(call):
            moved.append(application)
            self._advanced(ProposalAdvanced(call=call, left=None, why="cap-raised", application=application))
        return moved

    def _move_up(self, call: Call) -> str | None:
        """Who moved up. Who was awarded elsewhere since is passed over; nobody moves up where the fund does not hold another award."""
        for waiting in self._waiting(call):
            if self.fund(call).available < self.fen:
                return None
            barrier = bar(waiting, self.grantee(waiting))
            if barrier is None:
                self._promote(waiting)
                return waiting.id
            declined = AwardDeclined(application=waiting.id, call=call, why=barrier.why, reason=barrier.reason)
            self._on_award(waiting, declined)
            self.decision.on(GRANTEE.stream(*_grantee_key(waiting)))  # should it be freed meanwhile, this is decided again
        return None

    def _waiting(self, call: Call) -> Iterator[Award]:
        """Who still waits, in rank order."""
        rows = self.streams.state(PROPOSAL, *proposal_key(call)).waiting
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            self.streams.expect(AWARD.stream(row.application) for row in some)
            self.streams.expect(GRANTEE.stream(call.programme, row.uscc) for row in some)
            yield from (award for row in some if (award := self.award(row.application)).status is Status.WAITING)

    def _promote(self, waiting: Award) -> None:
        self.bind(waiting, self.fen)
        self._on_award(waiting, AwardPromoted(application=waiting.id, call=known(waiting.call), rank=known(waiting.rank), fen=self.fen))

    def _advanced(self, event: ProposalAdvanced) -> None:
        self.decision.on(PROPOSAL.stream(*proposal_key(event.call)), event)

    def _on_award(self, award: Award, event: Event) -> None:
        self.decision.on(AWARD.stream(award.id), event)

    def _on_grantee(self, award: Award, event: Event) -> None:
        self.decision.on(GRANTEE.stream(*_grantee_key(award)), event)


def _grantee_key(award: Award) -> tuple[str, str]:
    return known(award.call).programme, known(award.uscc)
