"""Performance evaluation: the enterprise's form, the bureau's finding, and what follows."""

from __future__ import annotations

from typing import Any

from contracts.events.parties import Filer
from services.funding.domain import evaluation as rules
from services.funding.domain.award import Award
from services.funding.domain.evaluation import Judgement
from services.funding.handlers.awards import Task, record
from services.funding.handlers.ledger import Ledger


async def file(task: Task, form: dict[str, Any]) -> dict[str, Any]:
    """File the form; it was checked against the programme's fields."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, rules.file(state, form, Filer.of(task.asked.caller)))

    return await task.take("file_evaluation", rule)


async def judge(task: Task, said: Judgement) -> dict[str, Any]:
    """Record the bureau's finding."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, rules.judge(state, ledger.track, said, task.officer))

    return await task.take("record_evaluation", rule)
