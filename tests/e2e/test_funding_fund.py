"""The fund over HTTP: opened, raised and lowered by a document, never below what is committed; its ledger explains every fen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.files import pdf
from tests.support.funding import AWARD_FEN, DOCUMENT, FIRM, FUND, OTHER_FIRM, Funding, Round, round_of
from tests.support.intake import COUNTY, PROGRAMME, fault, ok, problem

AWARDS, CASES = 3, 5


@pytest.fixture(scope="module")
def funding(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Funding]:
    folder: Path = tmp_path_factory.mktemp("funding")
    with Funding(namespace, mongodb_uri, "127.0.0.1:1", folder).funding() as made:
        yield made


@pytest.fixture(scope="module")
def first(funding: Funding) -> Round:
    """A round whose proposal uses the whole cap; two wait."""
    assert problem(funding.city().get(FUND), "not-found")
    round_ = funding.arrive(round_of(CASES))
    problem(funding.propose(round_), "conflict")
    funding.open(AWARDS)
    ok(funding.propose(round_))
    return round_


def test_the_fund_shows_all_its_sums_in_fen_and_as_people_read_them(funding: Funding, first: Round) -> None:
    shown = funding.fund()
    held = AWARDS * AWARD_FEN
    sums = {"cap": held, "reserved": held, "awarded": 0, "paid": 0, "held": held, "available": 0}
    assert {name: shown[name] for name in sums} == sums
    assert shown["yuan"]["cap"] == "1,500,000元"
    assert shown["document"] == DOCUMENT


def test_a_cap_is_set_by_the_city_alone_and_never_on_a_document_of_tomorrow(funding: Funding, first: Round) -> None:
    raised = {"cap": 5 * AWARD_FEN, "document": DOCUMENT}
    with funding.unchanged():
        for caller in (funding.approver(), funding.finance(), funding.overseer()):
            problem(caller.post(f"{FUND}/cap", raised), "forbidden")
        for caller in (funding.county(), funding.enterprise(first.places[0][1]), funding.person("city", regions=["3301"])):
            problem(caller.post(f"{FUND}/cap", raised), "not-found")
            problem(caller.get(FUND), "not-found")
            problem(caller.get(f"{FUND}/ledger"), "not-found")
        tomorrow = {"cap": 5 * AWARD_FEN, "document": DOCUMENT | {"date": "2024-08-21"}}
        fault(funding.city().post(f"{FUND}/cap", tomorrow), "invalid-content", "too-late", "/document/date")
        problem(funding.city().post("/v1/funds/no-such-programme/cap", raised), "not-found")
        problem(funding.city().post(f"{FUND}/cap?round=2024-08", raised), "not-found")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"cap": "150000000", "document": DOCUMENT}, "not-an-integer", "/cap"),
        ({"cap": 1.5, "document": DOCUMENT}, "not-an-integer", "/cap"),
        ({"cap": -1, "document": DOCUMENT}, "too-small", "/cap"),
        ({"cap": 2**53, "document": DOCUMENT}, "too-large", "/cap"),
        ({"cap": 1}, "missing", "/document"),
        ({"cap": 1, "document": {"number": "", "date": "2024-05-20"}}, "too-short", "/document/number"),
        ({"cap": 1, "document": DOCUMENT, "yuan": 5}, "unknown-field", "/yuan"),
    ],
)
def test_what_is_no_sum_or_no_document_is_refused_with_its_place(funding: Funding, body: object, code: str, pointer: str) -> None:
    with funding.unchanged():
        fault(funding.city().post(f"{FUND}/cap", body), "invalid-content", code, pointer)


def test_a_cap_below_the_committed_sum_is_refused_and_the_ledger_untouched(funding: Funding, first: Round) -> None:
    with funding.unchanged():
        below = {"cap": AWARDS * AWARD_FEN - 1, "document": DOCUMENT}
        found = fault(funding.city().post(f"{FUND}/cap", below), "cap-below-committed", "too-small", "/cap")
    assert (found["limit"], found["actual"]) == (AWARDS * AWARD_FEN, AWARDS * AWARD_FEN - 1)


def test_the_ledger_explains_every_fen_and_adds_up_at_every_line(funding: Funding, first: Round) -> None:
    funding.open(AWARDS + 1, number="石财企〔2024〕40号")
    funding.open(AWARDS, number="石财企〔2024〕41号")
    lines = funding.ledger()
    assert [line["entry"] for line in lines] == ["opened", *["reserved"] * AWARDS, "raised", "lowered"]
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    cap = held = 0
    for line in lines:
        change = line["fen"]
        cap += change if line["application"] is None else 0
        held += change if line["entry"] == "reserved" else 0
        assert (line["held"], line["available"]) == (held, cap - held)
    assert {line["application"] for line in lines if line["application"]} == set(first.cases[:AWARDS])
    assert lines[-1]["reason"] == "石财企〔2024〕41号（2024-05-20）"
    assert (held, cap) == (funding.fund()["held"], funding.fund()["cap"])


def test_pages_of_the_ledger_are_cut_anywhere_even_within_one_version(funding: Funding, first: Round) -> None:
    whole = funding.ledger()
    assert funding.ledger(limit=2) == funding.ledger(limit=1) == whole
    assert len({line["version"] for line in whole}) < len(whole)
    cursor = ok(funding.city().get(f"{FUND}/ledger", limit=2))["next"]
    problem(funding.city().get("/v1/funds", cursor=cursor), "invalid-cursor")


def test_a_fund_is_audited_as_a_whole_by_the_firm_that_it_was_ordered_from(funding: Funding, first: Round) -> None:
    with funding.unchanged():
        problem(funding.finance().post(f"{FUND}/audits", {"firm": FIRM}), "forbidden")
        problem(funding.firm().upload(f"{FUND}/audits/1/report", ("报告.pdf", pdf())), "not-found")
    ok(funding.city().post(f"{FUND}/audits", {"firm": FIRM}))
    problem(funding.city().post(f"{FUND}/audits", {"firm": OTHER_FIRM}), "conflict")
    problem(funding.firm(OTHER_FIRM).upload(f"{FUND}/audits/1/report", ("报告.pdf", pdf())), "not-found")
    problem(funding.city().upload(f"{FUND}/audits/1/report", ("报告.pdf", pdf())), "forbidden")
    result = {"result": "passed", "findings": "资金拨付手续齐全", "report": "0" * 64}
    fault(funding.firm().post(f"{FUND}/audits/1/result", result), "invalid-content", "unknown-file", "/report")
    report = ok(funding.firm().upload(f"{FUND}/audits/1/report", ("报告.pdf", pdf())))["sha256"]
    ok(funding.firm().post(f"{FUND}/audits/1/result", result | {"report": report}))
    problem(funding.firm().post(f"{FUND}/audits/1/result", result | {"report": report}), "conflict")
    audit = funding.fund()["audits"][0]
    assert (audit["firm"], audit["result"], audit["report"]) == (FIRM["name"], "passed", report)
    assert funding.overseer().get(f"{FUND}/audits/1/report").content == pdf()
    problem(funding.county(COUNTY).get(f"{FUND}/audits/1/report"), "not-found")


def test_funds_are_listed_for_who_may_see_them(funding: Funding, first: Round) -> None:
    assert [row["id"] for row in ok(funding.finance().get("/v1/funds"))["items"]] == [PROGRAMME]
    assert ok(funding.county().get("/v1/funds"))["items"] == []
    assert ok(funding.firm().get("/v1/funds"))["items"] == []
