"""Requests that cannot be: each meets its own problem, in both languages, and the store stays as it was."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.chassis.issuer import Person, issue
from tests.support.intake import (
    PROGRAMME,
    ROUND_PATH,
    Applicant,
    Caller,
    Installation,
    fault,
    filing,
    findings,
    list_path,
    ok,
    problem,
    reasons,
)
from tests.unit.contracts.complete import uscc

NOWHERE = "/v1/applications/01ARZ3NDEKTSV4RRFFQ69G5FAV"
NEW = "/v1/applications"


@pytest.fixture(scope="module")
def applicant(intake: Installation) -> Applicant:
    return intake.applicant().begin()


@pytest.fixture(scope="module")
def submitted(intake: Installation) -> Applicant:
    return intake.applicant().filed()


def raw(caller: Caller, method: str, path: str, content: bytes, **headers: str) -> httpx.Response:
    given = {"content-type": "application/json", "idempotency-key": str(uuid4())} | headers
    return caller.http.request(method, path, content=content, headers=given)


# What is no JSON, or no JSON that could be kept

BODIES = {
    "half a body": (b'{"form": {"title": "x"', "invalid-json", ""),
    "a NUL": (b'{"form": {"title": "a\\u0000b"}}', "nul-character", "/form/title"),
    "a NUL in a name": (b'{"form": {"ti\\u0000tle": 1}}', "nul-character", "/form"),
    "a lone surrogate": (b'{"form": {"title": "a\\ud800b"}}', "lone-surrogate", "/form/title"),
    "a number beyond 64 bit": (b'{"form": {"title": 9223372036854775808}}', "number-out-of-range", "/form/title"),
    "a number of a thousand digits": (b'{"form": {"title": -' + b"9" * 1000 + b"}}", "number-out-of-range", "/form/title"),
    "not a number": (b'{"form": {"title": NaN}}', "not-finite", "/form/title"),
    "bytes that are no UTF-8": (b'{"form": {"title": "\xff\xfe"}}', "not-utf-8", ""),
    "nested without end": (b'{"form": {"title": ' + b"[" * 5000 + b"]" * 5000 + b"}}", "nested-too-deep", ""),
}


@pytest.mark.parametrize(("content", "code", "pointer"), BODIES.values(), ids=BODIES.keys())
def test_a_body_that_cannot_be_kept_is_refused_where_it_is_wrong(
    intake: Installation, applicant: Applicant, content: bytes, code: str, pointer: str
) -> None:
    with intake.unchanged():
        refused = raw(applicant.caller, "PUT", f"{applicant.path}/form", content, **{"if-match": applicant.etag})
    found = problem(refused, "malformed-request")["errors"]
    assert code in [entry["code"] for entry in found]
    assert next(entry["pointer"] for entry in found if entry["code"] == code).startswith(pointer)


def test_a_form_of_more_than_a_megabyte_is_too_large(intake: Installation, applicant: Applicant) -> None:
    """The limit is the form's, and the size what was sent, whether it was announced or came in pieces."""
    content = json.dumps({"form": {"title": "字" * 400_000}}, ensure_ascii=False).encode()
    headers = {"content-type": "application/json", "if-match": applicant.etag}
    for sent in (content, iter([content[:600_000], content[600_000:]])):
        with intake.unchanged():
            refused = applicant.caller.http.put(f"{applicant.path}/form", content=sent, headers=headers)
        said = problem(refused, "body-too-large")
        (found,) = said["errors"]
        assert found["limit"] == 1_000_000
        assert 1_000_000 < found["actual"] <= len(content)
        assert "1.0 MB" in said["detail_zh"] and f"{found['actual'] / 1_000_000:.1f} MB" in said["detail_zh"]


def test_a_field_of_an_upload_form_that_is_too_long_is_refused_with_its_limit(intake: Installation, applicant: Applicant) -> None:
    with intake.unchanged():
        refused = applicant.attach("x" * 2_000_000)
    assert problem(refused, "body-too-large")["errors"][0]["limit"] == 1024 * 1024


def test_what_is_no_json_by_its_type_is_refused(intake: Installation, applicant: Applicant) -> None:
    with intake.unchanged():
        refused = raw(applicant.caller, "POST", NEW, b"<x/>", **{"content-type": "application/xml"})
    assert problem(refused, "unsupported-media-type")["errors"][0]["actual"] == "application/xml"


# Models: unknown fields, wrong types, what is missing


def wrong_bodies(intake: Installation, applicant: Applicant) -> list[tuple[Caller, str, dict[str, Any], str, str]]:
    """Who sends what where, and the fault."""
    mine, county, city = applicant.caller, intake.county(), intake.city()
    entry = {"uscc": applicant.uscc, **applicant.entry}
    return [
        (mine, "/v1/organisations", entry | {"colour": 1}, "unknown-field", "/colour"),
        (mine, "/v1/organisations", entry | {"uscc": entry["uscc"][:-1] + "I"}, "invalid-uscc", "/uscc"),
        (mine, "/v1/organisations", entry | {"region": "999999"}, "unknown-region", "/region"),
        (mine, "/v1/organisations", entry | {"contact": entry["contact"] | {"phone": "12"}}, "invalid-phone", "/contact/phone"),
        (mine, "/v1/organisations", entry | {"name": "名" * 201}, "too-long", "/name"),
        (mine, NEW, applicant.call() | {"x": 1}, "unknown-field", "/x"),
        (mine, NEW, {"programme": PROGRAMME}, "missing", "/applicant"),
        (mine, NEW, applicant.call(round="2024/08"), "wrong-form", "/round"),
        (mine, NEW, applicant.call() | {"round": 7}, "not-text", "/round"),
        (mine, f"{applicant.path}/withdrawal", {"reason": "长" * 2001}, "too-long", "/reason"),
        (county, f"{applicant.path}/checks", {"clauses": []}, "too-few", "/clauses"),
        (county, f"{applicant.path}/checks", {"clauses": [{"clause": "a", "met": "?", "note": None}]}, "not-a-boolean", "/clauses/0/met"),
        (county, f"{applicant.path}/return", {"reasons": []}, "too-few", "/reasons"),
        (county, f"{applicant.path}/return", reasons() | {"due": "tomorrow"}, "not-a-date", "/due"),
        (county, f"{applicant.path}/return", reasons() | {"due": "9999-12-31"}, "too-large", "/due"),
        (county, f"{applicant.path}/recommendation", {"table_brief": ""}, "too-short", "/table_brief"),
        (city, f"{applicant.path}/receipt", {"on": "2024-07-01", "copies": 0}, "too-small", "/copies"),
        (city, f"{applicant.path}/receipt", {"on": "2024-07-01", "copies": 2**62}, "too-large", "/copies"),
        (city, f"{applicant.path}/receipt", {"on": "2024-07-01", "copies": "3"}, "not-an-integer", "/copies"),
        (city, f"{applicant.path}/receipt", {"on": "2024-02-30", "copies": 3}, "not-a-date", "/on"),
        (city, f"{ROUND_PATH}/window", {"opens": "2024-04-25", "closes": "2024-08-09"}, "missing", "/reason"),
        (city, f"{ROUND_PATH}/window", {"opens": "0001-01-01", "closes": "2024-08-09", "reason": "x"}, "too-small", "/opens"),
        (city, f"{ROUND_PATH}/window", {"opens": "2024-04-25", "closes": "9999-12-31", "reason": "x"}, "too-large", "/closes"),
        (county, f"{list_path()}/filing", filing("0" * 63), "wrong-form", "/scan"),
        (city, f"{list_path()}/return", reasons() | {"due": "0001-01-01"}, "too-small", "/due"),
    ]


def test_a_body_that_is_not_what_is_asked_for_is_told_field_by_field(intake: Installation, applicant: Applicant) -> None:
    for caller, path, body, code, pointer in wrong_bodies(intake, applicant):
        with intake.unchanged():
            refused = caller.post(path, body)
        fault(refused, "invalid-content", code, pointer)


def test_an_unknown_field_beside_the_form_is_refused(intake: Installation, applicant: Applicant) -> None:
    with intake.unchanged():
        refused = applicant.caller.put(f"{applicant.path}/form", {"form": {}, "status": "accepted"}, applicant.etag)
    fault(refused, "invalid-content", "unknown-field", "/status")


# Ids, cursors, queries


def test_an_unknown_id_is_not_found_whatever_is_asked_of_it(intake: Installation) -> None:
    for caller in (intake.applicant().caller, intake.county(), intake.city()):
        with intake.unchanged():
            for path in ("", "/form", "/form.pdf", "/check", f"/materials/{'0' * 64}"):
                problem(caller.get(NOWHERE + path), "not-found")
            problem(caller.put(f"{NOWHERE}/form", {"form": {}}, '"1"'), "not-found")
            problem(caller.post(f"{NOWHERE}/submission", etag='"1"'), "not-found")
            problem(caller.post(f"{NOWHERE}/withdrawal", {}), "not-found")
            problem(caller.upload(f"{NOWHERE}/materials", ("a.pdf", b"%PDF-"), kind="licence"), "not-found")
            problem(caller.delete(f"{NOWHERE}/materials/{'0' * 26}"), "not-found")
            problem(caller.post(f"{NOWHERE}/checks", findings()), "not-found")
            problem(caller.post(f"{NOWHERE}/return", reasons()), "not-found")
            problem(caller.post(f"{NOWHERE}/rejection", reasons()), "not-found")
            problem(caller.post(f"{NOWHERE}/recommendation", {"table_brief": "x"}), "not-found")
            problem(caller.post(f"{NOWHERE}/recommendation/confirmation"), "not-found")
            problem(caller.post(f"{NOWHERE}/receipt", {"on": "2024-07-01", "copies": 3}), "not-found")
            problem(caller.post(f"{NOWHERE}/acceptance"), "not-found")


def test_what_is_not_there_is_not_found(intake: Installation, applicant: Applicant) -> None:
    city = intake.city()
    problem(city.get(f"/v1/organisations/{uscc(987654)}"), "not-found")
    problem(city.get("/v1/programmes/nothing"), "not-found")
    problem(city.get(f"/v1/programmes/{PROGRAMME}/tracks/nothing/form"), "not-found")
    problem(city.get(f"/v1/rounds/{PROGRAMME}/1999-01"), "not-found")
    problem(city.post(f"/v1/rounds/{PROGRAMME}/1999-01/opening"), "not-found")
    problem(city.get(list_path("130111")), "not-found")
    problem(applicant.caller.post(NEW, applicant.call(programme="nothing")), "not-found")
    problem(applicant.caller.post(NEW, applicant.call(track="nothing")), "not-found")
    problem(applicant.caller.get("/v1/nothing"), "not-found")
    problem(applicant.caller.http.patch(applicant.path), "method-not-allowed")


@pytest.mark.parametrize("path", ["/v1/applications/1", "/v1/applications/%00", f"{NOWHERE}x", "/v1/organisations/1", "/v1/lists/a/b/c"])
def test_an_id_that_cannot_be_one_is_malformed(intake: Installation, path: str) -> None:
    problem(intake.city().get(path), "malformed-request")


def tampered(cursor: str) -> list[str]:
    middle = len(cursor) // 2
    other = "A" if cursor[middle] != "A" else "B"
    return [cursor[:middle] + other + cursor[middle + 1 :], cursor[:-4], cursor + "AAAA", "x", "", "游标", "=" * 9, "A" * 5000]


def test_a_cursor_that_was_changed_or_belongs_elsewhere_is_refused(intake: Installation, submitted: Applicant) -> None:
    intake.applicant().filed()
    county = intake.county()
    cursor = ok(county.get(NEW, limit=1))["next"]
    assert ok(county.get(NEW, limit=1, cursor=cursor))["items"]
    for wrong in filter(None, tampered(cursor)):
        assert problem(county.get(NEW, limit=1, cursor=wrong), "invalid-cursor")["errors"][0]["pointer"] == "query:cursor"
    problem(county.get(NEW, limit=1, cursor=cursor, status="submitted"), "invalid-cursor")
    problem(intake.city().get(NEW, limit=1, cursor=cursor), "invalid-cursor")


QUERIES = [
    ({"limit": 0}, "too-small"),
    ({"limit": 201}, "too-large"),
    ({"limit": 10**30}, "too-large"),
    ({"limit": "many"}, "not-an-integer"),
    ({"status": "lost"}, "not-a-choice"),
    ({"region": "1"}, "wrong-form"),
    ({"colour": "red"}, "unknown-field"),
    ({"programme": "x" * 41}, "too-long"),
]


@pytest.mark.parametrize(("query", "code"), QUERIES)
def test_a_list_is_not_asked_for_what_it_does_not_know(intake: Installation, query: dict[str, Any], code: str) -> None:
    fault(intake.county().get(NEW, **query), "malformed-request", code, f"query:{next(iter(query))}")


# Editions


def test_an_edit_names_the_edition_that_it_was_made_on(intake: Installation, applicant: Applicant) -> None:
    path, current = f"{applicant.path}/form", applicant.etag
    with intake.unchanged():
        found = fault(applicant.caller.put(path, {"form": {}}, None), "precondition-required", "missing", "header:If-Match")
        assert "ETag" in found["detail_en"]
        for stale in ('"0"', '"99"', '"99999999999999999999999"', "W/x", "nonsense", '"-1"', '"1.0"'):
            refused = applicant.caller.put(path, {"form": {"title": "x"}}, stale)
            assert str(fault(refused, "stale-version", "stale", "header:If-Match")["actual"]) == current.strip('"')
            assert refused.headers["etag"] == current


def test_a_submission_names_the_edition_that_was_seen(intake: Installation, applicant: Applicant) -> None:
    with intake.unchanged():
        problem(applicant.caller.post(f"{applicant.path}/submission"), "precondition-required")
        for stale in ('"0"', '"99"', '"99999999999999999999999"', "nonsense"):
            problem(applicant.submit(etag=stale), "stale-version")


def test_a_registration_is_amended_on_the_version_that_was_read(intake: Installation, applicant: Applicant) -> None:
    path = f"/v1/organisations/{applicant.uscc}"
    current = applicant.caller.get(path).headers["etag"]
    with intake.unchanged():
        problem(applicant.caller.put(path, applicant.entry, None, "a"), "precondition-required")
        problem(applicant.caller.put(path, applicant.entry, '"77"', "b"), "stale-version")
        problem(applicant.caller.put(path, applicant.entry | {"name": "新名"}, current), "idempotency-key-required")
    ok(applicant.caller.put(path, applicant.entry | {"street": "新街1号"}, current, "c"))
    ok(applicant.caller.put(path, applicant.entry | {"street": "新街1号"}, current, "c"))
    problem(applicant.caller.put(path, applicant.entry, current, "d"), "stale-version")


# Keys


def test_a_post_without_a_key_is_refused(intake: Installation, applicant: Applicant) -> None:
    with intake.unchanged():
        for path, body in ((NEW, applicant.call()), (f"{applicant.path}/withdrawal", {}), (f"{applicant.path}/submission", None)):
            refused = applicant.caller.http.post(path, json=body, headers={"if-match": applicant.etag})
            fault(refused, "idempotency-key-required", "missing", "header:Idempotency-Key")


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_a_key_is_a_word(intake: Installation, applicant: Applicant, key: str) -> None:
    with intake.unchanged():
        problem(raw(applicant.caller, "POST", NEW, json.dumps(applicant.call()).encode(), **{"idempotency-key": key}), "malformed-request")


# Who


def test_nobody_without_credentials(intake: Installation) -> None:
    for path in (NEW, NOWHERE, f"{NOWHERE}/form", f"/v1/organisations/{uscc(5)}", "/v1/lists", list_path()):
        refused = intake.public().get(path)
        problem(refused, "unauthenticated")
        assert refused.headers["www-authenticate"].startswith("Bearer")
    with intake.unchanged():
        problem(intake.public().post(NEW, intake.applicant().call()), "unauthenticated")
        problem(intake.public().post(f"{ROUND_PATH}/closing"), "unauthenticated")


def bad_tokens(intake: Installation) -> list[str]:
    good = issue(intake.settings, Person(("city",), ("1301",)))
    head, claims, signature = good.split(".")
    return [f"{head}.{claims}.{signature[:-4]}AAAA", f"{head}.{claims}.", "nonsense", issue(intake.settings, Person(("city",)), hours=-1)]


@pytest.mark.parametrize("header", ["authorization", "x-api-key"])
def test_wrong_credentials_are_not_taken_for_none(intake: Installation, header: str) -> None:
    for token in [*bad_tokens(intake), f"lz_{'0' * 12}_{'0' * 64}"]:
        refused = httpx.get(f"{intake.url}{NEW}", headers={header: f"Bearer {token}" if header == "authorization" else token})
        problem(refused, "unauthenticated")


# Words


@pytest.mark.parametrize(("language", "field"), [("zh-CN,zh;q=0.9", "detail_zh"), ("en-GB", "detail_en"), ("fr", "detail_zh")])
def test_a_problem_speaks_the_language_that_was_asked_for(intake: Installation, language: str, field: str) -> None:
    reply = intake.city().http.get(NOWHERE, headers={"accept-language": language})
    found = problem(reply, "not-found")
    assert found["detail"] == found[field]


def test_the_type_of_a_problem_leads_to_its_explanation(intake: Installation) -> None:
    found = problem(intake.city().get(NOWHERE), "not-found")
    assert ok(intake.public().get(found["type"]))["title_zh"] == found["title_zh"]
