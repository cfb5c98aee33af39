"""The document's own tables over HTTP: what a list is exported as comes in again, and a bureau's system files for its subjects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.calls import Call, running
from tests.support.imports import Sender, forms, lines
from tests.support.intake import Installation, ok, problem

COUNTS = {"track": "sme-case", "counts": {"giants": 116}, "document": "冀工信企业函〔2021〕300号"}


@pytest.fixture(scope="module")
def call(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    intake = Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("layouts"))
    with (
        running(intake, {"miit-2021-255": "2021"}, datetime(2021, 9, 10, 1, tzinfo=UTC)) as calls,
        intake.relaying(LIANZHU_TIMERS_POLL="0.1"),
    ):
        yield calls["miit-2021-255"]


def system(call: Call, track: str, region: str, client: str | None = None) -> Sender:
    """One of its own for each track, where it has no name."""
    caller = call.intake.system(client or f"{track}-{region}", "applications:read", "applications:write", regions=[region])
    return Sender(call, track, caller)


def test_a_provinces_table_of_three_blocks_comes_in_again_track_by_track(call: Call) -> None:
    officer = call.bureau("13")
    ok(officer.post(f"{call.list('13')}/counts", COUNTS))
    case = call.enterprise("sme-case", size="giant").filed()
    solution = call.enterprise("scenario-solution", way="province", solution="甲方案").filed()
    for each in (call.subject("local-mode", officer, "130102", "示例园区").filed(), case, solution):
        ok(each.recommend("13"))
    table = "附件4.xlsx", officer.get(f"{call.list('13')}/table.xlsx").content
    ok(case.caller.post(f"{case.path}/withdrawal", {"reason": None}))  # one case of an enterprise at a time
    for track, known in (
        ("local-mode", {"title": case.form["title"]}),
        ("sme-case", {"uscc": case.uscc, "name": case.form["name"], "brief": case.form["brief"]}),
        ("scenario-solution", {"uscc": solution.uscc, "solution": "甲方案"}),
    ):
        sender = system(call, track, "13")
        sent = ok(sender.send(table))
        assert len([why for why in sent["passed_over"].values() if "其他类别" in why]) == 2
        assert (sender.ended(sent["id"])["filed"], sent["rows"]) == (1, 1)
        (row,) = sender.all(f"/v1/imports/{sent['id']}/rows")
        draft = ok(sender.caller.get(f"/v1/applications/{row['application']}/form"))["form"]
        assert draft | known == draft, track
        shown = ok(sender.caller.get(f"/v1/applications/{row['application']}"))
        assert shown["region"]["code"] == ("13" if track == "local-mode" else "130102")
        assert row["missing"]


def test_a_name_that_nobody_or_two_are_registered_under_is_no_usable_name(call: Call) -> None:
    rows = [{"name": "没有登记的企业"}, {"name": "同名企业"}]
    for _ in range(2):
        call.enterprise("scenario-solution", name="同名企业")
    found = ok(system(call, "sme-case", "13").send(lines(rows), "/v1/imports/checks"))["faults"]
    assert [(one["row"], one["code"], one["column"]) for one in found] == [(row, "missing", "统一社会信用代码") for row in (1, 2)]
    elsewhere = system(call, "sme-case", "14", client="elsewhere")
    call.enterprise("scenario-solution", name="河北企业")
    assert ok(elsewhere.send(lines([{"name": "河北企业"}]), "/v1/imports/checks"))["faults"][0]["code"] == "missing"


def test_a_providers_own_table_comes_in_again(call: Call) -> None:
    case = call.enterprise("scenario-solution", role="provider", way="direct", scenarios=["smart-logistics", {"other": "照明"}]).filed()
    table = "附件5.xlsx", case.caller.get(f"{call.list(str(case.uscc))}/table.xlsx").content
    own = Sender(call, "scenario-solution", case.caller)
    done = own.imported(table)
    (row,) = own.all(f"/v1/imports/{done['id']}/rows")
    draft = ok(case.caller.get(f"/v1/applications/{row['application']}/form"))["form"]
    assert (draft["uscc"], draft["scenarios"]) == (case.uscc, ["smart-logistics", {"other": "照明"}])
    assert draft["solution"] == case.form["solution"]
    other = call.enterprise("scenario-solution", role="provider", way="direct")
    stranger = Sender(call, "scenario-solution", other.caller)
    assert [one["code"] for one in ok(stranger.send(table, "/v1/imports/checks"))["faults"]] == ["missing"]


def test_a_provinces_system_files_for_its_subjects_and_officers_recommend_them(call: Call) -> None:
    mine = system(call, "local-mode", "31", client="shanghai")
    (form,) = forms(mine.offer, 1, region="310104")
    (row,) = mine.all(f"/v1/imports/{mine.imported(lines([form]), then='submission')['id']}/rows")
    path = f"/v1/applications/{row['application']}"
    assert ok(mine.caller.get(path))["status"] == "submitted"
    assert ok(call.bureau("31").get(path))["status"] == "submitted"
    problem(system(call, "local-mode", "31", client="another").caller.get(path), "not-found")
    problem(mine.caller.post(f"{path}/recommendation", {}), "forbidden")
    subject = {"name": "示例区", "region": "310104"}
    asked = {"programme": call.code, "round": call.round, "track": "local-mode", "applicant": None, "subject": subject}
    begun = ok(mine.caller.post("/v1/applications", asked))["id"]
    ok(mine.caller.post(f"/v1/applications/{begun}/withdrawal", {"reason": None}))
    problem(system(call, "local-mode", "3101", client="district").caller.post("/v1/applications", asked), "forbidden")
    assert begun in [one["id"] for one in mine.all("/v1/applications")]
    ok(call.bureau("31").post(f"{path}/recommendation", {}))
    ok(call.bureau("31").post(f"{path}/recommendation/confirmation"))
