"""Score sheets over HTTP: written on several devices, submitted once, seen by whom the programme lets, and never lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from contracts.refusal import Refusal
from services.chassis.api.preconditions import parse
from services.chassis.assembly import assembled
from services.chassis.causes import RequestCause
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.chassis.mongo import connect, database
from services.scoring.handlers import assignments, sheets
from services.scoring.scoring import Scoring
from services.scoring.service import SERVICE
from services.scoring.sheets import DraftKey, Drafts
from tests.support.intake import Caller, again, fault, ok, only, problem
from tests.support.reviewing import CRITERIA, REASON, Panelist, Reviewing, sheet
from tests.support.silence import silent

WRITERS = 3


@pytest.fixture(scope="module")
def scoring(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewing]:
    with Reviewing(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring")).reviewing(24) as made:
        yield made


@pytest.fixture
def case(scoring: Reviewing) -> str:
    """A case that no test has used yet."""
    return next(case for case in scoring.cases if not scoring.of_case(case, "assignment.accepted"))


@pytest.fixture
def expert(scoring: Reviewing, case: str) -> Panelist:
    """One of its panel, who has accepted."""
    return scoring.panel(case)[0].accept(case)


def device(expert: Panelist) -> Panelist:
    """Another connection of the same person."""
    caller = Caller(str(expert.caller.http.base_url), dict(expert.caller.http.headers))
    return Panelist(caller, expert.id, expert.review)


def test_a_sheet_is_written_in_parts_and_is_the_same_on_a_second_device(case: str, expert: Panelist) -> None:
    assert expert.draft(case).headers["etag"] == '"0"'
    first = expert.write(case, {"marks": {CRITERIA[0]: {"score": 95}}})
    assert (first.headers["etag"], ok(first)["total"]) == ('"1"', None)
    codes = {(warning["code"], warning["pointer"]) for warning in first.json()["warnings"]}
    assert ("reason-required", f"/marks/{CRITERIA[0]}/reason") in codes
    assert ("missing", f"/marks/{CRITERIA[1]}/score") in codes
    other = device(expert)
    assert other.draft(case).json() == first.json()
    whole = ok(other.write(case, sheet(82)))
    assert (whole["edition"], whole["total"], whole["warnings"], whole["status"]) == (2, "82.00", [], "accepted")


def test_an_edit_of_a_stale_edition_is_refused_and_the_same_edit_again_is_the_same(case: str, expert: Panelist) -> None:
    ok(expert.write(case, sheet(80), '"0"'))
    assert ok(expert.write(case, sheet(80), '"0"'))["edition"] == 1
    refused = device(expert).write(case, sheet(70), '"0"')
    problem(refused, "stale-version")
    assert refused.headers["etag"] == '"1"'
    problem(expert.caller.put(f"/v1/cases/{case}/sheet", sheet(), None), "precondition-required")
    assert ok(expert.draft(case))["marks"][CRITERIA[0]]["score"] == 80


def test_many_devices_lose_no_edit_to_each_other(case: str, expert: Panelist) -> None:
    def edit(number: int) -> int:
        own = device(expert)
        while True:
            draft = own.draft(case)
            marks = draft.json()["marks"] | {CRITERIA[number % len(CRITERIA)]: {"score": 60 + number, "reason": None}}
            reply = own.write(case, {"marks": marks}, draft.headers["etag"])
            if reply.is_success:
                return int(reply.json()["edition"])
            problem(reply, "stale-version")

    with ThreadPoolExecutor(len(CRITERIA)) as pool:
        editions = list(pool.map(edit, range(len(CRITERIA))))
    assert sorted(editions) == list(range(1, len(CRITERIA) + 1))
    assert [ok(expert.draft(case))["marks"][code]["score"] for code in CRITERIA] == [60 + n for n in range(len(CRITERIA))]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"score": 101, "reason": REASON}, ("out-of-range", "score")),
        ({"score": -1, "reason": REASON}, ("out-of-range", "score")),
        ({"score": None}, ("missing", "score")),
        ({"score": 59}, ("reason-required", "reason")),
        ({"score": 91, "reason": "好"}, ("reason-required", "reason")),
    ],
)
def test_what_is_wrong_is_a_warning_while_writing_and_a_refusal_on_submission(
    scoring: Reviewing, case: str, expert: Panelist, entry: dict[str, object], expected: tuple[str, str]
) -> None:
    wrong = sheet()
    wrong["marks"][CRITERIA[1]] = entry
    written = ok(expert.write(case, wrong))
    code, pointer = expected[0], f"/marks/{CRITERIA[1]}/{expected[1]}"
    warned = only(written["warnings"], code, pointer)
    with scoring.unchanged():
        refused = fault(expert.submit(case), "invalid-content", code, pointer)
    assert {name: refused.get(name) for name in ("limit", "actual", "source")} == {
        name: warned[name] for name in ("limit", "actual", "source")
    }
    ok(expert.submit(case, sheet()))


def test_a_criterion_that_the_rubric_lacks_and_half_a_point_are_refused(scoring: Reviewing, case: str, expert: Panelist) -> None:
    strange = sheet()
    strange["marks"]["beauty"] = {"score": 80}
    only(ok(expert.write(case, strange))["warnings"], "unknown-criterion", "/marks/beauty")
    with scoring.unchanged():
        fault(expert.submit(case), "invalid-content", "unknown-criterion", "/marks/beauty")
        strange["marks"]["beauty"] = {"score": 80.5}
        problem(expert.write(case, strange), "invalid-content")


def test_an_empty_sheet_is_not_submitted(scoring: Reviewing, case: str, expert: Panelist) -> None:
    with scoring.unchanged():
        assert len(problem(expert.submit(case, etag='"0"'), "invalid-content")["errors"]) == len(CRITERIA)
        problem(expert.caller.post(f"/v1/cases/{case}/sheet/submission"), "precondition-required")
        problem(expert.submit(case, etag='"1"'), "stale-version")


def test_a_case_has_to_be_accepted_before_its_sheet_is_written(scoring: Reviewing, case: str) -> None:
    expert = scoring.panel(case)[1].sign()
    with scoring.unchanged():
        problem(expert.write(case, sheet(), '"0"'), "wrong-status")
        problem(expert.submit(case, etag='"0"'), "wrong-status")


def test_a_submitted_sheet_is_locked(scoring: Reviewing, case: str, expert: Panelist) -> None:
    first = expert.submit(case, sheet(81))
    assert (ok(first)["version"], ok(first)["total"]) == (1, "81.00")
    with scoring.unchanged():
        problem(expert.write(case, sheet(70)), "wrong-status")
        problem(expert.submit(case), "wrong-status")
        problem(expert.decline(case), "wrong-status")
        assert ok(again(first)) == ok(first)
    assert ok(expert.draft(case))["status"] == "submitted"
    assert len(scoring.of_case(case, "sheet.submitted")) == 1


def test_the_submission_of_an_edition_that_is_not_the_last_is_refused(scoring: Reviewing, case: str, expert: Panelist) -> None:
    seen = expert.write(case, sheet(80)).headers["etag"]
    ok(device(expert).write(case, sheet(85)))
    with scoring.unchanged():
        problem(expert.submit(case, etag=seen), "stale-version")
    assert ok(expert.submit(case))["total"] == "85.00"


@dataclass
class Edits:
    """What several devices were told of their edits: the edition of each that was acknowledged, and its opinion."""

    case: str
    expert: Panelist
    acknowledged: dict[int, str] = field(default_factory=dict)
    refused: list[httpx.Response] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def write_until_submitted(self, number: int) -> None:
        """Edit on the edition that was last heard of, until the sheet is submitted and one edit after that."""
        own, count, etag = device(self.expert), 0, self.expert.draft(self.case).headers["etag"]
        while True:
            last, count = self.over.is_set(), count + 1
            opinion = f"意见{number}-{count}"
            reply = own.write(self.case, sheet() | {"opinion": opinion}, etag)
            etag = reply.headers.get("etag", etag)
            if reply.is_success:
                self.acknowledged[reply.json()["edition"]] = opinion
            elif reply.status_code != httpx.codes.PRECONDITION_FAILED:
                self.refused.append(reply)
            if last:
                return

    def submit(self) -> tuple[int, httpx.Response]:
        while True:
            etag = self.expert.draft(self.case).headers["etag"]
            reply = self.expert.submit(self.case, etag=etag)
            if reply.status_code != httpx.codes.PRECONDITION_FAILED:
                return int(etag.strip('"')), reply


@pytest.mark.parametrize("seat", range(5))
def test_an_acknowledged_edit_is_in_what_is_submitted_and_none_comes_after_it(scoring: Reviewing, seat: int) -> None:
    case = scoring.cases[-1]
    expert = scoring.panel(case)[seat].accept(case)
    ok(expert.write(case, sheet()))
    edits = Edits(case, expert)
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(edits.write_until_submitted, number) for number in range(WRITERS)]
        try:
            edition, reply = edits.submit()
        finally:
            edits.over.set()
        for one in writing:
            one.result()
    ok(reply)
    (own,) = [each for each in expert.sheets(case) if each["own"]]
    assert own["versions"][-1]["opinion"] == edits.acknowledged.get(edition, "同意")
    assert [later for later in edits.acknowledged if later > edition] == []
    assert ok(expert.draft(case))["edition"] == edition
    for refused in edits.refused:
        problem(refused, "wrong-status")


def test_two_submissions_of_one_sheet_at_the_same_time_are_one(scoring: Reviewing, case: str, expert: Panelist) -> None:
    etag = expert.write(case, sheet()).headers["etag"]
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda number: device(expert).submit(case, etag=etag, key=f"{case}{number % 2}"), range(8)))
    accepted = [reply for reply in replies if reply.is_success]
    assert len({reply.text for reply in accepted}) == 1
    for reply in replies:
        if not reply.is_success:
            problem(reply, "wrong-status")
    assert len(scoring.of_case(case, "sheet.submitted")) == 1


async def _seal(scoring: Reviewing, key: DraftKey, holder: str, age: timedelta = timedelta()) -> None:
    client = connect(scoring.settings.store)
    rows = database(client, scoring.settings.database("scoring"))
    await Drafts(rows).seal(key, parse("*"), holder)
    await rows["sheets"].update_one({"_id": key.id}, {"$set": {"sealed.at": datetime.now(UTC) - age}})
    client.close()


def test_what_a_crash_between_seal_and_commit_left_is_finished_by_the_same_request(case: str, scoring: Reviewing, expert: Panelist) -> None:
    etag = expert.write(case, sheet(83)).headers["etag"]
    subject = f"{scoring.settings.oidc.issuer}#{scoring.experts[expert.id]}"
    asyncio.run(_seal(scoring, DraftKey(case, expert.id), f"{subject}/{case}"))
    problem(expert.write(case, sheet(70)), "wrong-status")
    problem(expert.submit(case, etag=etag), "wrong-status")
    assert ok(expert.submit(case, etag=etag, key=case))["total"] == "83.00"
    assert len(scoring.of_case(case, "sheet.submitted")) == 1


async def test_a_submission_that_may_still_be_written_keeps_edits_out_until_it_is_asked_again(
    case: str, scoring: Reviewing, expert: Panelist
) -> None:
    etag = expert.write(case, sheet(83)).headers["etag"]
    subject = f"{scoring.settings.oidc.issuer}#{scoring.experts[expert.id]}"
    asked = Asked(RequestCause(subject, case, "0" * 64), Principal(subject, "李四", frozenset({"expert"})))
    async with assembled(SERVICE, scoring.settings) as chassis:
        task = await assignments.task(Scoring.on(chassis), asked, case)
        with silent(chassis.group) as waiting, pytest.raises(Refusal):
            await sheets.submit(task, parse(etag))
        problem(await asyncio.to_thread(expert.write, case, sheet(70), etag), "wrong-status")
        await chassis.group.execute(waiting.pop())
        assert (await sheets.submit(task, parse(etag)))["total"] == "83.00"
    assert len(scoring.of_case(case, "sheet.submitted")) == 1


def test_a_seal_that_nobody_comes_back_for_is_broken_after_a_while(case: str, scoring: Reviewing, expert: Panelist) -> None:
    ok(expert.write(case, sheet(83)))
    asyncio.run(_seal(scoring, DraftKey(case, expert.id), "somebody/else", timedelta(minutes=3)))
    ok(expert.write(case, sheet(84)))
    assert ok(expert.submit(case))["total"] == "84.00"


def test_the_others_sheets_are_seen_when_the_own_is_in_and_under_pseudonyms(scoring: Reviewing, case: str) -> None:
    first, second, *_ = [expert.accept(case) for expert in scoring.panel(case)]
    ok(first.submit(case, sheet(70)))
    assert [each["own"] for each in second.sheets(case)] == [True]
    assert ok(second.caller.get(f"/v1/cases/{case}"))["score"] is None
    ok(second.submit(case, sheet(75)))
    (other,) = [each for each in second.sheets(case) if not each["own"]]
    assert (other["expert"], other["name"], other["versions"][0]["total"]) == (None, None, "70.00")
    assert other["pseudonym"].startswith("专家")
    by_city = {each["expert"]: each for each in scoring.city().get(f"/v1/cases/{case}/sheets").json()}
    assert (by_city[first.id]["name"], by_city[first.id]["pseudonym"]) == ("李四", other["pseudonym"])


def test_that_a_case_is_in_dispute_is_not_told_to_the_extra_expert(scoring: Reviewing, case: str) -> None:
    scoring.scored(case, 50, 80, 80, 80, 80)
    (extra,) = [expert for expert in scoring.panel(case) if expert.id not in _submitted(scoring, case)]
    extra.accept(case)
    shown = ok(extra.caller.get(f"/v1/cases/{case}"))
    assert (shown["status"], shown["extra_review"], shown["score"], shown["vacant"]) == ("reviewing", None, None, None)
    assert len(extra.sheets(case)) == 1


def _submitted(scoring: Reviewing, case: str) -> set[str]:
    return {event["expert"] for event in scoring.of_case(case, "sheet.submitted")}


def test_the_city_reopens_a_sheet_with_a_reason_and_both_versions_stay(scoring: Reviewing, case: str) -> None:
    panel = scoring.scored(case)
    assert scoring.status(case) == "scored"
    path = f"/v1/cases/{case}/sheets/{panel[0].id}/reopening"
    with scoring.unchanged():
        problem(scoring.agency().post(path, {"reason": "理由与评分不符"}), "forbidden")
        problem(panel[1].caller.post(path, {"reason": "理由与评分不符"}), "not-found")
    ok(scoring.city().post(path, {"reason": "理由与评分不符"}))
    assert scoring.status(case) == "reviewing"
    draft = ok(panel[0].draft(case))
    assert (draft["status"], draft["reopened"], draft["total"]) == ("reopened", "理由与评分不符", "80.00")
    assert [each["own"] for each in panel[0].sheets(case)] == [True]
    assert ok(panel[0].submit(case, sheet(88)))["version"] == 2
    assert scoring.status(case) == "scored"
    (own,) = [each for each in panel[0].sheets(case) if each["own"]]
    assert [(one["version"], one["total"], one["reopened"]) for one in own["versions"]] == [
        (1, "80.00", "理由与评分不符"),
        (2, "88.00", None),
    ]
    progress = [event["to"] for event in scoring.of_case(case, "review.progressed")]
    assert progress == ["scored", "reopened", "scored"]


def test_a_conflict_that_is_found_later_takes_the_sheet_out_and_draws_the_place_again(scoring: Reviewing, case: str) -> None:
    panel = scoring.scored(case)
    path = f"/v1/cases/{case}/sheets/{panel[0].id}/exclusion"
    with scoring.unchanged():
        problem(panel[1].caller.post(path, {"reason": "投资关系"}), "not-found")
    ok(scoring.agency().post(path, {"reason": "投资关系"}))
    assert scoring.status(case) == "reviewing"
    problem(panel[0].caller.get(f"/v1/cases/{case}"), "not-found")
    (gone,) = [each for each in scoring.city().get(f"/v1/cases/{case}/sheets").json() if each["status"] == "conflict"]
    assert (gone["expert"], gone["reason"], gone["versions"][0]["total"]) == (panel[0].id, "投资关系", "80.00")
    (successor,) = [expert for expert in scoring.panel(case) if expert.id not in {one.id for one in panel}]
    ok(successor.accept(case).submit(case, sheet(90)))
    assert scoring.of_case(case, "case.scored")[-1]["total"] == "80.00"
    with scoring.unchanged():
        problem(scoring.agency().post(path, {"reason": "投资关系"}), "not-found")


def test_a_sheet_that_comes_after_the_due_date_is_taken_and_marked(scoring: Reviewing, case: str, expert: Panelist) -> None:
    assert ok(expert.submit(case, sheet(80)))["late"] is False
    due = datetime.fromisoformat(ok(scoring.city().get(scoring.review))["due"])
    scoring.pass_to(due)
    other = scoring.panel(case)[1].accept(case)
    assert ok(other.submit(case, sheet(70)))["late"] is True
    shown = scoring.city().get(f"/v1/cases/{case}/sheets").json()
    assert sorted(one["late"] for each in shown for one in each["versions"]) == [False, True]
