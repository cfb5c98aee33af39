"""Moving money within one decision: the fund's lines, the once-ever binding, and who moves up when a place becomes free."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from contracts.events.funding.award import AwardDeclined, AwardPromoted
from contracts.events.funding.fund import Entry
from contracts.events.funding.grantee import GranteeBound, GranteeExcluded, GranteeFreed
from contracts.events.funding.proposal import ProposalAdvanced, Why
from contracts.programme.track import Track
from services.chassis.decisions import Decision, Streams
from services.funding.domain import fund as rules
from services.funding.domain.award import Award, Status, known
from services.funding.domain.fund import Fund
from services.funding.domain.grantee import Grantee
from services.funding.domain.grantee import fold as fold_grantee
from services.funding.funding import fund_key, proposal_key
from services.funding.streams import AWARD, FUND, GRANTEE, PROPOSAL


@dataclass(slots=True)
class Ledger:
    """The fund and the grantees of one track as a decision changes them step by step; every line goes into the decision at once."""

    streams: Streams
    decision: Decision
    track: Track
    _fund: Fund | None = None
    _grantees: dict[str, Grantee] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.streams.now

    def fund(self, award: Award) -> Fund:
        """As it stands after the lines so far."""
        if self._fund is None:
            self._fund = self.streams.state(FUND, *self._key(award))
        return self._fund

    def grantee(self, award: Award) -> Grantee:
        """As it stands after the steps so far."""
        key = (known(award.call).programme, known(award.uscc))
        stream = GRANTEE.stream(*key)
        if stream not in self._grantees:
            self._grantees[stream] = self.streams.state(GRANTEE, *key)
        return self._grantees[stream]

    def post(self, award: Award, entry: Entry, reason: str | None = None, fen: int | None = None) -> None:
        """One line. ``fen``: where the award has no sum yet. Refused where the cap would be passed."""
        moved = rules.Award(application=award.id, round=known(award.call).round, uscc=known(award.uscc), fen=fen or award.fen)
        posted = rules.post(self.fund(award), entry, moved, reason)
        self._fund = rules.fold(self.fund(award), posted, self.now)
        self.decision.on(FUND.stream(*self._key(award)), posted)

    def bind(self, award: Award, fen: int) -> None:
        """Reserve the sum, and keep the enterprise's other applications out."""
        self.post(award, "reserved", fen=fen)
        self._on_grantee(award, GranteeBound(programme=known(award.call).programme, uscc=known(award.uscc), application=award.id))

    def free(self, award: Award, why: Why, entry: Entry, reason: str) -> None:
        """The sum is the fund's again. Whether the enterprise may be awarded another time is the programme's to say."""
        self.post(award, entry, reason)
        rule, programme, uscc = known(self.track.fund), known(award.call).programme, known(award.uscc)
        barred = (why == "revoked" and rule.revoked == "excluded") or (why == "clawed-back" and rule.clawed_back == "excluded")
        if barred:
            self._on_grantee(award, GranteeExcluded(programme=programme, uscc=uscc, application=award.id, why=why))
        else:
            self._on_grantee(award, GranteeFreed(programme=programme, uscc=uscc, application=award.id, why=why))

    def advance(self, left: Award, why: Why) -> None:
        """The first of the round's waiting list moves up, if the fund holds it. Who was awarded elsewhere since is passed over."""
        key = proposal_key(known(left.call))
        for row in self.streams.state(PROPOSAL, *key).waiting:
            waiting = self.streams.state(AWARD, row.application)
            if waiting.status is not Status.WAITING or waiting.id == left.id or AWARD.stream(waiting.id) in self.decision.changes:
                continue
            if self.grantee(waiting).bars(waiting.id):
                self._pass_over(waiting)
                continue
            if self.fund(waiting).available < known(self.track.award.fen):
                break
            self._promote(waiting)
            self._advanced(left, why, waiting.id)
            return
        self._advanced(left, why, None)

    def _promote(self, waiting: Award) -> None:
        fen = known(self.track.award.fen)
        self.bind(waiting, fen)
        promoted = AwardPromoted(application=waiting.id, call=known(waiting.call), rank=known(waiting.rank), fen=fen)
        self.decision.on(AWARD.stream(waiting.id), promoted)

    def _pass_over(self, waiting: Award) -> None:
        reason = "该企业在本项目中已获奖补或已列入奖补（一次性奖补）"
        declined = AwardDeclined(application=waiting.id, call=known(waiting.call), why="held-before", reason=reason)
        self.decision.on(AWARD.stream(waiting.id), declined).on(GRANTEE.stream(known(waiting.call).programme, known(waiting.uscc)))

    def _advanced(self, left: Award, why: Why, application: str | None) -> None:
        call = known(left.call)
        self.decision.on(PROPOSAL.stream(*proposal_key(call)), ProposalAdvanced(call=call, left=left.id, why=why, application=application))

    def _on_grantee(self, award: Award, event: GranteeBound | GranteeFreed | GranteeExcluded) -> None:
        stream = GRANTEE.stream(known(award.call).programme, known(award.uscc))
        self._grantees[stream] = fold_grantee(self.grantee(award), event, self.now)
        self.decision.on(stream, event)

    def _key(self, award: Award) -> tuple[str, ...]:
        return fund_key(known(self.track.fund), known(award.call))
