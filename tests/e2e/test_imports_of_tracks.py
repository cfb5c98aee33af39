"""One import of several tracks over HTTP: 附件4 as the platform prints it, JSON lines that name their tracks, and what is told of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from services.intake.imports.template import STRANGERS, TAB
from tests.support.calls import Call, running
from tests.support.imports import Form, Sender, forms, lines
from tests.support.intake import Installation, fault, ok, problem

TRACKS = MODES, CASES, SOLUTIONS = "local-mode", "sme-case", "scenario-solution"
COUNTS = {"track": CASES, "counts": {"giants": 116}, "document": "冀工信企业函〔2021〕300号"}


@pytest.fixture(scope="module")
def call(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    intake = Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("tracks"))
    calls = {"miit-2021-255": "2021"}
    with running(intake, calls, datetime(2021, 9, 10, 1, tzinfo=UTC)) as opened:
        yield opened["miit-2021-255"]


@pytest.fixture
def sender(call: Call) -> Sender:
    """A province's system of its own."""
    return Sender(call, None, call.intake.system(f"hebei-{uuid4()}", "applications:read", "applications:write", regions=["13"]))


def done(sender: Sender, key: str) -> dict[str, Any]:
    with sender.call.intake.relaying(LIANZHU_TIMERS_POLL="0.1"):
        return sender.ended(key)


def named(call: Call, track: str, count: int, first: int) -> list[Form]:
    return [{"track": track} | form for form in forms(call.offer(track), count, first)]


def every_track(call: Call, first: int) -> list[Form]:
    return [row for place, track in enumerate(TRACKS) for row in named(call, track, 1, first + place)]


def test_a_provinces_table_of_three_blocks_comes_in_again_as_one_import(call: Call, sender: Sender) -> None:
    officer = call.bureau("13")
    ok(officer.post(f"{call.list('13')}/counts", COUNTS))
    mode = call.subject(MODES, officer, "130102", "示例园区").filed()
    case = call.enterprise(CASES, size="giant").filed()
    solution = call.enterprise(SOLUTIONS, way="province", solution="甲方案").filed()
    for each in (mode, case, solution):
        ok(each.recommend("13"))
    table = "附件4.xlsx", officer.get(f"{call.list('13')}/table.xlsx").content
    ok(case.caller.post(f"{case.path}/withdrawal", {"reason": None}))  # one case of an enterprise at a time
    found = ok(sender.send(table, "/v1/imports/checks"))
    assert (found["good"], found["faulty"], found["passed_over"]) == (3, 0, {})
    sent = ok(sender.send(table, key="annex-4"))
    shown = done(sender, sent["id"])
    assert (shown["stage"], shown["rows"], shown["filed"], shown["track"], shown["tracks"]) == ("finished", 3, 3, None, list(TRACKS))
    assert ok(sender.send(table, key="annex-4")) == sent
    rows = list(sender.all(f"/v1/imports/{sent['id']}/rows"))
    assert [(row["track"], row["row"], row["state"]) for row in rows] == [(MODES, 5, "draft"), (CASES, 7, "draft"), (SOLUTIONS, 9, "draft")]
    known: dict[str, Form] = {
        MODES: {"title": mode.form["title"]},
        CASES: {"uscc": case.uscc, "name": case.form["name"], "brief": case.form["brief"]},
        SOLUTIONS: {"uscc": solution.uscc, "solution": "甲方案"},
    }
    for row in rows:
        application = ok(sender.caller.get(f"/v1/applications/{row['application']}"))
        draft = ok(sender.caller.get(f"/v1/applications/{row['application']}/form"))["form"]
        assert application["track"] == row["track"]
        assert draft | known[row["track"]] == draft
    events = sender.caller.get(f"/v1/imports/{sent['id']}/events").text
    assert events.count('"tracks":["local-mode","sme-case","scenario-solution"]') == 3


def test_json_lines_of_three_tracks_become_applications_of_three_tracks(call: Call, sender: Sender) -> None:
    rows = every_track(call, 8_100)
    key = ok(sender.send(lines(rows)))["id"]
    assert done(sender, key)["filed"] == 3
    shown = list(sender.all(f"/v1/imports/{key}/rows"))
    assert [(row["row"], row["track"]) for row in shown] == list(enumerate(TRACKS, 1))
    for row, form in zip(shown, rows, strict=True):
        assert {"track": row["track"]} | ok(sender.caller.get(f"/v1/applications/{row['application']}/form"))["form"] == form


def test_a_faulty_row_is_told_with_its_track_and_one_that_names_none_with_what_there_is(call: Call, sender: Sender) -> None:
    rows = every_track(call, 8_200)
    rows[1]["phone"] = "12"
    strangers = [{"name": "某园区"}, {"track": "park", "name": "某园区"}]
    table = lines([*rows, *strangers])
    with call.intake.unchanged():
        refused = problem(sender.send(table), "invalid-content")["errors"]
    assert [(one["code"], one["pointer"]) for one in refused] == [
        ("invalid-phone", "/rows/2/phone"),
        ("missing", "/rows/4/track"),
        ("unknown-option", "/rows/5/track"),
    ]
    title = call.offer(CASES).track.title.zh
    assert refused[0]["detail_zh"].startswith(f"“{title}”第 2 行“电话”：")
    assert refused[1]["limit"] == "local-mode, sme-case, scenario-solution"
    key = ok(sender.send(table, mode="good-rows"))["id"]
    assert [(one["row"], one["track"]) for one in sender.all(f"/v1/imports/{key}/faults")] == [(2, CASES), (4, None), (5, None)]
    book = load_workbook(BytesIO(sender.caller.get(f"/v1/imports/{key}/faults.xlsx").content))
    assert [cell.value for cell in book[TAB]["A"] if cell.value] == [call.offer(track).track.title.zh for track in TRACKS]
    assert book[STRANGERS].max_row == 3
    checked = load_workbook(BytesIO(sender.send(table, "/v1/imports/checks.xlsx").content))
    assert checked.sheetnames == book.sheetnames
    assert done(sender, key)["filed"] == 2


def test_rows_to_be_mended_come_in_again_as_one_import(call: Call, sender: Sender) -> None:
    rows = every_track(call, 8_300)
    for row in rows:
        row["phone"] = "12"
    good = named(call, CASES, 1, 8_310)
    key = ok(sender.send(lines([*rows, *good]), mode="good-rows"))["id"]
    book, mended = load_workbook(BytesIO(sender.caller.get(f"/v1/imports/{key}/faults.xlsx").content)), BytesIO()
    for line in book[TAB].iter_rows():
        for cell in line:
            if cell.value == "12":
                cell.value = "0311-86086001"
    book.save(mended)
    again = ok(sender.send(("mended.xlsx", mended.getvalue())))
    assert done(sender, again["id"])["filed"] == 3
    assert [row["track"] for row in sender.all(f"/v1/imports/{again['id']}/rows")] == list(TRACKS)


def test_what_may_be_there_once_may_be_so_over_the_whole_table(call: Call, sender: Sender) -> None:
    first, second = named(call, CASES, 2, 8_400)
    between = named(call, SOLUTIONS, 1, 8_410)
    rows = [first, *between, second | {"uscc": first["uscc"]}]
    (refused,) = problem(sender.send(lines(rows)), "invalid-content")["errors"]
    assert (refused["code"], refused["pointer"]) == ("repeated", "/rows/3/uscc")
    assert "与第 1 行重复" in refused["detail_zh"]


def test_the_limit_of_rows_is_over_all_tracks(sender: Sender) -> None:
    rows = [{"track": TRACKS[place % 3]} for place in range(5_001)]
    assert fault(sender.send(lines(rows)), "invalid-content", "too-many-rows", "/rows")["limit"] == 5_000


def test_all_tracks_are_taken_back_where_a_row_of_one_is_refused_in_its_turn(call: Call, sender: Sender) -> None:
    rows = every_track(call, 8_500)
    key = ok(sender.send(lines(rows)))["id"]
    call.enterprise(CASES, uscc=rows[1]["uscc"])
    shown = done(sender, key)
    assert (shown["stage"], shown["filed"], shown["refused"]) == ("reverted", 0, 1)
    assert [(row["track"], row["state"]) for row in sender.all(f"/v1/imports/{key}/rows")] == [
        (MODES, "reverted"),
        (CASES, "refused"),
        (SOLUTIONS, "reverted"),
    ]
    (why,) = sender.all(f"/v1/imports/{key}/faults")
    assert (why["row"], why["track"], why["column"]) == (2, CASES, "统一社会信用代码")
    page = load_workbook(BytesIO(sender.caller.get(f"/v1/imports/{key}/faults.xlsx").content))[TAB]
    assert rows[1]["uscc"] in [cell.value for line in page.iter_rows() for cell in line]


def test_a_table_with_rows_that_ask_for_files_is_filed_as_drafts_only(call: Call, sender: Sender) -> None:
    rows = every_track(call, 8_600)
    found = fault(sender.send(lines(rows), then="submission"), "invalid-content", "materials-needed", "query:then")
    assert call.offer(SOLUTIONS).track.title.zh in found["detail_zh"]
    key = ok(sender.send(lines(rows[:2]), then="submission"))["id"]
    assert done(sender, key)["filed"] == 2


def test_who_may_file_for_one_track_is_told_of_the_rows_of_the_others(call: Call) -> None:
    own = Sender(call, None, call.bureau("13"))
    rows = every_track(call, 8_700)
    refused = problem(own.send(lines(rows)), "invalid-content")["errors"]
    assert [(one["code"], one["pointer"]) for one in refused] == [("forbidden", "/rows/2/uscc"), ("forbidden", "/rows/3/uscc")]
    problem(Sender(call, None, call.intake.person("expert")).send(lines(rows)), "forbidden")


def test_the_template_of_all_tracks_is_offered_and_an_empty_one_is_refused(call: Call, sender: Sender) -> None:
    assert problem(sender.send(("t.xlsx", sender.template)), "invalid-content")["detail_zh"] == "表中没有数据行"
    one = Sender(call, CASES, sender.caller)
    assert problem(one.send(("t.xlsx", sender.template)), "invalid-content")["errors"][0]["code"] == "other-template"


def test_a_programme_with_one_track_needs_none_named(call: Call) -> None:
    public = call.intake.public()
    paths = "/v1/programmes/sjz-2024-chain/import.xlsx", "/v1/programmes/sjz-2024-chain/tracks/chain-case/import.xlsx"
    assert len({public.get(path).content for path in paths}) == 1
