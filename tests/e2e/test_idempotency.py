"""Every command may be sent again, at once and after everything else: the answer is the first one, and nothing happens twice."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import httpx
import pytest

from tests.support.calls import Call
from tests.support.calls import file_list as filed_whole
from tests.support.files import pdf
from tests.support.imports import lines
from tests.support.intake import (
    COUNTY,
    PROGRAMME,
    ROUND,
    ROUND_PATH,
    TRACK,
    Applicant,
    Installation,
    again,
    file_list,
    filing,
    findings,
    list_path,
    ok,
    problem,
    reasons,
    recommend,
    upload_scan,
)
from tests.unit.contracts.complete import text


@pytest.fixture(scope="module")
def walked(own_intake: Installation) -> Installation:
    """A round in which every command was given once at least."""
    intake, city, county = own_intake, own_intake.city(), own_intake.county()
    first, second, third, fourth = (intake.applicant().filed() for _ in range(4))
    ok(county.post(f"{first.path}/return", reasons() | {"due": "2024-07-20"}))
    mend(first)
    recommend(intake, first)
    file_list(intake)
    recommend(intake, second)
    ok(county.post(f"{list_path()}/supplements", {"scan": upload_scan(intake)}))
    ok(city.post(f"{list_path()}/return", reasons()))
    file_list(intake)
    ok(city.post(f"{list_path()}/receipt", {"on": "2024-07-01", "copies": 1}))
    for applicant in (first, second):
        ok(city.post(f"{applicant.path}/receipt", {"on": "2024-07-01", "copies": 3}))
        ok(city.post(f"{applicant.path}/acceptance"))
    ok(county.post(f"{third.path}/rejection", reasons("不符合申报条件")))
    ok(fourth.withdraw("计划调整"))
    table = {"programme": PROGRAMME, "round": ROUND, "track": TRACK}
    system = intake.system("another-city", "applications:write")
    ok(system.upload(f"/v1/imports?{urlencode(table)}", lines([intake.applicant().form])))
    ok(city.post(f"{ROUND_PATH}/window", {"opens": "2024-04-25", "closes": "2024-06-30", "reason": "提前截止"}))
    ok(city.post(f"{ROUND_PATH}/closing"))
    walk_quotas(intake)
    return intake


def walk_quotas(intake: Installation) -> None:
    """A call in which bureaus declare counts and rank, and the ministry has its result; its window moved to the present and shortened."""
    call = Call(intake, "miit-2021-255", "2021")
    call.open()
    window = {"opens": "2021-09-01", "closes": "2024-12-31", "reason": "延期"}
    ok(call.ministry().post("/v1/rounds/miit-2021-255/2021/window", window))
    counts = {"track": "sme-case", "counts": {"giants": 40}, "document": "函"}
    ok(call.bureau("13").post(f"{call.list('13')}/counts", counts))
    cases = [call.enterprise("sme-case", size="giant").filed() for _ in range(2)]
    for case in cases:
        ok(case.recommend("13"))
    ranked = [case.id for case in reversed(cases)]
    ok(call.bureau("13").post(f"{call.list('13')}/order", {"track": "sme-case", "applications": ranked}))
    ok(filed_whole(call, call.bureau("13"), "13"))
    ok(call.ministry().post(f"{call.list('13')}/receipt", {"on": "2024-07-01", "copies": 1}))
    ok(call.ministry().post("/v1/rounds/miit-2021-255/2021/window", window | {"closes": "2024-06-30", "reason": "提前截止"}))
    ok(call.ministry().post("/v1/rounds/miit-2021-255/2021/closing"))
    result = {"outcome": "selected", "document": {"number": "工信厅企业函〔2024〕1号", "date": "2024-07-01"}}
    ok(call.ministry().post(f"{cases[0].path}/result", result))


def mend(applicant: Applicant) -> None:
    """Another title, printed, sealed and scanned anew."""
    (scan,) = [file for file in applicant.draft.json()["materials"] if file["kind"] == "form-scan"]
    applicant.caller.delete(f"{applicant.path}/materials/{scan['id']}")
    applicant.write(title=text(30))
    applicant.attach_scan()
    ok(applicant.submit())


def template(path: str, templates: list[str]) -> str:
    """The path as the documentation has it."""
    found = [one for one in templates if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", one), path)]
    assert len(found) == 1, (path, found)
    return found[0]


def test_every_command_of_the_api_is_tried_here(walked: Installation) -> None:
    documented = ok(walked.public().get("/openapi.json"))["paths"]
    commands = [path for path, operations in documented.items() if "post" in operations and not path.startswith("/v1/imports/checks")]
    assert {template(reply.request.url.path, commands) for reply in walked.exchanges} == set(commands)


def test_every_command_sent_again_has_its_first_answer_and_no_second_effect(walked: Installation) -> None:
    with walked.unchanged():
        for first in walked.exchanges:
            second = again(first)
            assert (second.status_code, second.json()) == (first.status_code, first.json()), first.request.url.path


def test_a_key_that_was_used_for_something_else_is_refused(walked: Installation) -> None:
    with walked.unchanged():
        for first in walked.exchanges:
            if first.request.content:
                problem(again(first, changed(first.request)), "idempotency-key-reused")


def changed(sent: httpx.Request) -> bytes:
    """The same request with a little more in it: in its file, or in its JSON."""
    if sent.headers["content-type"].startswith("multipart/form-data"):
        before, boundary = sent.content.rsplit(b"\r\n--", 1)
        return before + b" \r\n--" + boundary
    return sent.content + b" "


def test_a_key_belongs_to_its_caller(walked: Installation) -> None:
    """Two callers may choose the same key, and neither learns of the other's answer."""
    one, other = walked.applicant(), walked.applicant()
    for applicant in (one, other):
        answer = ok(applicant.caller.post("/v1/organisations", {"uscc": applicant.uscc, **applicant.entry}, key="the-same"))
        assert answer["uscc"] == applicant.uscc


def test_a_refusal_does_not_bind_the_key(intake: Installation) -> None:
    applicant = intake.applicant()
    problem(applicant.caller.post("/v1/applications", applicant.call(), key="k"), "organisation-unregistered")
    applicant.register()
    assert ok(applicant.caller.post("/v1/applications", applicant.call(), key="k"))["status"] == "draft"


def test_a_key_used_for_an_upload_is_used_for_commands_too(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    ok(applicant.caller.upload(f"{applicant.path}/materials", ("a.pdf", pdf()), "one-key", kind="licence"))
    with intake.unchanged():
        problem(applicant.caller.post(f"{applicant.path}/withdrawal", {}, key="one-key"), "idempotency-key-reused")


def test_an_upload_sent_again_does_not_bring_back_what_was_taken_off(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    first = applicant.caller.upload(f"{applicant.path}/materials", ("a.pdf", pdf()), "k", kind="licence")
    assert applicant.caller.delete(f"{applicant.path}/materials/{ok(first)['id']}").status_code == httpx.codes.NO_CONTENT
    assert again(first).json() == first.json()
    assert applicant.draft.json()["materials"] == []


def test_the_same_edit_sent_again_is_no_conflict(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    path, etag = f"{applicant.path}/form", applicant.etag
    first, second = (applicant.caller.put(path, {"form": applicant.form}, etag) for _ in range(2))
    assert (ok(second), second.headers["etag"]) == (ok(first), first.headers["etag"])
    problem(applicant.caller.put(path, {"form": {}}, etag), "stale-version")


def test_a_list_that_nothing_stands_on_is_not_sealed_or_filed(intake: Installation) -> None:
    county = intake.county("130111")
    with intake.unchanged():
        problem(county.upload(f"{list_path('130111')}/scans", ("汇总表.pdf", pdf())), "wrong-status")
        refused = problem(county.post(f"{list_path('130111')}/filing", filing("0" * 64)), "invalid-content")
    assert refused["errors"][0]["code"] == "unknown-scan"


def test_findings_are_recorded_once_for_the_same_key(intake: Installation) -> None:
    applicant, county = intake.applicant().filed(), intake.county(COUNTY)
    for _ in range(3):
        ok(county.post(f"{applicant.path}/checks", findings(), key="checks"))
    recorded = [event for event in intake.events("application.checked") if event["data"]["application"] == applicant.id]
    assert len(recorded) == 1
