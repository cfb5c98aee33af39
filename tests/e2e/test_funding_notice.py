"""Public notices over HTTP: published by the city, read by anybody from the archived bytes, ended by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest

from contracts.problems import CATALOGUE
from tests.support.funding import AWARD_FEN, BEGINNING, Round
from tests.support.intake import Caller, fault, ok, problem
from tests.support.noticing import Noticing, data_path
from tests.support.office import empty_boxes, needs_office, pdf_text
from tests.support.waiting import eventually

CASES = 3
KEY = "the-notice"


@pytest.fixture(scope="module")
def first(funding: Noticing) -> Round:
    """A decided round that nobody has seen yet; its last name was struck."""
    round_ = funding.ranked(CASES)
    with funding.unchanged():
        problem(funding.publish(round_), "wrong-status")
    funding.decided(round_, struck=[round_.cases[-1]])
    return round_


@pytest.fixture(scope="module")
def officer(funding: Noticing) -> Caller:
    return funding.city()


@pytest.fixture(scope="module")
def notice(funding: Noticing, first: Round, officer: Caller) -> dict[str, Any]:
    return ok(funding.publish(first, officer, KEY))


def page_path(notice: dict[str, Any]) -> str:
    return data_path(notice).removeprefix("/v1")


def test_only_the_city_publishes(funding: Noticing, first: Round) -> None:
    with funding.unchanged():
        for caller in (funding.approver(), funding.finance(), funding.overseer()):
            problem(funding.publish(first, caller), "forbidden")
        for caller in (funding.county(), funding.enterprise(first.places[0][1]), funding.person("city", regions=["3301"])):
            problem(funding.publish(first, caller), "not-found")
        problem(funding.publish(first, funding.public()), "unauthenticated")


def test_it_begins_now_for_five_working_days_and_each_award_stands_in_it(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    assert (notice["notice"], notice["decision"], notice["names"]) == (1, 1, CASES - 1)
    assert notice["begins"] >= BEGINNING.isoformat()[:19]
    assert notice["ends"] == "2024-08-27T16:00:00.000Z"
    for case in first.cases[:-1]:
        assert funding.award(case)["notice"] == {"number": 1, "ends": notice["ends"], "link": notice["link"]}
    assert funding.award(first.cases[-1])["notice"] is None


def test_the_same_request_again_is_the_same_notice_and_another_one_finds_nothing_due(
    funding: Noticing, first: Round, officer: Caller, notice: dict[str, Any]
) -> None:
    with funding.unchanged():
        assert ok(funding.publish(first, officer, KEY)) == notice
        problem(funding.publish(first, officer), "wrong-status")


def test_the_page_is_for_everybody_and_is_the_archived_bytes(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    path = page_path(notice)
    reply = funding.public().get(path)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["etag"] == f'"{notice["page"]}"'
    for case in first.cases[:-1]:
        assert case in reply.text
    assert first.cases[-1] not in reply.text
    assert funding.public().http.get(path, headers={"if-none-match": reply.headers["etag"]}).status_code == 304
    assert funding.public().http.get(path, headers={"if-none-match": '"another"'}).content == reply.content


@needs_office
def test_the_paper_is_for_everybody_says_the_same_and_is_the_archived_bytes(
    funding: Noticing, first: Round, notice: dict[str, Any]
) -> None:
    path = f"{page_path(notice)}.pdf"
    reply = funding.public().get(path)
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"].startswith("inline; filename=")
    assert (reply.headers["etag"], sha256(reply.content).hexdigest()) == (f'"{notice["paper"]}"', notice["paper"])
    assert f"{notice['link']}.pdf" in funding.public().get(page_path(notice)).text
    text = pdf_text(reply.content)
    for words in ("石家庄市工业和信息化局", "拟奖补名单的公示", "大写：壹佰万元整", *first.cases[:-1]):
        assert words in text
    for hidden in ("张三", "13812341234", "6222", first.cases[-1]):
        assert hidden not in text
    assert empty_boxes(reply.content) == set()
    assert funding.public().http.get(path, headers={"if-none-match": reply.headers["etag"]}).status_code == 304
    problem(funding.public().get(f"{page_path(notice)[:-1]}2.pdf"), "not-found")


def test_the_page_may_load_and_run_nothing(funding: Noticing, notice: dict[str, Any]) -> None:
    reply = funding.public().get(page_path(notice))
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_as_data_it_shows_what_the_programme_shows_and_nothing_that_reaches_a_person(
    funding: Noticing, first: Round, notice: dict[str, Any]
) -> None:
    reply = funding.public().get(data_path(notice))
    shown = ok(reply)
    assert [row["application"] for row in shown["rows"]] == first.cases[:-1]
    row = shown["rows"][0]["shown"]
    assert set(row) == set(shown["headings"]) == {"applicant-name", "case-title", "mode", "industry"}
    assert (row["applicant-name"], row["case-title"], row["mode"]) == ("河北链动装备有限公司", f"案例{first.cases[0][-6:]}", "平台赋能")
    assert shown["authority"]["name"] == "石家庄市工业和信息化局"
    assert (shown["amount"], shown["working_days"], shown["page"]) == (AWARD_FEN * (CASES - 1), 5, notice["page"])
    for personal in ("张三", "13812341234", "example.cn", "6222"):
        assert personal not in reply.text
    assert funding.public().http.get(data_path(notice), headers={"if-none-match": reply.headers["etag"]}).status_code == 304


@contextmanager
def edited(funding: Noticing, first: Round, change: dict[str, Any]) -> Iterator[None]:
    """The record of the notice says otherwise for a while."""
    with funding.store() as store:
        row = store["proposals"].find_one({"_id": first.path.removeprefix("/v1/proposals/")})
        assert row is not None
        store["proposals"].update_one({"_id": row["_id"]}, {"$set": change})
        yield
        store["proposals"].replace_one({"_id": row["_id"]}, row)


def test_the_data_are_the_archived_bytes_and_not_made_again(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    shown = funding.public().get(data_path(notice))
    (published,) = [event["data"] for event in funding.events("notice.published") if event["data"]["link"] == notice["link"]]
    assert (sha256(shown.content).hexdigest(), shown.headers["etag"]) == (published["record"], f'"{published["record"]}"')
    with edited(funding, first, {"state.notices.0.rows.0.rank": 77}):
        assert funding.public().get(data_path(notice)).content == shown.content


def test_the_data_of_a_notice_from_before_they_were_archived_are_made_of_its_record(
    funding: Noticing, first: Round, notice: dict[str, Any]
) -> None:
    shown = funding.public().get(data_path(notice))
    with edited(funding, first, {"state.notices.0.record": None}):
        again = funding.public().get(data_path(notice))
    assert (again.content, again.headers["etag"]) == (shown.content, shown.headers["etag"])


def test_what_is_not_there_is_not_found(funding: Noticing, notice: dict[str, Any]) -> None:
    for path in (f"{data_path(notice)[:-1]}2", "/v1/notices/sjz-2024-chain/2025-05/chain-case/1", "/notices/none/none/none/1"):
        problem(funding.public().get(path), "not-found")
    assert funding.public().get(f"{data_path(notice)[:-1]}0").status_code == CATALOGUE["malformed-request"].status


def test_an_award_is_not_confirmed_before_the_notice_ends(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    funding.audited(first.cases[0])
    with funding.unchanged():
        found = problem(funding.city().post(f"/v1/awards/{first.cases[0]}/confirmation"), "not-confirmable")
    assert "公示期未满" in found["detail_zh"]


def test_many_who_publish_at_once_publish_one_and_all_notices_are_listed_for_everybody(funding: Noticing, notice: dict[str, Any]) -> None:
    second = funding.ranked(2, "2025-05")
    funding.decided(second)
    officers = [funding.city() for _ in range(6)]
    with ThreadPoolExecutor(len(officers)) as pool:
        replies = list(pool.map(lambda officer: funding.publish(second, officer), officers))
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 5
    later = next(reply.json() for reply in replies if reply.is_success)
    whole = ok(funding.public().get("/v1/notices"))["items"]
    assert [(row["round"], row["notice"], row["ended"]) for row in whole] == [("2025-05", 1, False), ("2024-08", 1, False)]
    assert [row["link"] for row in whole] == [later["link"], notice["link"]]
    page = ok(funding.public().get("/v1/notices", limit=1))
    following = ok(funding.public().get("/v1/notices", limit=1, cursor=page["next"]))
    assert (page["items"] + following["items"], following["next"]) == (whole, None)
    assert [row["round"] for row in ok(funding.public().get("/v1/notices", round="2024-08"))["items"]] == ["2024-08"]
    problem(funding.public().get("/v1/notices", round="2024-08", cursor=page["next"]), "invalid-cursor")
    fault(funding.public().get("/v1/notices", year="2024"), "malformed-request", "unknown-field", "query:year")


def test_it_ends_by_itself_and_stays_as_it_was(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    before = [funding.public().get(path).content for path in (page_path(notice), data_path(notice))]
    assert funding.events("notice.ended") == []
    funding.pass_to(BEGINNING.replace(day=27, hour=16))
    eventually(lambda: len(funding.events("notice.ended")) == 2)
    assert {(event["data"]["notice"], event["data"]["objections"]) for event in funding.events("notice.ended")} == {(1, 0)}
    eventually(lambda: all(row["ended"] for row in ok(funding.public().get("/v1/notices"))["items"]))
    assert [funding.public().get(path).content for path in (page_path(notice), data_path(notice))] == before
    ok(funding.city().post(f"/v1/awards/{first.cases[0]}/confirmation"))
