"""Objections: lodged within the notice's period, answered with reasons; one that is upheld ends its award."""

from __future__ import annotations

from typing import Any, Literal

from contracts.refusal import Refusal, Text
from services.funding.domain import objection as rules
from services.funding.domain.award import Award
from services.funding.domain.objection import Said
from services.funding.handlers.awards import Task, fall, record
from services.funding.handlers.ledger import Ledger


async def lodge(task: Task, said: Said) -> dict[str, Any]:
    """Object to the award. The answer names the objection, so that whoever objects can follow it."""

    def rule(state: Award, ledger: Ledger) -> None:
        notice = ledger.track.notice
        if notice is None:
            raise Refusal("wrong-status", Text("该类别没有公示", "The track has no public notice"))
        record(ledger, state, rules.lodge(state, said, notice, ledger.now))

    return {"objection": said.id} | await task.take("lodge_objection", rule)


async def resolve(task: Task, objection: str, outcome: Literal["upheld", "dismissed"], reasons: str) -> dict[str, Any]:
    """Answer it; where it is upheld, the award falls and the next of the waiting list moves up."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, rules.resolve(state, objection, outcome, reasons, task.officer))
        if outcome == "upheld":
            fall(state, ledger, "objection-upheld", f"异议成立：{reasons}")

    return await task.take("resolve_objection", rule)
