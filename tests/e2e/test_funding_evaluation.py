"""Evaluation over HTTP: what was paid is evaluated on the programme's form."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from contracts.programme.programmes import Programmes
from services.chassis.assembly import assembled
from services.chassis.causes import RequestCause
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.funding.domain.evaluation import Judgement
from services.funding.funding import Funding as Desk
from services.funding.handlers import evaluations as handlers
from services.funding.handlers.awards import Task
from services.funding.service import SERVICE
from tests.support.funding import Round
from tests.support.intake import CITY, ok, only, problem
from tests.support.noticing import Noticing
from tests.unit.funding.awards import PROGRAMME, TRACK
from tests.unit.intake.cases import refused

CASES = 3
FORM = {"smes_served": 12, "use_of_funds": "用于平台开发", "effect": "带动12家中小企业上云"}


@pytest.fixture(scope="module")
def first(funding: Noticing) -> Round:
    """Two are paid, one is confirmed."""
    round_ = funding.ranked(CASES)
    notice = funding.on_notice(round_)
    funding.confirmed(round_.cases, notice)
    for case in round_.cases[:2]:
        funding.paid_out(case)
    return round_


def file(funding: Noticing, first: Round, case: str, form: Any = None, owner: str | None = None) -> Any:
    caller = funding.enterprise(owner or first.uscc(case))
    return caller.post(f"/v1/awards/{case}/evaluation", {"form": FORM if form is None else form})


def judge(funding: Noticing, case: str, outcome: str = "passed", caller: Any = None) -> Any:
    body = {"outcome": outcome, "findings": "目标完成，资金使用合规"}
    return (caller or funding.city()).post(f"/v1/awards/{case}/evaluation/result", body)


def test_it_falls_due_with_the_payment_as_long_after_as_the_programme_says(funding: Noticing, first: Round) -> None:
    shown = funding.award(first.cases[0])["evaluation"]
    assert (shown["due"], shown["form"], shown["outcome"]) == ("2025-08-28T16:00:00.000Z", None, None)
    assert funding.award(first.cases[2])["evaluation"] is None


def test_the_enterprise_is_told_what_its_form_asks_for(funding: Noticing, first: Round) -> None:
    fields = ok(funding.enterprise(first.uscc(first.cases[0])).get(f"/v1/awards/{first.cases[0]}/evaluation/form"))["fields"]
    assert list(fields) == list(FORM)
    assert (fields["effect"]["x-limit"], fields["smes_served"]["x-unit"]) == (1000, "家")


def test_what_was_not_paid_is_not_evaluated(funding: Noticing, first: Round) -> None:
    ledger = funding.ledger()
    with funding.unchanged():
        problem(file(funding, first, first.cases[2]), "wrong-status")
        problem(judge(funding, first.cases[2]), "wrong-status")
    assert funding.ledger() == ledger


def test_only_the_enterprise_files_and_only_what_fits_the_form(funding: Noticing, first: Round) -> None:
    case = first.cases[0]
    with funding.unchanged():
        problem(file(funding, first, case, owner=first.uscc(first.cases[1])), "not-found")
        problem(funding.city().post(f"/v1/awards/{case}/evaluation", {"form": FORM}), "forbidden")
        found = problem(file(funding, first, case, {"smes_served": -1, "effect": "好" * 1001, "profit": 1}), "invalid-content")
        for code, field in (
            ("out-of-range", "smes_served"),
            ("missing", "use_of_funds"),
            ("too-long", "effect"),
            ("unknown-field", "profit"),
        ):
            only(found["errors"], code, f"/form/{field}")
    assert ok(file(funding, first, case))["status"] == "paid"
    assert funding.award(case)["evaluation"]["form"] == FORM


def test_the_bureau_judges_once_and_only_what_was_filed(funding: Noticing, first: Round) -> None:
    case, other = first.cases[:2]
    with funding.unchanged():
        problem(judge(funding, other), "wrong-status")
        problem(judge(funding, other, "failed"), "wrong-status")
        problem(judge(funding, case, caller=funding.finance()), "forbidden")
        problem(judge(funding, case, caller=funding.enterprise(first.uscc(case))), "forbidden")
    ok(judge(funding, case))
    shown = funding.award(case)["evaluation"]
    assert (shown["outcome"], shown["consequence"]) == ("passed", "none")
    with funding.unchanged():
        problem(judge(funding, case, "failed"), "conflict")
        problem(file(funding, first, case), "conflict")


def judge_with_clawback(funding: Noticing, case: str, due: datetime | None) -> dict[str, Any]:
    """Fail an evaluation where the programme demands the money of a failed one back, by the handlers of this service."""
    evaluation = TRACK.evaluation
    assert evaluation is not None
    strict = TRACK.model_copy(update={"evaluation": evaluation.model_copy(update={"failing": "clawback"})})
    programme = PROGRAMME.model_copy(update={"tracks": {"chain-case": strict}})

    async def judged() -> dict[str, Any]:
        async with assembled(SERVICE, funding.settings) as chassis:
            desk = replace(Desk.on(chassis), programmes=Programmes({programme.key: programme}))
            asked = Asked(RequestCause("city", str(uuid4()), ""), Principal("city", "赵六", frozenset({"city"}), (CITY,)))
            return await handlers.judge(Task(desk, asked, case, lambda _state: None), Judgement("failed", "资金挪用", due))

    return asyncio.run(judged())


def test_where_the_programme_says_so_a_failed_evaluation_demands_the_money_back(funding: Noticing, first: Round) -> None:
    case = first.cases[1]
    ok(file(funding, first, case))
    with funding.unchanged():
        found = refused("invalid-content", lambda: judge_with_clawback(funding, case, None))
        assert [fault.pointer for fault in found.faults] == ["/due"]
    due = datetime(2025, 1, 1, tzinfo=UTC)
    assert judge_with_clawback(funding, case, due)["status"] == "clawed-back"
    shown = funding.award(case)
    assert (shown["clawback_due"], shown["reason"]) == ("2025-01-01T00:00:00.000Z", "绩效评价未通过：资金挪用")
    assert shown["evaluation"]["consequence"] == "clawback"


def test_who_has_filed_nothing_when_it_is_due_may_fail(funding: Noticing, first: Round) -> None:
    case = first.cases[2]
    funding.paid_out(case)
    due = datetime.fromisoformat(funding.award(case)["evaluation"]["due"])
    for before, times in ((timedelta(days=14, minutes=1), 0), (timedelta(days=14), 1), (timedelta(days=1), 2)):
        funding.pass_to(due - before)
        reminded = [event["data"] for event in funding.events("evaluation.reminded") if event["data"]["application"] == case]
        assert [datetime.fromisoformat(one["due"]) for one in reminded] == [due] * times
    funding.pass_to(due)
    ok(judge(funding, case, "failed"))
    shown = funding.award(case)
    assert (shown["status"], shown["evaluation"]["consequence"]) == ("paid", "recorded")
    assert not funding.report().findings
