"""Cases over HTTP: scored once, whatever comes together; reviewed once more, agreed on, withdrawn; and who sees what of them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.events.scoring.draw import DrawContinued
from services.chassis.assembly import assembled
from services.chassis.causes import RequestCause
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.scoring.domain import continuation
from services.scoring.domain.continuation import Place
from services.scoring.domain.pool import Terms
from services.scoring.domain.review import Review
from services.scoring.handlers import draws, experts
from services.scoring.scoring import Scoring
from services.scoring.service import SERVICE
from tests.support.files import pdf
from tests.support.intake import ok, problem
from tests.support.reviewing import CRITERIA, LICENCE, Panelist, Reviewing, sheet


@pytest.fixture(scope="module")
def scoring(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewing]:
    with Reviewing(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring")).reviewing(17) as made:
        yield made


@pytest.fixture
def case(scoring: Reviewing) -> str:
    """A case that no test has used yet."""
    return next(case for case in scoring.cases if not scoring.of_case(case, "assignment.accepted") and scoring.status(case) == "reviewing")


def newcomer(scoring: Reviewing, case: str) -> Panelist:
    """The expert whose sheet is still missing, who accepts."""
    there = {event["expert"] for event in scoring.of_case(case, "sheet.submitted")}
    (missing,) = [expert for expert in scoring.panel(case) if expert.id not in there]
    return missing.accept(case)


def disputed(scoring: Reviewing, case: str) -> list[Panelist]:
    """Sheets too far apart, also after the extra one; the panel."""
    scoring.scored(case, 50, 80, 80, 80, 80)
    ok(newcomer(scoring, case).submit(case, sheet(81)))
    assert scoring.status(case) == "joint"
    return scoring.panel(case)


def opinion(panel: list[Panelist], **changes: object) -> dict[str, object]:
    return sheet(77) | {"opinion": "经合议一致", "present": [expert.id for expert in panel[:4]]} | changes


def test_sheets_that_come_together_score_the_case_once(scoring: Reviewing, case: str) -> None:
    panel = [expert.accept(case) for expert in scoring.panel(case)]
    etags = {expert.id: expert.write(case, sheet(70 + 5 * place)).headers["etag"] for place, expert in enumerate(panel)}
    jobs = [expert for expert in panel for _ in range(7)][:32]
    with ThreadPoolExecutor(32) as pool:
        replies = list(pool.map(lambda expert: expert.submit(case, etag=etags[expert.id], key=f"{case}/{expert.id}"), jobs))
    assert {ok(reply)["version"] for reply in replies} == {1}
    assert len(scoring.of_case(case, "sheet.submitted")) == 5
    (scored,) = scoring.of_case(case, "case.scored")
    assert (scored["total"], scored["spread"], scored["sheets"], scored["joint"]) == ("80.00", "20.00", 5, False)
    assert [mean["criterion"] for mean in scored["criteria"]] == list(CRITERIA)
    (progressed,) = scoring.of_case(case, "review.progressed")
    assert progressed["to"] == "scored"


def test_sheets_that_differ_too_much_order_one_extra_review_in_the_commit_of_the_last_sheet(scoring: Reviewing, case: str) -> None:
    scoring.scored(case, 59, 80, 80, 80, 80)
    (ordered,) = scoring.of_case(case, "extra-review.ordered")
    assert (ordered["spread"], ordered["most"], ordered["extra"]) == ("21.00", 20, 1)
    (commit,) = [each for each in scoring.commits() if "extra-review.ordered" in str(each) and case in str(each)]
    kinds = {event["type"].split(".", 2)[2] for part in commit["parts"] for event in part["events"]}
    assert kinds == {"sheet.submitted.v1", "extra-review.ordered.v1", "draw.continued.v1", "assignment.replaced.v1", "assignment.made.v1"}
    assert len(scoring.panel(case)) == 6
    shown = ok(scoring.agency().get(f"/v1/cases/{case}"))
    assert (shown["status"], shown["extra_review"], shown["score"]) == ("reviewing", True, None)


def test_an_extra_sheet_that_does_not_bring_them_together_makes_the_panel_meet(scoring: Reviewing, case: str) -> None:
    panel = disputed(scoring, case)
    path = f"/v1/cases/{case}/joint-opinion"
    minutes = ok(scoring.agency().upload(f"/v1/cases/{case}/minutes", ("合议记录.pdf", pdf())))["sha256"]
    with scoring.unchanged():
        problem(scoring.city().post(path, opinion(panel)), "forbidden")
        problem(panel[0].caller.post(path, opinion(panel)), "not-found")
        problem(scoring.agency().post(path, opinion(panel, present=[panel[0].id])), "invalid-content")
        problem(scoring.agency().post(path, opinion(panel, minutes="0" * 64)), "invalid-content")
        problem(scoring.agency().post(path, opinion(panel, marks={})), "invalid-content")
    assert ok(scoring.agency().post(path, opinion(panel, minutes=minutes)))["status"] == "scored"
    (scored,) = scoring.of_case(case, "case.scored")
    assert (scored["total"], scored["joint"], scored["sheets"]) == ("77.00", True, 6)
    assert ok(scoring.city().get(f"/v1/cases/{case}"))["joint"]["minutes"] == minutes
    with scoring.unchanged():
        problem(scoring.agency().post(path, opinion(panel)), "wrong-status")
    assert len(scoring.of_case(case, "extra-review.ordered")) == 1


def test_an_extra_sheet_that_makes_the_case_agree_scores_it(scoring: Reviewing, case: str) -> None:
    panel = disputed(scoring, case)
    ok(scoring.city().post(f"/v1/cases/{case}/sheets/{panel[0].id}/reopening", {"reason": "评分明显偏离"}))
    lowest = next(expert for expert in panel if expert.id == panel[0].id)
    ok(lowest.submit(case, sheet(79)))
    assert scoring.of_case(case, "case.scored")[-1]["joint"] is False


def test_who_reads_and_who_may_only_know_where_it_stands(scoring: Reviewing, case: str) -> None:
    panel = scoring.scored(case)
    own, county = scoring.applicant_of(case), scoring.county()
    for caller in (own, county):
        shown = ok(caller.get(f"/v1/cases/{case}"))
        assert (shown["status"], shown["total"], shown["score"], shown["file"]) == ("reviewing", None, None, None)
        assert (shown["rubric"], shown["vacant"], shown["extra_review"]) == (None, None, None)
        problem(caller.get(f"/v1/cases/{case}/sheets"), "not-found")
        problem(caller.get(f"/v1/cases/{case}/materials/{_licence(scoring, case)}"), "not-found")
        (row,) = [row for row in ok(caller.get("/v1/cases"))["items"] if row["id"] == case]
        assert (row["status"], row["total"]) == ("reviewing", None)
    for caller in (scoring.city(), scoring.agency(), scoring.person("overseer", regions=["13"])):
        shown = ok(caller.get(f"/v1/cases/{case}"))
        assert (shown["status"], shown["total"], shown["vacant"]) == ("scored", "80.00", 0)
        assert case in [row["id"] for row in ok(caller.get("/v1/cases", status="scored", limit=200))["items"]]
    informed = ok(panel[0].caller.get(f"/v1/cases/{case}"))
    assert (informed["status"], informed["total"], informed["vacant"]) == ("scored", "80.00", None)


def test_nobody_else_learns_that_there_is_such_a_case(scoring: Reviewing, case: str) -> None:
    other = scoring.applicant_of(next(each for each in scoring.cases if each != case))
    agency, city = scoring.person("agency", organisation="91130102MA0000000X"), scoring.person("city", regions=["1302"])
    for stranger in (other, agency, city, scoring.county("130104")):
        problem(stranger.get(f"/v1/cases/{case}"), "not-found")
        problem(stranger.get(f"/v1/cases/{case}/sheets"), "not-found")
        problem(stranger.post(f"/v1/cases/{case}/withdrawal", {}), "not-found")
        assert case not in [row["id"] for row in ok(stranger.get("/v1/cases", limit=200))["items"]]
    problem(scoring.public().get(f"/v1/cases/{case}"), "unauthenticated")
    problem(scoring.city().get("/v1/cases/01ARZ3NDEKTSV4RRFFQ69G5FAV"), "not-found")


def test_an_applicant_cannot_find_out_by_filtering_whether_it_is_scored(scoring: Reviewing, case: str) -> None:
    scoring.scored(case)
    assert ok(scoring.applicant_of(case).get("/v1/cases", status="scored"))["items"] == []


def _licence(scoring: Reviewing, case: str) -> str:
    materials = ok(scoring.city().get(f"/v1/cases/{case}"))["file"]["materials"]
    return str(next(each["sha256"] for each in materials if each["kind"] == "licence"))


def test_an_expert_reads_file_rubric_and_materials_without_account_and_contacts(scoring: Reviewing, case: str) -> None:
    expert = scoring.panel(case)[0].sign()
    shown = ok(expert.caller.get(f"/v1/cases/{case}"))
    assert not {"contact", "phone", "email", "account_number", "account_bank"} & shown["file"]["form"].keys()
    weights = {criterion["code"]: criterion["weight"] for criterion in shown["rubric"]["criteria"]}
    assert (weights["empowerment"], sum(weights.values())) == (25, 100)  # the case's mode is platform
    levels = next(each["levels"] for each in shown["rubric"]["criteria"] if each["code"] == "empowerment")
    assert "平台" in levels[0]["text"]
    file = expert.caller.get(f"/v1/cases/{case}/materials/{_licence(scoring, case)}")
    assert (file.status_code, file.content) == (200, LICENCE)
    problem(expert.caller.get(f"/v1/cases/{case}/materials/{'f' * 64}"), "not-found")


def test_an_applicant_withdraws_in_the_middle_of_the_review_and_nobody_else_is_affected(scoring: Reviewing, case: str) -> None:
    panel = [expert.accept(case) for expert in scoring.panel(case)]
    ok(panel[0].submit(case, sheet()))
    before = {other: [each.id for each in scoring.panel(other)] for other in scoring.cases if other != case}
    owner = scoring.applicant_of(case)
    with scoring.unchanged():
        problem(scoring.city().post(f"/v1/cases/{case}/withdrawal", {}), "not-found")
        problem(panel[1].caller.post(f"/v1/cases/{case}/withdrawal", {}), "not-found")
    assert ok(owner.post(f"/v1/cases/{case}/withdrawal", {"reason": "项目调整"}))["status"] == "withdrawn"
    assert ok(owner.get(f"/v1/cases/{case}"))["withdrawal"] == "项目调整"
    assert [event["to"] for event in scoring.of_case(case, "review.progressed")] == ["withdrawn"]
    assert {other: [each.id for each in scoring.panel(other)] for other in before} == before
    with scoring.unchanged():
        problem(owner.post(f"/v1/cases/{case}/withdrawal", {}), "wrong-status")
        problem(panel[1].write(case, sheet(), '"0"'), "wrong-status")
        problem(panel[1].submit(case, etag='"0"'), "wrong-status")
        problem(panel[1].decline(case), "wrong-status")
        problem(scoring.city().post(f"/v1/cases/{case}/sheets/{panel[0].id}/reopening", {"reason": "x"}), "wrong-status")
        problem(scoring.agency().post(f"/v1/cases/{case}/sheets/{panel[0].id}/exclusion", {"reason": "x"}), "wrong-status")
    (row,) = [row for row in ok(panel[1].caller.get("/v1/assignments", limit=200))["items"] if row["application"] == case]
    assert row["status"] == "withdrawn"


def test_a_withdrawal_that_meets_the_last_sheet_leaves_one_of_two_whole_states(scoring: Reviewing, case: str) -> None:
    *before, last = [expert.accept(case) for expert in scoring.panel(case)]
    for expert in before:
        ok(expert.submit(case, sheet()))
    etag = last.write(case, sheet()).headers["etag"]
    with ThreadPoolExecutor(2) as pool:
        sheet_in = pool.submit(last.submit, case, etag=etag)
        withdrawal = pool.submit(scoring.applicant_of(case).post, f"/v1/cases/{case}/withdrawal", {})
    assert withdrawal.result().is_success
    progress = [event["to"] for event in scoring.of_case(case, "review.progressed")]
    assert progress == (["scored", "withdrawn"] if sheet_in.result().is_success else ["withdrawn"])
    assert scoring.status(case) == "withdrawn"


def test_last_sheets_at_two_processes_score_the_case_once(scoring: Reviewing, case: str) -> None:
    panel = [expert.accept(case) for expert in scoring.panel(case)]
    etags = [expert.write(case, sheet()).headers["etag"] for expert in panel]
    with scoring.elsewhere() as other:
        seats = [expert.at(other) if place % 2 else expert for place, expert in enumerate(panel)]
        with ThreadPoolExecutor(len(seats)) as pool:
            replies = list(pool.map(lambda each: each[0].submit(case, etag=each[1]), zip(seats, etags, strict=True)))
    assert [ok(reply)["version"] for reply in replies] == [1] * 5
    assert len(scoring.of_case(case, "case.scored")) == 1
    assert [event["to"] for event in scoring.of_case(case, "review.progressed")] == ["scored"]


def test_a_suspended_expert_leaves_the_cases_without_a_sheet_and_keeps_those_with_one(scoring: Reviewing, case: str) -> None:
    expert, *_ = scoring.scored(case)
    others = [other for other in scoring.cases if other != case and not _is_in(scoring, expert.id, other)]
    theirs = [other for other in others if expert.id in {each.id for each in scoring.panel(other)} and scoring.status(other) != "withdrawn"]
    ok(scoring.city().post(f"/v1/experts/{expert.id}/suspension", {"reason": "健康原因"}))
    assert theirs
    for other in theirs:
        assert expert.id not in {each.id for each in scoring.panel(other)}
        assert scoring.of_case(other, "assignment.replaced")[-1]["why"] == "suspended"
    assert expert.id in {each.id for each in scoring.panel(case)}
    assert scoring.status(case) == "scored"


def _is_in(scoring: Reviewing, expert: str, case: str) -> bool:
    return expert in {event["expert"] for event in scoring.of_case(case, "sheet.submitted")}


async def test_an_expert_who_leaves_many_cases_at_once_is_decided_on_as_a_whole(
    scoring: Reviewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The places are drawn one by one; whoever may come to them is loaded before, so that none is drawn over and over again."""
    expert = next(each for each in scoring.experts if len(_open_cases(scoring, each)) > 3)
    drawn: list[str] = []

    def continued(state: Review, terms: Terms, place: Place) -> DrawContinued:
        drawn.append(place.application)
        return continuation.continued(state, terms, place)

    monkeypatch.setattr(draws, "continued", continued)
    city = Principal("city", "赵六", frozenset({"city"}), ("1301",))
    async with assembled(SERVICE, scoring.settings) as chassis:
        task = await experts.ExpertTask.of(Scoring.on(chassis), Asked(RequestCause("city", expert, ""), city), expert)
        left = (await experts.suspend(task, "健康原因"))["left"]
    assert len(left) > 3
    assert len(drawn) <= 2 * len(left)


def _open_cases(scoring: Reviewing, expert: str) -> list[str]:
    with scoring.store() as store:
        rows = store["cases"].find({"experts": expert, "status": "reviewing"}, {"state.seats": 1})
        return [row["_id"] for row in rows for seat in row["state"]["seats"] if seat["expert"] == expert and not seat["sheets"]]
