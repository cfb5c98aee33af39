"""What the county and the city do with an application, and what each refusal says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.support.files import pdf
from tests.support.intake import (
    CLAUSES,
    COUNTY,
    OTHER_COUNTY,
    Applicant,
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
from tests.unit.contracts.complete import text, uscc

BRIEF = {"table_brief": "带动产业链协同"}


@pytest.fixture
def filed(intake: Installation) -> Applicant:
    return intake.applicant().filed()


def checks(*clauses: tuple[str, bool, str | None]) -> dict[str, Any]:
    return {"clauses": [{"clause": clause, "met": met, "note": note} for clause, met, note in clauses]}


def test_every_clause_is_checked_and_one_that_is_not_met_has_a_note(intake: Installation, filed: Applicant) -> None:
    county = intake.county()
    with intake.unchanged():
        refused = county.post(f"{filed.path}/checks", checks(("registered", True, None), ("operating", False, None), ("moon", True, None)))
    fault(refused, "invalid-content", "note-required", "/clauses/operating")
    fault(refused, "invalid-content", "unknown", "/clauses/moon")
    for clause in ("located", "empowering", "driving", "platform"):
        fault(refused, "invalid-content", "missing", f"/clauses/{clause}")
    ok(county.post(f"{filed.path}/checks", findings(operating="连续三年亏损")))
    shown = filed.shown(county)["checks"]
    assert [(one["clause"], one["met"]) for one in shown] == [(clause, clause != "operating") for clause in CLAUSES]


def test_another_industry_is_checked_too(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    applicant.write(scope="core", industry={"other": "新材料"})
    applicant.attach_all()
    ok(applicant.submit())
    county = intake.county()
    fault(county.post(f"{applicant.path}/checks", findings()), "invalid-content", "missing", "/clauses/industry")
    named = [*((clause, True, None) for clause in CLAUSES), ("industry", True, "属省级重点行业")]
    assert ok(county.post(f"{applicant.path}/checks", checks(*named)))["status"] == "submitted"


def test_nothing_is_recommended_unless_every_clause_was_found_met(intake: Installation, filed: Applicant) -> None:
    county = intake.county()
    with intake.unchanged():
        assert problem(county.post(f"{filed.path}/recommendation", BRIEF), "wrong-status")["source"].startswith("四（二）")
    ok(county.post(f"{filed.path}/checks", findings(driving="只有七家")))
    with intake.unchanged():
        refused = problem(county.post(f"{filed.path}/recommendation", BRIEF), "wrong-status")
    assert refused["source"].startswith("二（五）") and "driving" in refused["detail_en"]


def test_the_brief_of_the_summary_table_has_a_limit_of_its_own(intake: Installation, filed: Applicant) -> None:
    county = intake.county()
    ok(county.post(f"{filed.path}/checks", findings()))
    with intake.unchanged():
        refused = county.post(f"{filed.path}/recommendation", {"table_brief": text(151)})
    found = fault(refused, "invalid-content", "too-long", "/table_brief")
    assert (found["limit"], found["actual"]) == (150, 151)
    assert found["source"].startswith("附件2")
    assert ok(county.post(f"{filed.path}/recommendation", {"table_brief": text(150)}))["status"] == "prepared"


def test_one_officer_prepares_and_another_confirms(intake: Installation, filed: Applicant) -> None:
    first, second = intake.county(), intake.county()
    with intake.unchanged():
        problem(second.post(f"{filed.path}/recommendation/confirmation"), "wrong-status")
    ok(first.post(f"{filed.path}/checks", findings()))
    ok(first.post(f"{filed.path}/recommendation", BRIEF))
    with intake.unchanged():
        problem(first.post(f"{filed.path}/recommendation/confirmation"), "second-person-required")
    assert ok(second.post(f"{filed.path}/recommendation/confirmation"))["status"] == "recommended"


def test_an_applicant_reads_why_it_was_returned_and_until_when(intake: Installation, filed: Applicant) -> None:
    ok(intake.county().post(f"{filed.path}/return", reasons() | {"due": "2024-07-12"}))
    returned = filed.shown()["returned"]
    assert (returned["level"], datetime.fromisoformat(returned["due"])) == ("county", datetime(2024, 7, 12, 16, tzinfo=UTC))
    assert returned["reasons"] == reasons()["reasons"]
    with intake.unchanged():
        problem(intake.county().post(f"{filed.path}/checks", findings()), "wrong-status")


def test_a_correction_that_would_be_due_already_is_refused(intake: Installation, filed: Applicant) -> None:
    with intake.unchanged():
        refused = intake.county().post(f"{filed.path}/return", reasons() | {"due": "2024-06-30"})
    fault(refused, "invalid-content", "too-early", "/due")


# The one place of an applicant


def test_a_second_application_is_refused_with_a_link_to_the_first(intake: Installation, filed: Applicant) -> None:
    with intake.unchanged():
        refused = problem(filed.caller.post("/v1/applications", filed.call()), "entry-taken")
    assert refused["link"] == filed.path
    assert refused["source"].startswith("主管部门自定")


@pytest.mark.parametrize("ending", ["withdrawal", "rejection"])
def test_a_place_is_free_again_after_a_withdrawal_or_a_rejection(intake: Installation, filed: Applicant, ending: str) -> None:
    if ending == "withdrawal":
        assert ok(filed.withdraw("计划调整"))["status"] == "withdrawn"
        assert filed.shown()["withdrawal"] == "计划调整"
    else:
        assert ok(intake.county().post(f"{filed.path}/rejection", reasons("不符合申报条件")))["status"] == "rejected"
        assert filed.shown()["rejection"] == reasons("不符合申报条件")["reasons"]
    before = filed.id
    assert filed.begin().id != before
    with intake.unchanged():
        problem(filed.caller.post(f"/v1/applications/{before}/withdrawal", {}), "wrong-status")
        problem(filed.caller.post("/v1/applications", filed.call()), "entry-taken")


# The county's list


def test_what_is_recommended_stands_on_the_list_in_order_and_what_leaves_leaves_a_gap(intake: Installation) -> None:
    region = "130105"
    first, second, third = (intake.applicant(region).filed() for _ in range(3))
    for applicant in (first, second, third):
        recommend(intake, applicant, region)
    ok(second.withdraw())
    rows = ok(intake.county(region).get(list_path(region)))["rows"]
    assert [(row["position"], row["application"]) for row in rows] == [(1, first.id), (3, third.id)]
    assert rows[0]["contact"] == {"name": "张三", "phone": "13812341234", "email": "zhang@example.cn"}


def test_a_list_is_filed_with_its_seal_supplemented_returned_and_replaced(intake: Installation) -> None:
    region = "130107"
    county, city, path = intake.county(region), intake.city(), list_path(region)
    first, second = (intake.applicant(region).filed() for _ in range(2))
    recommend(intake, first, region)
    with intake.unchanged():
        fault(county.post(f"{path}/filing", filing("0" * 64)), "invalid-content", "unknown-scan", "/scan")
        problem(city.post(f"{path}/return", reasons()), "wrong-status")
        problem(county.post(f"{path}/supplements", {"scan": "0" * 64}), "invalid-content")
    assert ok(county.get(path))["status"] == "open"
    scan = upload_scan(intake, region)
    with intake.unchanged():
        problem(county.post(f"{path}/supplements", {"scan": scan}), "wrong-status")
    assert ok(county.post(f"{path}/filing", filing(scan))) | {"at": ""} == done(region, "filed", 1, 0)
    with intake.unchanged():
        problem(county.post(f"{path}/filing", filing(scan)), "wrong-status")
        problem(county.post(f"{path}/supplements", {"scan": scan}), "wrong-status")
    recommend(intake, second, region)
    assert ok(county.get(path))["filed"] == [first.id]
    assert ok(county.post(f"{path}/supplements", {"scan": scan})) | {"at": ""} == done(region, "filed", 1, 1)
    assert ok(county.get(path))["filed"] == sorted([first.id, second.id])
    assert ok(city.post(f"{path}/return", reasons("印章不清"))) | {"at": ""} == done(region, "returned", 1, 1)
    assert ok(county.get(path))["returned"] == reasons("印章不清")["reasons"]
    with intake.unchanged():
        problem(city.post(f"{first.path}/acceptance"), "wrong-status")
    assert file_list(intake, region) | {"at": ""} == done(region, "filed", 2, 0)
    ok(city.post(f"{path}/receipt", {"on": "2024-07-01", "copies": 1}))
    shown = ok(city.get(path))
    assert (shown["received_on"], shown["bureau"], shown["returned"]) == ("2024-07-01", "长安区科工局", [])


def done(region: str, status: str, filing: int, supplements: int) -> dict[str, Any]:
    return {"id": list_path(region).removeprefix("/v1/lists/"), "status": status, "filing": filing, "supplements": supplements, "at": ""}


@pytest.mark.parametrize(("file", "slug"), [(("a.pdf", b"MZ"), "wrong-file-type"), (("a.pdf", pdf(1, "x")), "encrypted-file")])
def test_the_seal_of_a_list_is_a_pdf(intake: Installation, filed: Applicant, file: tuple[str, bytes], slug: str) -> None:
    recommend(intake, filed)
    with intake.unchanged():
        problem(intake.county().upload(f"{list_path()}/scans", file), slug)


# The city


def test_the_city_accepts_what_its_county_has_filed_and_counts_the_copies(intake: Installation) -> None:
    region, city = "130108", intake.city()
    applicant = intake.applicant(region).filed()
    with intake.unchanged():
        problem(city.post(f"{applicant.path}/acceptance"), "wrong-status")
        problem(city.post(f"{applicant.path}/receipt", {"on": "2024-07-01", "copies": 3}), "wrong-status")
    recommend(intake, applicant, region)
    with intake.unchanged():
        assert problem(city.post(f"{applicant.path}/acceptance"), "wrong-status")["source"].startswith("主管部门自定")
        found = fault(city.post(f"{applicant.path}/receipt", {"on": "2024-07-01", "copies": 2}), "invalid-content", "too-few", "/copies")
        for on, code in (("2024-06-30", "too-early"), ("2024-07-02", "too-late")):
            day = fault(city.post(f"{applicant.path}/receipt", {"on": on, "copies": 3}), "invalid-content", code, "/on")
            assert (day["limit"], day["actual"]) == ("2024-07-01", on)
    assert (found["limit"], found["actual"]) == (3, 2)
    assert found["source"].startswith("四（二）")
    file_list(intake, region)
    assert ok(city.post(f"{applicant.path}/acceptance"))["status"] == "accepted"
    (event,) = [one["data"] for one in intake.events("application.accepted") if one["data"]["application"] == applicant.id]
    assert event["content"]["applicant"]["uscc"] == applicant.uscc
    assert len(event["content"]["smes"]) == 8
    with intake.unchanged():
        problem(intake.county(region).post(f"{applicant.path}/return", reasons()), "wrong-status")
        assert problem(applicant.withdraw(), "held-elsewhere")["link"].endswith(f"/v1/cases/{applicant.id}")


def test_a_case_that_the_city_returns_is_off_the_list_and_comes_back_as_a_supplement(intake: Installation) -> None:
    region, city = "130110", intake.city()
    stays, returned = (intake.applicant(region).filed() for _ in range(2))
    for applicant in (stays, returned):
        recommend(intake, applicant, region)
    file_list(intake, region)
    ok(city.post(f"{returned.path}/return", reasons() | {"due": "2024-07-20"}))
    assert [row["application"] for row in ok(city.get(list_path(region)))["rows"]] == [stays.id]
    assert returned.shown()["returned"]["level"] == "city"
    assert ok(returned.submit())["submission"] == 2
    recommend(intake, returned, region)
    shown = ok(city.get(list_path(region)))
    assert ([row["application"] for row in shown["rows"]], shown["filed"]) == ([stays.id, returned.id], [stays.id])
    ok(intake.county(region).post(f"{list_path(region)}/supplements", {"scan": upload_scan(intake, region)}))
    assert ok(city.post(f"{returned.path}/acceptance"))["status"] == "accepted"


def test_an_sme_that_two_claim_is_flagged_on_both_and_names_no_stranger(intake: Installation) -> None:
    shared = {"name": "共享协作有限公司", "uscc": uscc(31337), "relation": "upstream"}
    one, other = intake.applicant(COUNTY), intake.applicant(OTHER_COUNTY)
    for applicant in (one, other):
        applicant.begin()
        applicant.form["smes"] = [
            {**sme, "uscc": uscc(int(applicant.uscc[10:17]) * 100 + n)} for n, sme in enumerate(applicant.form["smes"])
        ]
        applicant.write(smes=[*applicant.form["smes"], shared])
        applicant.attach_all()
        ok(applicant.submit())
    city, county, other_county = intake.city(), intake.county(COUNTY), intake.county(OTHER_COUNTY)
    assert one.shown(city)["overlaps"] == [{"application": other.id, "applicant": other.form["name"], "smes": [shared["uscc"]]}]
    assert other.shown(city)["overlaps"] == [{"application": one.id, "applicant": one.form["name"], "smes": [shared["uscc"]]}]
    for mine, officer in ((one, county), (other, other_county)):
        assert mine.shown(officer)["overlaps"] == [{"application": "", "applicant": "其他县（市、区）的申报", "smes": [shared["uscc"]]}]
        assert mine.shown()["overlaps"] == []
    etag = city.get(one.path).headers["etag"]
    ok(other.withdraw())
    reply = city.http.get(one.path, headers={"if-none-match": etag})
    assert ok(reply)["overlaps"] == []


def test_who_has_the_present_version_is_told_so(intake: Installation, filed: Applicant) -> None:
    etag = filed.caller.get(filed.path).headers["etag"]
    reply = filed.caller.http.get(filed.path, headers={"if-none-match": etag})
    assert (reply.status_code, reply.content) == (httpx.codes.NOT_MODIFIED, b"")
    ok(intake.county().post(f"{filed.path}/checks", findings()))
    assert ok(filed.caller.http.get(filed.path, headers={"if-none-match": etag}))["checks"]
