"""Who objected stays hidden from the applicant over HTTP, whoever writes what the applicant reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.support.files import pdf
from tests.support.funding import FIRM, MINUTES, Round
from tests.support.intake import ok, only, problem
from tests.support.noticing import OBJECTION, Noticing

EXTRA = {"LIANZHU_PUBLIC_PER_MINUTE": "100000"}
CASES = 3
NAMING = f"与{OBJECTION['name']}反映的情况一致"


@pytest.fixture(scope="module")
def first(funding: Noticing) -> Round:
    return funding.ranked(CASES)


@pytest.fixture(scope="module")
def notice(funding: Noticing, first: Round) -> dict[str, Any]:
    """The first two are on notice, somebody objects to the first, and the third is put to a second decision."""
    ok(funding.city().post(f"{first.path}/decision", {"applications": first.cases[:2]}))
    ok(funding.approver().post(f"{first.path}/decision/approval", {"minutes": MINUTES}))
    made = ok(funding.publish(first))
    ok(funding.object_to(made, first.cases[0]))
    ok(funding.city().post(f"{first.path}/decision", {"applications": None}))
    return made


def refused(reply: httpx.Response, pointer: str) -> None:
    """Without a word on whom it names, or that they objected."""
    only(problem(reply, "invalid-content")["errors"], "must-not-name", pointer)
    assert not [hidden for hidden in (*OBJECTION.values(), "异议", "object") if hidden in reply.text]


def test_a_firm_names_nobody_who_objected_before_it_reported(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    ok(funding.city().post(f"/v1/awards/{first.cases[0]}/audit", {"firm": FIRM}))
    path = f"/v1/audits/{first.cases[0]}"
    report = ok(funding.firm().upload(f"{path}/report", ("审计报告.pdf", pdf())))["sha256"]
    failed = {"result": "failed", "findings": "地点不符", "reason": "地点不符", "report": report}
    with funding.unchanged():
        refused(funding.firm().post(f"{path}/result", failed | {"findings": NAMING}), "/findings")
        refused(funding.firm().post(f"{path}/result", failed | {"reason": NAMING}), "/reason")
    assert funding.audited(first.cases[1])["status"] == "proposed"


def test_who_is_struck_is_not_told_who_objected_to_another_award_of_the_round(
    funding: Noticing, first: Round, notice: dict[str, Any]
) -> None:
    path = f"{first.path}/decision/approval"
    name = {"application": first.cases[2], "reason": NAMING}
    with funding.unchanged():
        refused(funding.approver().post(path, {"minutes": MINUTES, "struck": [name]}), "/struck/0/reason")
    ok(funding.approver().post(path, {"minutes": MINUTES, "struck": [name | {"reason": "企业已迁出本市"}]}))


def test_neither_finance_nor_a_system_says_with_the_bank_who_objected(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    case = first.cases[1]
    funding.pass_to(datetime.fromisoformat(notice["ends"]))
    ok(funding.city().post(f"/v1/awards/{case}/confirmation"))
    funding.ordered(case)
    ok(funding.object_to(notice, case, funding.city(), via="letter", received_on=notice["ends"][:10]))
    said = {"application": case, "attempt": 1, "outcome": "returned", "reason": NAMING}
    system = funding.system_with("finance-system", "funding:write")
    with funding.unchanged():
        refused(funding.bounce(case, reason=NAMING), "/reason")
        refused(system.report(said), "/reason")
    assert ok(system.report(said | {"reason": "账号与户名不符"}))["status"] == "returned"
