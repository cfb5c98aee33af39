"""What is listed: by programme, round, track, region and status, page by page; programmes with their form; the summary table."""

from __future__ import annotations

import io
from typing import Any

import httpx
import openpyxl
import pytest
from jsonschema import Draft202012Validator

from contracts.programme import published
from tests.support.intake import (
    CITY,
    COUNTY,
    PROGRAMME,
    ROUND,
    TRACK,
    Applicant,
    Caller,
    Installation,
    file_list,
    list_path,
    ok,
    problem,
    recommend,
)
from tests.unit.contracts import complete
from tests.unit.contracts.complete import text

FIRST, SECOND = "130102", "130104"
PATH = "/v1/applications"


@pytest.fixture(scope="module")
def round_(own_intake: Installation) -> list[Applicant]:
    """Five of one county (the last withdrawn), three of another, one draft; one stands on a filed list."""
    applicants = [own_intake.applicant(FIRST).filed() for _ in range(5)] + [own_intake.applicant(SECOND).filed() for _ in range(3)]
    ok(applicants[4].withdraw())
    recommend(own_intake, applicants[0], FIRST)
    recommend(own_intake, applicants[5], SECOND)
    file_list(own_intake, FIRST)
    own_intake.applicant(FIRST).begin()
    return applicants


def ids(page: dict[str, Any]) -> list[str]:
    return [row["id"] for row in page["items"]]


def listed(caller: Caller, **filters: Any) -> set[str]:
    return set(ids(ok(caller.get(PATH, limit=200, **filters))))


FILTERS: dict[str, tuple[dict[str, str], tuple[int, ...]]] = {
    "everything filed": ({}, (0, 1, 2, 3, 4, 5, 6, 7)),
    "by region": ({"region": FIRST}, (0, 1, 2, 3, 4)),
    "by a region above": ({"region": "13"}, (0, 1, 2, 3, 4, 5, 6, 7)),
    "by another region": ({"region": "130105"}, ()),
    "by status": ({"status": "submitted"}, (1, 2, 3, 6, 7)),
    "by region and status": ({"region": SECOND, "status": "recommended"}, (5,)),
    "by programme": ({"programme": PROGRAMME}, (0, 1, 2, 3, 4, 5, 6, 7)),
    "by another programme": ({"programme": "other"}, ()),
    "by round": ({"round": ROUND}, (0, 1, 2, 3, 4, 5, 6, 7)),
    "by another round": ({"round": "2025-05"}, ()),
    "by track": ({"track": TRACK}, (0, 1, 2, 3, 4, 5, 6, 7)),
    "by another track": ({"track": "other"}, ()),
}


@pytest.mark.parametrize(("filters", "expected"), FILTERS.values(), ids=FILTERS.keys())
def test_applications_are_filtered(
    own_intake: Installation, round_: list[Applicant], filters: dict[str, str], expected: tuple[int, ...]
) -> None:
    assert listed(own_intake.city(), **filters) == {round_[number].id for number in expected}


def test_a_county_finds_its_own_whatever_it_asks_for(own_intake: Installation, round_: list[Applicant]) -> None:
    own = {applicant.id for applicant in round_[5:]}
    for filters in ({}, {"region": "13"}, {"region": CITY}, {"region": SECOND}):
        assert listed(own_intake.county(SECOND), **filters) == own
    assert listed(own_intake.county(SECOND), region=FIRST) == set()
    assert listed(own_intake.county(FIRST), status="draft") == set()


def test_pages_follow_each_other_without_gap_or_repetition_while_others_file(own_intake: Installation, round_: list[Applicant]) -> None:
    city, found, cursor = own_intake.city(), list[str](), None
    while True:
        page = ok(city.get(PATH, limit=3, region="13", **({"cursor": cursor} if cursor else {})))
        assert len(page["items"]) <= 3
        found += ids(page)
        if not (cursor := page["next"]):
            break
        if len(found) == 3:
            ok(own_intake.county(FIRST).post(f"{round_[1].path}/rejection", {"reasons": [{"text": "不符合"}]}))
    assert len(found) == len(set(found))
    assert {applicant.id for applicant in round_} <= set(found)


def test_a_row_says_what_an_officer_looks_for(own_intake: Installation, round_: list[Applicant]) -> None:
    (row,) = ok(own_intake.city().get(PATH, status="withdrawn"))["items"]
    assert row | {"submitted_at": ""} == {
        "id": round_[4].id,
        "programme": PROGRAMME,
        "round": ROUND,
        "track": TRACK,
        "region": {"code": FIRST, "name": "河北省石家庄市长安区"},
        "applicant": round_[4].form["name"],
        "uscc": round_[4].uscc,
        "title": text(50),
        "mode": "platform",
        "industry": "equipment",
        "status": "withdrawn",
        "submission": 1,
        "submitted_at": "",
    }


LISTS: dict[str, tuple[dict[str, str], set[str]]] = {
    "all": ({}, {FIRST, SECOND}),
    "by region": ({"region": FIRST}, {FIRST}),
    "by city": ({"region": CITY}, {FIRST, SECOND}),
    "filed": ({"status": "filed"}, {FIRST}),
    "open": ({"status": "open"}, {SECOND}),
    "returned": ({"status": "returned"}, set()),
    "of another round": ({"round": "2025-05"}, set()),
    "of another programme": ({"programme": "other"}, set()),
}


@pytest.mark.parametrize(("filters", "expected"), LISTS.values(), ids=LISTS.keys())
def test_lists_are_filtered(own_intake: Installation, round_: list[Applicant], filters: dict[str, str], expected: set[str]) -> None:
    rows = ok(own_intake.city().get("/v1/lists", **filters))["items"]
    assert {row["region"] for row in rows} == expected


def test_rounds_are_filtered(own_intake: Installation, round_: list[Applicant]) -> None:
    public = own_intake.public()
    for filters, count in (
        ({}, 1),
        ({"status": "open"}, 1),
        ({"status": "closed"}, 0),
        ({"programme": PROGRAMME}, 1),
        ({"programme": "x"}, 0),
    ):
        assert len(ok(public.get("/v1/rounds", **filters))["items"]) == count


# Programmes and their form


def test_the_form_is_a_json_schema_for_any_front_end(own_intake: Installation) -> None:
    schema = ok(own_intake.public().get(f"/v1/programmes/{PROGRAMME}/tracks/{TRACK}/form"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid(complete.form())
    wrongs: list[dict[str, Any]] = [{"mode": "magic"}, {"smes": []}, {"title": 1}, {"colour": 1}]
    for wrong in wrongs:
        assert not validator.is_valid(complete.form() | wrong), wrong


def test_a_programme_names_its_document_its_tracks_and_its_rounds(own_intake: Installation) -> None:
    shown = ok(own_intake.public().get(f"/v1/programmes/{PROGRAMME}"))
    assert shown["document"] and shown["tracks"][TRACK]["zh"]
    assert shown["rounds"][ROUND] == {"opens": "2024-04-25", "closes": "2024-07-31", "review": "2024-08"}


def test_programmes_come_in_pages(own_intake: Installation) -> None:
    public = own_intake.public()
    page = ok(public.get("/v1/programmes", limit=1))
    codes = sorted({code for code, _ in published()})
    assert PROGRAMME in codes
    assert [row["code"] for row in page["items"]] == codes[:1]
    assert [row["code"] for row in ok(public.get("/v1/programmes", limit=100))["items"]] == codes
    of_the_ministry = {row["code"] for row in ok(public.get("/v1/programmes", region="00"))["items"]}
    assert of_the_ministry == {code for code in codes if code.startswith("miit-")}
    assert [row["code"] for row in ok(public.get("/v1/programmes", region=CITY))["items"]] == [PROGRAMME]
    problem(public.get("/v1/programmes", region="00", cursor=page["next"]), "invalid-cursor")
    problem(public.get("/v1/programmes", cursor="AAAA"), "invalid-cursor")
    problem(public.get("/v1/programmes", colour="red"), "malformed-request")


# Organisations


def test_a_bureau_lists_the_organisations_of_its_region_page_by_page(own_intake: Installation, round_: list[Applicant]) -> None:
    city, path = own_intake.city(), "/v1/organisations"
    everybody = {applicant.uscc for applicant in round_}
    found, cursor = list[str](), None
    while True:
        page = ok(city.get(path, limit=3, region=CITY, **({"cursor": cursor} if cursor else {})))
        assert len(page["items"]) <= 3
        found += [row["uscc"] for row in page["items"]]
        if not (cursor := page["next"]):
            break
    assert len(found) == len(set(found)) and everybody <= set(found)
    seconds = {row["uscc"] for row in ok(city.get(path, region=SECOND))["items"]}
    assert seconds == {applicant.uscc for applicant in round_[5:]}
    assert {row["uscc"] for row in ok(own_intake.county(SECOND).get(path))["items"]} == seconds
    assert ok(own_intake.county(SECOND).get(path, region=FIRST))["items"] == []
    (row,) = [row for row in ok(city.get(path, region=SECOND))["items"] if row["uscc"] == round_[5].uscc]
    assert (row["name"], row["address"]["division"]["code"]) == (round_[5].form["name"], SECOND)
    assert "contact" not in row


def test_others_find_their_own_organisation_at_most(own_intake: Installation, round_: list[Applicant]) -> None:
    assert [row["uscc"] for row in ok(round_[0].caller.get("/v1/organisations"))["items"]] == [round_[0].uscc]
    strangers = (own_intake.person("expert"), own_intake.person("county", regions=["650102"]), own_intake.system("s", "applications:read"))
    for stranger in strangers:
        assert ok(stranger.get("/v1/organisations"))["items"] == []


# The summary table


def test_the_list_is_there_as_data_and_as_a_spreadsheet(own_intake: Installation, round_: list[Applicant]) -> None:
    county = own_intake.county(FIRST)
    (block,) = ok(county.get(f"{list_path(FIRST)}/table"))["blocks"]
    assert round_[0].form["name"] in str(block["rows"]) and "带动产业链协同" in str(block["rows"])
    reply = county.get(f"{list_path(FIRST)}/table.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(reply.content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("长安区报送案例汇总表" in cell for cell in cells)
    assert {"序号", "企业名称", "案例模式", "案例名称", "联系人", "电话", "邮箱"} <= set(cells)
    assert {round_[0].form["name"], "带动产业链协同", "13812341234"} <= set(cells)


def test_the_table_is_seen_by_who_sees_the_list(own_intake: Installation, round_: list[Applicant]) -> None:
    for suffix in ("table", "table.xlsx"):
        path = f"{list_path(COUNTY)}/{suffix}"
        assert own_intake.city().get(path).status_code == httpx.codes.OK
        for stranger in (own_intake.county(SECOND), round_[0].caller, own_intake.person("city", regions=["1302"])):
            assert stranger.get(path).status_code == httpx.codes.NOT_FOUND
