"""The special audit over HTTP: an independent firm that sees its own tasks only; a failed one ends the award and the next moves up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.files import pdf, png
from tests.support.funding import AWARD_FEN, FIRM, OTHER_FIRM, OWN_AUDITOR, Funding, Round, round_of
from tests.support.intake import OTHER_COUNTY, fault, ok, problem

AWARDS, CASES = 3, 5


@pytest.fixture(scope="module")
def funding(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Funding]:
    folder: Path = tmp_path_factory.mktemp("funding")
    with Funding(namespace, mongodb_uri, "127.0.0.1:1", folder).funding() as made:
        made.open(AWARDS)
        yield made


@pytest.fixture(scope="module")
def round_(funding: Funding) -> Round:
    made = funding.arrive(round_of(CASES))
    ok(funding.propose(made))
    return made


def test_the_firm_of_the_applicants_own_report_may_not_audit_it(funding: Funding, round_: Round) -> None:
    with funding.unchanged():
        found = fault(
            funding.city().post(f"/v1/awards/{round_.cases[0]}/audit", {"firm": OWN_AUDITOR}),
            "auditor-not-independent",
            "not-independent",
            "/firm/uscc",
        )
        assert (
            "2023年度审计报告"
            in problem(funding.city().post(f"/v1/awards/{round_.cases[0]}/audit", {"firm": OWN_AUDITOR}), "auditor-not-independent")[
                "source"
            ]
        )
        renamed = {"firm": OWN_AUDITOR | {"uscc": OTHER_FIRM["uscc"]}}
        problem(funding.city().post(f"/v1/awards/{round_.cases[0]}/audit", renamed), "auditor-not-independent")
    assert found["actual"] == OWN_AUDITOR["uscc"]


def test_an_audit_is_ordered_by_the_city_of_a_proposed_award_only(funding: Funding, round_: Round) -> None:
    with funding.unchanged():
        problem(funding.approver().post(f"/v1/awards/{round_.cases[0]}/audit", {"firm": FIRM}), "forbidden")
        problem(funding.county().post(f"/v1/awards/{round_.cases[0]}/audit", {"firm": FIRM}), "forbidden")
        problem(funding.county(OTHER_COUNTY).post(f"/v1/awards/{round_.cases[0]}/audit", {"firm": FIRM}), "not-found")
        problem(funding.city().post(f"/v1/awards/{round_.cases[3]}/audit", {"firm": FIRM}), "wrong-status")
        fault(
            funding.city().post(f"/v1/awards/{round_.cases[0]}/audit", {"firm": FIRM | {"uscc": "9113"}}),
            "invalid-content",
            "invalid-uscc",
            "/firm/uscc",
        )
    ok(funding.city().post(f"/v1/awards/{round_.cases[0]}/audit", {"firm": FIRM}))


def test_a_firm_sees_its_own_tasks_with_applicant_title_and_due_day_and_nothing_else(funding: Funding, round_: Round) -> None:
    case = round_.cases[0]
    tasks = ok(funding.firm().get("/v1/audits"))["items"]
    assert [task["application"] for task in tasks] == [case]
    assert set(tasks[0]) == {"application", "applicant", "title", "firm", "due", "result"}
    assert tasks[0]["due"].startswith("2024-09-18T16:00")  # 20 working days after 20 August, Mid-Autumn and its make-up Saturday counted
    assert ok(funding.firm().get("/v1/awards"))["items"] == []
    problem(funding.firm().get(f"/v1/awards/{case}"), "not-found")
    assert ok(funding.firm(OTHER_FIRM).get("/v1/audits"))["items"] == []
    problem(funding.firm(OTHER_FIRM).get(f"/v1/audits/{case}"), "not-found")
    problem(funding.enterprise(round_.uscc(case)).get(f"/v1/audits/{case}"), "not-found")
    assert ok(funding.city().get("/v1/audits", result="open"))["items"][0]["application"] == case


def test_a_report_is_a_whole_pdf_of_the_firm_that_audits(funding: Funding, round_: Round) -> None:
    path = f"/v1/audits/{round_.cases[0]}/report"
    with funding.unchanged():
        problem(funding.firm().upload(path, ("报告.pdf", png(10, 10))), "wrong-file-type")
        problem(funding.firm().upload(path, ("报告.pdf", pdf()[:-40])), "unreadable-file")
        problem(funding.firm().upload(path, ("报告.pdf", pdf(password="geheim"))), "encrypted-file")
        problem(funding.firm(OTHER_FIRM).upload(path, ("报告.pdf", pdf())), "not-found")
        problem(funding.city().upload(path, ("报告.pdf", pdf())), "forbidden")
        problem(funding.firm().get(path), "not-found")
        problem(funding.firm().upload(f"/v1/audits/{round_.cases[1]}/report", ("报告.pdf", pdf())), "not-found")


def test_a_result_rests_on_an_uploaded_report_and_a_failed_one_has_a_reason(funding: Funding, round_: Round) -> None:
    path, result = f"/v1/audits/{round_.cases[0]}/result", {"result": "passed", "findings": "账实相符", "report": "0" * 64}
    with funding.unchanged():
        fault(funding.firm().post(path, result), "invalid-content", "unknown-file", "/report")
        problem(funding.firm().post(path, result | {"result": "failed"}), "invalid-content")
        problem(funding.firm().post(path, result | {"reason": "无"}), "invalid-content")
        problem(funding.firm(OTHER_FIRM).post(path, result), "not-found")
        problem(funding.city().post(path, result), "forbidden")


def test_another_firm_may_follow_one_that_has_not_done_it(funding: Funding, round_: Round) -> None:
    case = round_.cases[0]
    ok(funding.firm().upload(f"/v1/audits/{case}/report", ("报告.pdf", pdf())))
    path, other = f"/v1/awards/{case}/audit", {"firm": OTHER_FIRM, "reason": "原事务所与企业有利益关系"}
    with funding.unchanged():
        fault(funding.city().post(path, {"firm": OTHER_FIRM}), "invalid-content", "missing", "/reason")
        fault(funding.city().post(path, other | {"firm": FIRM}), "invalid-content", "unexpected", "/reason")
        problem(funding.city().post(path, other | {"firm": OWN_AUDITOR}), "auditor-not-independent")
        for caller in (funding.approver(), funding.county(), funding.enterprise(round_.uscc(case))):
            problem(caller.post(path, other), "forbidden")
        problem(funding.firm().post(path, other), "not-found")
    ok(funding.city().post(path, other))
    (relieved,) = funding.award(case)["audit"]["relieved"]
    assert (relieved["firm"], relieved["reason"]) == (FIRM["name"], other["reason"])
    assert funding.award(case, funding.enterprise(round_.uscc(case)))["audit"]["relieved"] == []
    assert ok(funding.firm().get("/v1/audits"))["items"] == []
    with funding.unchanged():
        problem(funding.firm().upload(f"/v1/audits/{case}/report", ("报告.pdf", pdf())), "not-found")
    funding.result(case, firm=OTHER_FIRM)
    with funding.unchanged():
        problem(funding.city().post(path, other | {"firm": FIRM}), "conflict")
        report = funding.award(case)["audit"]["report"]
        done = {"result": "passed", "findings": "账实相符", "report": report}
        problem(funding.firm(OTHER_FIRM).post(f"/v1/audits/{case}/result", done), "conflict")


def test_findings_and_report_are_for_the_authority_and_not_for_the_enterprise(funding: Funding, round_: Round) -> None:
    case = round_.cases[0]
    own = funding.award(case, funding.enterprise(round_.uscc(case)))["audit"]
    assert (own["firm"], own["result"], own["findings"], own["report"]) == (OTHER_FIRM["name"], "passed", None, None)
    assert funding.award(case, funding.overseer())["audit"]["findings"] == "账实相符"
    assert funding.overseer().get(f"/v1/audits/{case}/report").content == pdf()


def test_a_failed_audit_ends_the_award_and_the_next_of_the_waiting_list_moves_up(funding: Funding, round_: Round) -> None:
    case = round_.cases[1]
    assert funding.audited(case, "failed")["status"] == "declined"
    assert funding.statuses(round_) == ["proposed", "declined", "proposed", "proposed", "waiting"]
    shown = funding.award(case, funding.enterprise(round_.uscc(case)))
    assert (shown["why"], shown["reason"]) == ("audit-failed", "专项审计未通过：项目实施地点不在本市")
    lines = funding.ledger()[-2:]
    assert [(line["entry"], line["application"]) for line in lines] == [("released", case), ("reserved", round_.cases[3])]
    assert lines[0]["reason"] == shown["reason"]
    assert funding.fund()["reserved"] == AWARDS * AWARD_FEN


def test_an_award_that_fell_is_neither_audited_nor_decided_on(funding: Funding, round_: Round) -> None:
    case = round_.cases[1]
    with funding.unchanged():
        problem(funding.city().post(f"/v1/awards/{case}/audit", {"firm": FIRM}), "wrong-status")
        decided = funding.city().post(f"{round_.path}/decision", {"applications": [case]})
        assert fault(decided, "wrong-status", "not-proposed", "/applications/0")["actual"] == "declined"
