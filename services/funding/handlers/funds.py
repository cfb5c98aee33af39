"""A programme's fund: its cap, set by decisions with a document number, and the audits over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from contracts.canonical import instant
from contracts.days import after, day
from contracts.events.event import Event
from contracts.events.funding.award import Firm
from contracts.events.funding.fund import Document
from contracts.events.parties import Officer
from contracts.programme.oversight import Audit
from contracts.programme.programme import Programme
from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.funding import access
from services.funding.domain import fund as rules
from services.funding.domain import fund_audit as audits
from services.funding.domain.fund import Fund, fold
from services.funding.domain.fund_audit import FundReport
from services.funding.domain.refusals import require_past
from services.funding.funding import Funding
from services.funding.handlers import reports
from services.funding.handlers.reports import Place
from services.funding.streams import FUND
from services.funding.views import FUNDS

FundKey = tuple[str, str | None]
"""Programme, and the round where each round has a fund of its own."""

Rule = Callable[[Fund, Streams], Event]


def fund_name(desk: Funding, key: FundKey) -> tuple[str, ...]:
    """The key of the stream. A 404 where the programme has no such fund."""
    code, round_ = key
    programme = desk.programmes.newest(code)
    over = {track.fund.over for track in programme.tracks.values() if track.fund}
    if ("programme" if round_ is None else "round") not in over or (round_ is not None and round_ not in programme.rounds):
        raise Refusal("not-found", access.NO_FUND)
    return (code,) if round_ is None else (code, round_)


@dataclass(frozen=True, slots=True)
class FundTask:
    """One step with a fund."""

    desk: Funding
    asked: Asked
    key: FundKey

    @property
    def name(self) -> tuple[str, ...]:
        return fund_name(self.desk, self.key)

    @property
    def stream(self) -> str:
        return FUND.stream(*self.name)

    @property
    def programme(self) -> Programme:
        return self.desk.programmes.newest(self.key[0])

    @property
    def by(self) -> Officer:
        return Officer.of(self.asked.caller)

    def require_city(self) -> None:
        access.require_region(self.asked.caller, self.programme.authority.region, access.CITY, access.NO_FUND)

    async def take(self, name: str, rule: Rule) -> dict[str, Any]:
        """Decide the step, and answer where the fund now stands."""
        key, stream = self.name, self.stream

        def decide(streams: Streams) -> Decision:
            state = streams.state(FUND, *key)
            event = rule(state, streams)
            return Decision(_answer("/".join(key), fold(state, event, streams.now), streams)).on(stream, event)

        return await self.desk.decide(self.asked, name, decide, stream)


def _answer(key: str, state: Fund, streams: Streams) -> dict[str, Any]:
    return {"id": key, "cap": state.cap, "held": state.held, "available": state.available, "at": instant(streams.now)}


async def change_cap(task: FundTask, cap: int, document: Document) -> dict[str, Any]:
    """Open the fund, or raise or lower its cap."""
    task.require_city()

    def rule(state: Fund, streams: Streams) -> Event:
        require_past(document.date, day(streams.now), "/document/date")
        return rules.change(state, task.key, cap, document, task.by)

    return await task.take("change_cap", rule)


async def order_audit(task: FundTask, firm: Firm) -> dict[str, Any]:
    """Order an audit over the fund, for as long as the programme gives."""
    task.require_city()
    required = _rule(task.programme)

    def rule(state: Fund, streams: Streams) -> Event:
        due = after(streams.now, required.within) if required else streams.now
        return audits.order(state, required, (firm, due), task.by)

    return await task.take("order_fund_audit", rule)


def _rule(programme: Programme) -> Audit | None:
    """The programme's rule that asks for a report over the fund."""
    return next((track.audit for track in programme.tracks.values() if track.audit and track.audit.fund_report), None)


async def keep_report(task: FundTask, audit: int, file: BinaryIO) -> dict[str, Any]:
    """Keep the report for the result that the firm records."""
    _require_firm(task, await task.desk.state(FUNDS, "/".join(task.name), Fund) or Fund(), audit)
    if (first := await task.desk.answered(task.asked)) is not None:
        return first
    return await reports.keep(task.desk, task.asked, _place(task, audit), file)


async def record_audit(task: FundTask, audit: int, report: FundReport) -> dict[str, Any]:
    """The firm's report over the fund."""
    _require_firm(task, await task.desk.state(FUNDS, "/".join(task.name), Fund) or Fund(), audit)
    await reports.require_kept(task.desk, _place(task, audit), report.file)

    def rule(state: Fund, _streams: Streams) -> Event:
        _require_firm(task, state, audit)
        return audits.record(state, audit, report, task.by)

    return await task.take("record_fund_audit", rule)


def _require_firm(task: FundTask, state: Fund, audit: int) -> None:
    """A 404 for a firm that it was not ordered from, a 403 for officers of the fund's region."""
    ordered = state.audits[audit - 1] if 1 <= audit <= len(state.audits) else None
    if ordered is not None and access.acts_for(task.asked.caller, ordered.firm.uscc):
        return
    if ordered is not None and access.oversees(task.asked.caller, task.programme.authority.region):
        raise access.forbidden("audit-firm")
    raise Refusal("not-found", Text("没有这项资金专项审计", "There is no such audit of the fund"))


def _place(task: FundTask, audit: int) -> Place:
    return Place(task.stream, f"{task.stream}/{audit}")
