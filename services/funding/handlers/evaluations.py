"""Performance evaluation: the enterprise's form, the bureau's finding, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts.events.parties import Filer
from contracts.refusal import Fault, Refusal, Text
from services.funding.domain import ending
from services.funding.domain import evaluation as rules
from services.funding.domain.award import Award, known
from services.funding.domain.ending import Demand
from services.funding.domain.evaluation import Judgement
from services.funding.handlers.awards import Task, record
from services.funding.handlers.ledger import Ledger


async def file(task: Task, form: Mapping[str, Any]) -> dict[str, Any]:
    """File the form, checked against the programme's fields."""

    def rule(state: Award, ledger: Ledger) -> None:
        rules.under_way(state)
        checked = rules.checked(form, task.desk.programmes.offer(known(state.call)))
        record(ledger, state, rules.file(state, checked, Filer.of(task.asked.caller)))

    return await task.take("file_evaluation", rule)


async def judge(task: Task, said: Judgement) -> dict[str, Any]:
    """Record the bureau's finding. Where the programme says so, the money of a failed one is demanded back in the same commit."""

    def rule(state: Award, ledger: Ledger) -> None:
        recorded = rules.judge(state, task.desk.programme_of(state), said, ledger.now, task.officer)
        record(ledger, state, recorded)
        if recorded.consequence == "clawback":
            demand = Demand(f"绩效评价未通过：{said.findings}", _due(said))
            record(ledger, state, ending.claw_back(state, demand, ledger.now, task.officer))

    return await task.take("record_evaluation", rule)


def _due(said: Judgement) -> datetime:
    if said.due is None:
        text = Text("请给出退回期限", "Name the day by which the award has to be returned")
        raise Refusal("invalid-content", text, (Fault("missing", "/due", text),))
    return said.due
