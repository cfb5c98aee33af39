"""One application from the enterprise's registration to the city's acceptance, and the round's end."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.intake import (
    COUNTY,
    PROGRAMME,
    ROUND,
    ROUND_PATH,
    Installation,
    file_list,
    list_path,
    ok,
    problem,
    recommend,
)


def test_an_application_reaches_the_citys_list_and_the_rounds_cases(own_intake: Installation) -> None:
    intake, city = own_intake, own_intake.city()
    applicant = intake.applicant().filed()
    assert applicant.shown()["status"] == "submitted"
    recommend(intake, applicant)
    assert file_list(intake)["status"] == "filed"
    ok(city.post(f"{applicant.path}/receipt", {"on": "2024-07-01", "copies": 3}))
    assert ok(city.post(f"{applicant.path}/acceptance"))["status"] == "accepted"
    shown = applicant.shown()
    assert (shown["status"], shown["submission"], shown["paper"]) == ("accepted", 1, {"on": "2024-07-01", "copies": 3})
    assert shown["recommendation"] == {"list": f"list/{PROGRAMME}/{ROUND}/{COUNTY}", "position": 1, "brief": "带动产业链协同"}
    rows = ok(city.get(list_path()))["rows"]
    assert [(row["position"], row["application"], row["brief"]) for row in rows] == [(1, applicant.id, "带动产业链协同")]
    withdrawn = problem(applicant.withdraw(), "held-elsewhere")
    assert withdrawn["link"] == f"http://127.0.0.1:8102/v1/cases/{applicant.id}"
    intake.move_clock(datetime(2024, 7, 31, 16, tzinfo=UTC))
    assert ok(city.post(f"{ROUND_PATH}/closing"))["status"] == "closed"
    (closed,) = intake.events("round.closed")
    assert [case["application"] for case in closed["data"]["cases"]] == [applicant.id]
    assert closed["data"]["counts"]["accepted"] == 1
