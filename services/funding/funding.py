"""Funding, as its handlers reach it: the desk, and the programmes that say what is awarded."""

from __future__ import annotations

from asyncio import Semaphore
from dataclasses import dataclass

from contracts.events.intake.content import Call
from contracts.programme.award import Fund as FundRule
from contracts.programme.programme import Programme
from contracts.programme.programmes import Programmes
from contracts.programme.track import Track
from contracts.refusal import Refusal, Text
from services.chassis.assembly import Chassis
from services.chassis.desk import Desk
from services.chassis.settings import Links
from services.funding.domain.award import Award
from services.funding.streams import FUND, PROPOSAL

ProposalKey = tuple[str, str, str]
"""Programme, round and track."""

NO_AWARD = Text("资金环节没有这件申报", "There is no such application in funding")


@dataclass(frozen=True, slots=True)
class Funding(Desk):
    """What the handlers need. ``press``: as many archives are made at once as it has room for."""

    programmes: Programmes
    press: Semaphore

    @classmethod
    def on(cls, chassis: Chassis) -> Funding:
        return cls(chassis, Programmes.all_published(), Semaphore(chassis.settings.documents.at_once))

    def track_of(self, state: Award) -> Track:
        """The track of an application; a 404 where funding has no such application."""
        if state.call is None:
            raise Refusal("not-found", NO_AWARD)
        return self.programmes.track(state.call)

    def programme_of(self, state: Award) -> Programme:
        """The programme of an application; a 404 where funding has no such application."""
        if state.call is None:
            raise Refusal("not-found", NO_AWARD)
        return self.programmes.of(state.call)

    def fund_of(self, call: Call) -> tuple[str, ...]:
        """The key of the fund that a call's awards come from: the programme's, or its round's. A 409 where the track awards no money."""
        rule = self.programmes.track(call).fund
        if rule is None:
            raise Refusal("wrong-status", Text("该类别没有奖补资金", "The track awards no money"))
        return fund_key(rule, call)


def fund_key(rule: FundRule, call: Call) -> tuple[str, ...]:
    """``over: programme`` has one fund, ``over: round`` one for each."""
    return (call.programme,) if rule.over == "programme" else (call.programme, call.round)


def proposal_key(call: Call) -> ProposalKey:
    return call.programme, call.round, call.track


def fund_stream(rule: FundRule, call: Call) -> str:
    return FUND.stream(*fund_key(rule, call))


def proposal_stream(call: Call) -> str:
    return PROPOSAL.stream(*proposal_key(call))


def notice_path(key: ProposalKey, number: int) -> str:
    """Where a public notice is, below a prefix."""
    return f"/notices/{'/'.join(key)}/{number}"


def notice_link(links: Links, key: ProposalKey, number: int) -> str:
    """The stable address of a notice's page."""
    return links.funding + notice_path(key, number)
