"""Rounds: opened with the programme's dates, moved with a reason, closed with their cases; nothing is filed outside of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.support.intake import (
    COUNTY,
    OTHER_COUNTY,
    PROGRAMME,
    ROUND_PATH,
    Installation,
    fault,
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

SECOND = f"/v1/rounds/{PROGRAMME}/2025-05"
LAST_MINUTES = datetime(2024, 7, 31, 15, 58, tzinfo=UTC)
"""23:58 in Shanghai on the last day."""
OVER = datetime(2024, 7, 31, 16, tzinfo=UTC)


def test_a_round_opens_with_the_dates_of_its_programme_and_once(own_intake: Installation) -> None:
    city, shown = own_intake.city(), ok(own_intake.public().get(ROUND_PATH))
    assert shown["window"] == {"opens": "2024-04-24T16:00:00.000Z", "closes": "2024-07-31T16:00:00.000Z"}
    assert (shown["status"], shown["cases"], shown["moved"]) == ("open", 0, [])
    with own_intake.unchanged():
        problem(city.post(f"{ROUND_PATH}/opening"), "conflict")


def test_nothing_begins_in_a_round_that_was_not_opened(own_intake: Installation) -> None:
    applicant = own_intake.applicant()
    applicant.register()
    with own_intake.unchanged():
        refused = applicant.caller.post("/v1/applications", applicant.call(round="2025-05"))
        problem(refused, "round-not-open")
        problem(own_intake.city().post(f"{SECOND}/window", window("2024-08-01", "2025-04-30")), "round-not-open")
        problem(own_intake.city().post(f"{SECOND}/closing"), "round-not-open")


def window(opens: str, closes: str) -> dict[str, str]:
    return {"opens": opens, "closes": closes, "reason": "应部分县区请求延长申报期", "document": "石工信函〔2024〕88号"}


def test_a_window_that_closes_before_it_opens_is_refused(own_intake: Installation) -> None:
    with own_intake.unchanged():
        found = fault(
            own_intake.city().post(f"{ROUND_PATH}/window", window("2024-07-02", "2024-07-01")), "invalid-content", "too-early", "/closes"
        )
    assert (found["limit"], found["actual"]) == ("2024-07-02", "2024-07-01")


def test_nothing_is_filed_outside_the_window_and_the_operator_moves_it(own_intake: Installation) -> None:
    intake, city = own_intake, own_intake.city()
    ok(city.post(f"{SECOND}/opening"))
    early, last, late, extended, mended = (intake.applicant() for _ in range(5))
    early.begin(round="2025-05").complete()
    with intake.unchanged():
        refused = problem(early.submit(), "round-not-open")
    assert "2024-08-01" in refused["detail_zh"] and refused["source"] == "主管部门自定（首批截止次日）"
    for applicant in (last, late, extended, mended):
        applicant.begin().complete()
    ok(mended.submit())
    ok(intake.county().post(f"{mended.path}/return", reasons() | {"due": "2024-08-02"}))

    intake.move_clock(LAST_MINUTES)
    assert ok(last.submit())["status"] == "submitted"
    intake.move_clock(OVER)
    with intake.unchanged():
        refused = problem(late.submit(), "round-not-open")
        assert "2024-07-31" in refused["detail_zh"] and "2025-05" in refused["detail_zh"]
        assert refused["source"].startswith("主管部门自定")
        problem(intake.applicant().caller.post("/v1/applications", late.call()), "forbidden")
        problem(late.caller.post("/v1/applications", late.call()), "round-not-open")
    assert ok(mended.submit())["submission"] == 2, "a correction has its own due date"
    assert ok(early.submit())["status"] == "submitted"

    ok(city.post(f"{ROUND_PATH}/window", window("2024-04-25", "2024-08-09")))
    assert ok(extended.submit())["status"] == "submitted"
    shown = ok(intake.public().get(ROUND_PATH))
    assert (shown["window"]["closes"], shown["moved"]) == ("2024-08-09T16:00:00.000Z", ["应部分县区请求延长申报期"])


def test_a_correction_comes_within_its_days(own_intake: Installation) -> None:
    """Ten working days of the programme, to the end of the last in Shanghai; then it is too late."""
    intake = own_intake
    applicant = intake.applicant(COUNTY).filed()
    ok(intake.county().post(f"{applicant.path}/return", reasons()))
    due = datetime.fromisoformat(applicant.shown()["returned"]["due"])
    assert (due + timedelta(hours=8)).time() == datetime.min.time()
    assert due - datetime.fromisoformat(applicant.shown()["returned"]["at"]) > timedelta(days=13)
    assert applicant.write()["check"]["ready"]
    intake.move_clock(due)
    with intake.unchanged():
        refused = problem(applicant.submit(), "round-not-open")
    assert "补正期限" in refused["detail_zh"]
    with intake.unchanged():
        fault(
            intake.county().post(f"{intake_filed(intake)}/return", reasons() | {"due": "2024-08-01"}),
            "invalid-content",
            "too-early",
            "/due",
        )


def intake_filed(intake: Installation) -> str:
    """The path of any application that is filed."""
    rows = ok(intake.county().get("/v1/applications", status="submitted"))["items"]
    return f"/v1/applications/{rows[0]['id']}"


def test_a_list_is_filed_before_the_review_begins_and_an_extended_window_moves_that_along(own_intake: Installation) -> None:
    intake, city, county = own_intake, own_intake.city(), own_intake.county(OTHER_COUNTY)
    ok(city.post(f"{ROUND_PATH}/window", window("2024-04-25", "2024-12-31")))
    recommend(intake, intake.applicant(OTHER_COUNTY).filed(), OTHER_COUNTY)
    scan, path = upload_scan(intake, OTHER_COUNTY), list_path(OTHER_COUNTY)
    ok(city.post(f"{ROUND_PATH}/window", window("2024-04-25", "2024-08-09")))
    with intake.unchanged():
        refused = problem(county.post(f"{path}/filing", filing(scan)), "round-not-open")
    assert refused["source"] == "六（二）“于评审前”"
    assert "2024-08-09" in refused["detail_zh"] and "2025-05" in refused["detail_zh"]
    ok(city.post(f"{ROUND_PATH}/window", window("2024-04-25", "2024-12-31")))
    (row,) = ok(county.get(path))["rows"]
    assert ok(county.post(f"{path}/filing", filing(scan)))["status"] == "filed"
    ok(city.post(f"/v1/applications/{row['application']}/acceptance"))


def test_a_round_is_closed_when_all_is_decided_and_then_nothing_more_happens_in_it(own_intake: Installation) -> None:
    intake, city, county = own_intake, own_intake.city(), own_intake.county()
    ok(city.post(f"{ROUND_PATH}/window", window("2024-04-25", "2024-12-31")))
    before = ok(intake.public().get(ROUND_PATH))["cases"]
    accepted, waiting, returned, filed, unconfirmed, unfiled = (intake.applicant().filed() for _ in range(6))
    for applicant in (accepted, waiting):
        recommend(intake, applicant)
    file_list(intake)
    ok(city.post(f"{accepted.path}/acceptance"))
    ok(county.post(f"{returned.path}/return", reasons() | {"due": "2024-12-30"}))
    returned.write()
    recommend(intake, unfiled)
    ok(county.post(f"{unconfirmed.path}/checks", findings()))
    ok(county.post(f"{unconfirmed.path}/recommendation", {"table_brief": "带动产业链"}))
    scan = upload_scan(intake)
    with intake.unchanged():
        refused = problem(city.post(f"{ROUND_PATH}/closing"), "conflict")
    assert "2024-12-31" in refused["detail_zh"]
    ok(city.post(f"{ROUND_PATH}/window", window("2024-04-25", "2024-08-01")))
    with intake.unchanged():
        refused = problem(city.post(f"{ROUND_PATH}/closing"), "conflict")
    assert waiting.id in refused["detail_zh"] and accepted.id not in refused["detail_zh"]
    ok(city.post(f"{waiting.path}/return", reasons() | {"due": "2024-12-30"}))
    ok(city.post(f"{ROUND_PATH}/closing"))

    (closed,) = [event["data"] for event in intake.events("round.closed")]
    assert closed["cases"][before:] == [{"application": accepted.id, "track": "chain-case", "region": COUNTY}]
    assert closed["counts"] == counted(intake)
    with intake.unchanged():
        problem(returned.submit(), "round-not-open")
        problem(city.post(f"{ROUND_PATH}/window", window("2024-04-25", "2024-12-31")), "round-not-open")
        problem(city.post(f"{ROUND_PATH}/closing"), "round-not-open")
        problem(county.post(f"{list_path()}/filing", filing(scan)), "round-not-open")
        problem(county.post(f"{list_path()}/supplements", {"scan": scan}), "round-not-open")
        problem(city.post(f"{list_path()}/return", reasons()), "round-not-open")
        for path, body in (
            (f"{filed.path}/checks", findings()),
            (f"{filed.path}/return", reasons()),
            (f"{filed.path}/rejection", reasons()),
            (f"{filed.path}/recommendation", {"table_brief": "带动产业链"}),
            (f"{unconfirmed.path}/recommendation/confirmation", None),
        ):
            assert "2025-05" in problem(county.post(path, body), "round-not-open")["detail_zh"]
        problem(city.post(f"{unfiled.path}/receipt", {"on": "2024-08-01", "copies": 3}), "round-not-open")
        problem(city.post(f"{unfiled.path}/acceptance"), "round-not-open")
    for applicant in (filed, unconfirmed, unfiled, returned):
        assert ok(applicant.withdraw())["status"] == "withdrawn"
    shown = ok(intake.public().get(ROUND_PATH))
    assert (shown["status"], shown["cases"]) == ("closed", before + 1)


def counted(intake: Installation) -> dict[str, int]:
    """How many applications of the round stand where, by the city's own list and what only their applicants see."""
    with intake.store() as store:
        rows = list(store["applications"].find({"round": "2024-08"}, {"status": 1}))
    names = ("drafted", "submitted", "returned", "recommended", "accepted", "rejected", "withdrawn")
    other = {"draft": "drafted", "prepared": "submitted"}
    return {name: sum(other.get(row["status"], row["status"]) == name for row in rows) for name in names}
