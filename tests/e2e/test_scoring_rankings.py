"""The ranking over HTTP: when all cases are scored, from their sheets, for everybody to recompute; then the agency's report."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from ulid import ULID

from services.scoring.domain.ranking_file import verify
from tests.support.files import pdf, png
from tests.support.intake import ok, problem
from tests.support.office import empty_boxes, needs_office, opened, pdf_text
from tests.support.reviewing import BEGINNING, CRITERIA
from tests.support.scoring import Running


@pytest.fixture(scope="module")
def platform(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = Running(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring"))
    made.begin(BEGINNING)
    with made.serving(ready=False):
        yield made


@pytest.fixture(scope="module")
def ranked(platform: Running) -> Running:
    """Four cases: one alone, two tied, one that does not pass; ranked."""
    platform.round = f"r-{ULID()}".lower()[:20]
    platform.drawn(4, 7)
    for case, score in zip(platform.cases, (80, 90, 80, 50), strict=True):
        platform.scored(case, *(score,) * 5)
    ok(platform.post(platform.agency(), "ranking", {"note": "两件并列"}))
    return platform


@pytest.fixture
def scoring(platform: Running) -> Iterator[Running]:
    before = platform.round, platform.cases
    platform.round = f"r-{ULID()}".lower()[:20]
    yield platform
    platform.round, platform.cases = before


def places(running: Running) -> list[dict[str, object]]:
    (published,) = [event["data"] for event in running.events("ranking.published") if event["data"]["review"]["round"] == running.round]
    found: list[dict[str, object]] = published["places"]
    return found


def test_cases_are_ranked_by_total_and_a_tie_is_broken_by_the_programmes_rules(ranked: Running) -> None:
    first, second, third, last = places(ranked)
    assert (first["application"], first["total"], first["passed"]) == (ranked.cases[1], "90.00", True)
    assert [second["application"], third["application"]] == [ranked.cases[0], ranked.cases[2]]  # who filed first stands first
    assert (last["application"], last["total"], last["passed"]) == (ranked.cases[3], "50.00", False)
    (published,) = [event["data"] for event in ranked.events("ranking.published")]
    assert published["ties"] == [{"total": "80.00", "cases": [ranked.cases[0], ranked.cases[2]], "broken_by": ["submission"]}]
    assert (published["passed"], published["passing"]) == (3, "60")


def test_the_ranking_is_for_everybody_and_recomputes_to_the_byte(ranked: Running) -> None:
    reply = ranked.public().get(f"{ranked.review}/ranking")
    assert reply.is_success
    assert verify(reply.content) == ()
    shown = ranked.shown()["ranking"]
    assert shown["file"] == hashlib.sha256(reply.content).hexdigest()
    assert shown["inputs"] == json.loads(reply.content)["inputs_digest"]


def test_everybody_sees_totals_and_who_runs_the_review_every_score(ranked: Running) -> None:
    shown = json.loads(ranked.public().get(f"{ranked.review}/ranking").content)["inputs"]
    (first,) = [each for each in shown["cases"] if each["case"] == ranked.cases[1]]
    assert (set(first["sheets"].values()), first["criteria"]) == ({"90.00"}, {})
    for caller in (ranked.agency(), ranked.city(), ranked.overseer()):
        whole = caller.get(f"{ranked.review}/ranking/whole").content
        assert verify(whole) == ()
        assert json.loads(whole)["inputs_digest"] == shown["whole"]
        assert hashlib.sha256(whole).hexdigest() == ranked.shown()["ranking"]["whole"]
        (case,) = [each for each in json.loads(whole)["inputs"]["cases"] if each["case"] == ranked.cases[1]]
        assert [set(sheet) for sheet in case["sheets"].values()] == [set(CRITERIA)] * 5
    problem(ranked.public().get(f"{ranked.review}/ranking/whole"), "unauthenticated")
    for caller in (ranked.other_agency(), ranked.person("expert"), ranked.county(), ranked.applicant_of(ranked.cases[0])):
        problem(caller.get(f"{ranked.review}/ranking/whole"), "not-found")


def test_the_pseudonyms_are_opened_with_the_ranking(ranked: Running) -> None:
    (published,) = [event["data"] for event in ranked.events("ranking.published")]
    inputs = json.loads(ranked.public().get(f"{ranked.review}/ranking").content)["inputs"]
    panel = ranked.panels()[ranked.cases[0]]
    assert ok(ranked.public().get(f"{ranked.review}/commitment"))["salt"] == published["salt"]
    opened = {hmac.digest(bytes.fromhex(published["salt"]), expert.encode(), "sha256").hex()[:16] for expert in panel}
    sheets = next(case["sheets"] for case in inputs["cases"] if case["case"] == ranked.cases[0])
    assert set(sheets) == opened


def test_no_score_changes_after_the_ranking(ranked: Running) -> None:
    case = ranked.cases[0]
    expert = ranked.panels()[case][0]
    with ranked.unchanged():
        problem(ranked.city().post(f"/v1/cases/{case}/sheets/{expert}/reopening", {"reason": "x"}), "wrong-status")
        problem(ranked.post(ranked.agency(), "ranking", {}), "wrong-status")


def test_suspending_an_expert_after_the_ranking_leaves_it_as_it_is(ranked: Running) -> None:
    case = ranked.cases[0]
    expert, before = ranked.panels()[case][0], ranked.panels()
    done = ok(ranked.city().post(f"/v1/experts/{expert}/suspension", {"reason": "x"}))
    assert (done["left"], ranked.panels()) == ([], before)


@pytest.mark.parametrize(("table", "rows"), [("summary", 4), ("ranking", 4), ("cases", 20), ("experts", 20), ("severity", 7)])
def test_tables_come_as_data_spreadsheets_and_paper(ranked: Running, table: str, rows: int) -> None:
    for caller in (ranked.agency(), ranked.city(), ranked.overseer()):
        assert len(ok(caller.get(f"{ranked.review}/tables/{table}"))["rows"]) == rows
    reply = ranked.agency().get(f"{ranked.review}/tables/{table}.xlsx")
    assert load_workbook(BytesIO(reply.content)).worksheets[0].max_row == rows + 4
    paper = ranked.agency().get(f"{ranked.review}/tables/{table}.pdf")
    assert paper.content == ranked.city().get(f"{ranked.review}/tables/{table}.pdf").content
    assert "filename*=UTF-8''%E" in paper.headers["content-disposition"]
    for caller in (ranked.other_agency(), ranked.person("expert"), ranked.county()):
        for form in ("", ".xlsx", ".pdf"):
            problem(caller.get(f"{ranked.review}/tables/{table}{form}"), "not-found")


@needs_office
def test_each_table_opens_in_the_office_and_says_the_same_on_paper(ranked: Running) -> None:
    names = {
        "summary": ("评审汇总表", "去掉最高、最低后平均", "评分5", "90.00"),
        "ranking": ("评审排序表", "合格线：60", "90.00"),
        "cases": ("案例评分明细表", "计入"),
        "experts": ("专家评分明细表", "计入"),
        "severity": ("专家评分宽严表", "可比组"),
    }
    sheets = {f"{table}.xlsx": ranked.city().get(f"{ranked.review}/tables/{table}.xlsx").content for table in names}
    for (table, words), from_sheet in zip(names.items(), opened(sheets).values(), strict=True):
        paper = ranked.city().get(f"{ranked.review}/tables/{table}.pdf").content
        for text in (pdf_text(paper), pdf_text(from_sheet)):
            assert [word for word in words if word not in text] == []
        assert empty_boxes(paper) == set()


def test_the_sheets_of_one_case_are_exported_alone(ranked: Running) -> None:
    found = ok(ranked.agency().get(f"{ranked.review}/tables/cases", only=ranked.cases[1]))["rows"]
    assert [row["case"] for row in found] == [ranked.cases[1]] * 5


def test_a_ranking_waits_for_every_case(scoring: Running) -> None:
    scoring.drawn(2, 6)
    scoring.scored(scoring.cases[0])
    refused = problem(scoring.post(scoring.agency(), "ranking", {}), "cases-unscored")
    assert [error["pointer"] for error in refused["errors"]] == [f"/cases/{scoring.cases[1]}"]
    assert f"“第1号案例”（{scoring.cases[1]}）" in refused["detail_zh"]
    problem(scoring.public().get(f"{scoring.review}/ranking"), "not-found")
    problem(scoring.agency().get(f"{scoring.review}/tables/ranking"), "wrong-status")
    problem(scoring.agency().upload(f"{scoring.review}/closing", ("报告.pdf", pdf())), "cases-unscored")
    scoring.scored(scoring.cases[1])
    problem(scoring.agency().upload(f"{scoring.review}/closing", ("报告.pdf", pdf())), "wrong-status")
    assert ok(scoring.post(scoring.agency(), "ranking", {}))["cases"] == 2


def test_a_withdrawn_case_is_not_ranked_and_keeps_nobody_waiting(scoring: Running) -> None:
    scoring.drawn(2, 6)
    scoring.scored(scoring.cases[0])
    ok(scoring.applicant_of(scoring.cases[1]).post(f"/v1/cases/{scoring.cases[1]}/withdrawal", {"reason": "计划调整"}))
    ok(scoring.post(scoring.agency(), "ranking", {}))
    assert [place["application"] for place in places(scoring)] == [scoring.cases[0]]


def test_the_report_closes_the_review_and_is_kept(scoring: Running) -> None:
    scoring.drawn(1, 6)
    scoring.scored(scoring.cases[0])
    ok(scoring.post(scoring.agency(), "ranking", {}))
    problem(scoring.city().get(f"{scoring.review}/report"), "not-found")
    problem(scoring.agency().upload(f"{scoring.review}/closing", ("报告.png", png(10, 10))), "wrong-file-type")
    problem(scoring.city().upload(f"{scoring.review}/closing", ("报告.pdf", pdf())), "forbidden")
    report, agency = pdf(), scoring.agency()
    done = ok(agency.upload(f"{scoring.review}/closing", ("报告.pdf", report), key=scoring.round))
    assert done["status"] == "closed"
    assert ok(agency.upload(f"{scoring.review}/closing", ("报告.pdf", report), key=scoring.round)) == done
    assert scoring.city().get(f"{scoring.review}/report").content == report
    (closed,) = [event["data"] for event in scoring.events("review.closed") if event["data"]["review"]["round"] == scoring.round]
    assert (closed["cases"], closed["report"]) == (1, hashlib.sha256(report).hexdigest())


def test_the_same_publication_again_has_the_same_answer(scoring: Running) -> None:
    scoring.drawn(1, 6)
    scoring.scored(scoring.cases[0])
    agency = scoring.agency()
    first = ok(scoring.post(agency, "ranking", {}, key=scoring.round))
    assert ok(scoring.post(agency, "ranking", {}, key=scoring.round)) == first
