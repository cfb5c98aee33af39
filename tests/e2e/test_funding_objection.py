"""Objections over HTTP: by anybody under the real name, in time, seen by who has to answer; an open one blocks its award alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.support.files import exe, large_pdf, pdf, png
from tests.support.funding import AWARD_FEN, Round
from tests.support.intake import fault, ok, only, problem
from tests.support.noticing import OBJECTION, Noticing
from tests.support.waiting import eventually

EXTRA = {"LIANZHU_PUBLIC_PER_MINUTE": "100000", "LIANZHU_PUBLIC_FILES": "2", "LIANZHU_PUBLIC_FILE": "5000"}
CASES = 4
NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture(scope="module")
def first(funding: Noticing) -> Round:
    return funding.ranked(CASES)


@pytest.fixture(scope="module")
def notice(funding: Noticing, first: Round) -> dict[str, Any]:
    return funding.on_notice(first)


@pytest.fixture(scope="module")
def objection(funding: Noticing, first: Round, notice: dict[str, Any]) -> dict[str, Any]:
    """Somebody objects to the first award, with a file."""
    return ok(funding.object_to(notice, first.cases[0], files=[("照片.png", png(10, 10))]))


def test_anybody_may_object_and_learns_by_when_it_is_answered(first: Round, objection: dict[str, Any]) -> None:
    assert objection["application"] == first.cases[0]
    assert objection["due"] == "2024-09-03T16:00:00.000Z"


def test_the_city_and_the_overseer_see_who_objects_and_nobody_else(funding: Noticing, first: Round, objection: dict[str, Any]) -> None:
    path = f"/v1/objections/{objection['objection']}"
    for caller in (funding.city(), funding.overseer()):
        shown = ok(caller.get(path))
        assert (shown["objector"]["name"], shown["objector"]["phone"], shown["text"]) == tuple(OBJECTION.values())
        assert caller.get(f"{path}/files/{shown['files'][0]['sha256']}").content == png(10, 10)
        problem(caller.get(f"{path}/files/{'0' * 64}"), "not-found")
    others = (
        funding.enterprise(first.places[0][1]),
        funding.county(),
        funding.finance(),
        funding.approver(),
        funding.person("overseer", regions=["130102"]),
        funding.person("city", regions=["3301"]),
    )
    for caller in others:
        problem(caller.get(path), "not-found")
        problem(caller.get(f"{path}/files/{'0' * 64}"), "not-found")
        assert ok(caller.get("/v1/objections"))["items"] == []
    problem(funding.public().get(path), "unauthenticated")


def test_the_applicant_sees_that_there_is_one_and_nothing_of_who(funding: Noticing, first: Round, objection: dict[str, Any]) -> None:
    reply = funding.enterprise(first.places[0][1]).get(f"/v1/awards/{first.cases[0]}")
    assert [each["id"] for each in ok(reply)["objections"]] == [objection["objection"]]
    public = funding.public().get(f"/v1/objections/{objection['objection']}/answer")
    assert (ok(public)["outcome"], ok(public)["due"]) == (None, objection["due"])
    for told in (reply, public, funding.public().get("/v1/notices")):
        for secret in OBJECTION.values():
            assert secret not in told.text


def test_a_stranger_who_sends_the_same_again_has_objected_once(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    made = ok(funding.object_to(notice, first.cases[1], key="1"))
    with funding.unchanged():
        assert ok(funding.object_to(notice, first.cases[1], key="1")) == made
    other = ok(funding.object_to(notice, first.cases[1], key="1", name="孙另人", text="另一件事情，请一并核查处理"))
    assert other["objection"] != made["objection"]
    for each in (made, other):
        ok(funding.resolve(each["objection"], "dismissed"))


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no name": ({"name": None}, "missing", "/name"),
    "no way to be reached": ({"phone": None}, "missing", "/phone"),
    "no telephone number": ({"phone": "12345"}, "invalid-phone", "/phone"),
    "no e-mail address": ({"phone": None, "email": "nobody"}, "invalid-email", "/email"),
    "no ground": ({"text": "不服"}, "too-short", "/text"),
    "a novel": ({"text": "字" * 5001}, "too-long", "/text"),
    "no such way": ({"via": "fax"}, "not-a-choice", "/via"),
    "a wrong code": ({"uscc": "911301001043657682"}, "invalid-uscc", "/uscc"),
    "too many files": ({"files": [(f"{n}.pdf", pdf()) for n in range(3)]}, "too-many-files", "/files"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_objection_is_refused_with_its_place(funding: Noticing, first: Round, notice: dict[str, Any], wrong: str) -> None:
    changes, code, pointer = WRONG[wrong]
    with funding.unchanged():
        reply = funding.object_to(notice, first.cases[1], **changes)
        only(problem(reply, "invalid-content")["errors"], code, pointer)


@pytest.mark.parametrize(
    ("content", "slug"),
    [(exe(), "wrong-file-type"), (pdf()[:-200], "unreadable-file"), (large_pdf(5001), "body-too-large")],
    ids=["a program", "half a file", "too large"],
)
def test_files_are_inspected_and_bounded(funding: Noticing, first: Round, notice: dict[str, Any], content: bytes, slug: str) -> None:
    with funding.unchanged():
        problem(funding.object_to(notice, first.cases[1], files=[("好.pdf", pdf()), ("坏.pdf", content)]), slug)


def test_who_gives_an_e_mail_address_need_not_give_a_telephone(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    made = ok(funding.object_to(notice, first.cases[1], phone=None, email="qian@example.cn"))
    shown = ok(funding.city().get(f"/v1/objections/{made['objection']}"))
    assert (shown["objector"]["phone"], shown["objector"]["email"]) == (None, "qian@example.cn")
    ok(funding.resolve(made["objection"], "dismissed"))


def test_a_letter_is_entered_by_an_officer_of_the_city(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    with funding.unchanged():
        problem(funding.object_to(notice, first.cases[2], via="letter"), "unauthenticated")
        problem(funding.object_to(notice, first.cases[2], funding.county(), via="letter"), "forbidden")
        problem(funding.object_to(notice, first.cases[2], funding.finance(), via="call"), "forbidden")
        problem(funding.object_to(notice, first.cases[2], funding.enterprise(first.places[1][1]), via="call"), "not-found")
    made = ok(funding.object_to(notice, first.cases[2], funding.city(), via="letter"))
    shown = ok(funding.city().get(f"/v1/objections/{made['objection']}"))
    assert (shown["via"], shown["entered_by"], shown["objector"]["name"]) == ("letter", "李四", OBJECTION["name"])


def test_what_does_not_stand_in_the_notice_cannot_be_objected_to(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    with funding.unchanged():
        problem(funding.object_to(notice, NOBODY), "not-found")
        problem(funding.object_to({"link": notice["link"][:-1] + "2"}, first.cases[0]), "not-found")


def test_objections_are_listed_for_the_city_page_by_page(funding: Noticing, first: Round, objection: dict[str, Any]) -> None:
    whole = ok(funding.city().get("/v1/objections"))["items"]
    assert objection["objection"] in [row["objection"] for row in whole]
    still = ok(funding.city().get("/v1/objections", open="true"))["items"]
    assert [row["application"] for row in still] == sorted([first.cases[0], first.cases[2]])
    assert "objector" not in whole[0]
    officer, found = funding.city(), []
    page = ok(officer.get("/v1/objections", limit=1))
    while page["next"] is not None:
        found += page["items"]
        page = ok(officer.get("/v1/objections", limit=1, cursor=page["next"]))
    assert [*found, *page["items"]] == whole


def test_an_open_objection_blocks_its_award_and_no_other(
    funding: Noticing, first: Round, notice: dict[str, Any], objection: dict[str, Any]
) -> None:
    for case in first.cases:
        funding.audited(case)
    funding.pass_to(datetime.fromisoformat(notice["ends"]))
    eventually(lambda: len(funding.events("notice.ended")) == 1)
    assert funding.events("notice.ended")[0]["data"]["objections"] == len(ok(funding.city().get("/v1/objections"))["items"])
    done = ok(funding.city().post(f"{first.path}/confirmation"))
    assert done["confirmed"] == [first.cases[1], first.cases[3]]
    assert set(done["left"]) == {first.cases[0], first.cases[2]}
    with funding.unchanged():
        found = problem(funding.city().post(f"/v1/awards/{first.cases[0]}/confirmation"), "not-confirmable")
    assert "异议" in found["detail_zh"]


def test_after_the_period_nobody_can_object(funding: Noticing, first: Round, notice: dict[str, Any]) -> None:
    ledger = funding.ledger()
    with funding.unchanged():
        problem(funding.object_to(notice, first.cases[0], files=[("证据.pdf", pdf())]), "objection-late")
        problem(funding.object_to(notice, first.cases[0], funding.city(), via="call"), "objection-late")
    assert funding.ledger() == ledger


def test_a_letter_that_came_in_time_is_entered_with_its_day_and_blocks_what_is_still_to_come(
    funding: Noticing, first: Round, notice: dict[str, Any]
) -> None:
    last_day = notice["ends"][:10]
    with funding.unchanged():
        problem(funding.object_to(notice, first.cases[2], received_on=last_day), "invalid-content")
        problem(funding.object_to(notice, first.cases[2], via="letter", received_on=last_day), "unauthenticated")
        late = funding.object_to(notice, first.cases[2], funding.city(), via="letter", received_on="2024-08-28")
        problem(late, "objection-late")
        early = funding.object_to(notice, first.cases[2], funding.city(), via="letter", received_on="2024-08-19")
        fault(early, "invalid-content", "too-early", "/received_on")
        wrong = funding.object_to(notice, first.cases[2], funding.city(), via="letter", received_on="8月27日")
        only(problem(wrong, "invalid-content")["errors"], "not-a-date", "/received_on")
    proposed = ok(
        funding.object_to(notice, first.cases[2], funding.city(), via="letter", received_on=last_day, text="补登的来信所述事项，请核查")
    )
    confirmed = ok(funding.object_to(notice, first.cases[3], funding.city(), via="call", received_on=last_day))
    assert (proposed["consequence"], confirmed["consequence"]) == ("confirmation-waits", "payment-waits")
    assert ok(funding.city().get(f"/v1/objections/{proposed['objection']}"))["received_on"] == last_day
    with funding.unchanged():
        problem(funding.city().post(f"/v1/awards/{first.cases[2]}/confirmation"), "not-confirmable")
        problem(funding.city().post(f"/v1/awards/{first.cases[3]}/payments"), "wrong-status")
    for each in (proposed, confirmed):
        ok(funding.resolve(each["objection"], "dismissed"))
    ok(funding.city().post(f"/v1/awards/{first.cases[3]}/payments"))
    paid = ok(funding.object_to(notice, first.cases[3], funding.city(), via="call", received_on=last_day, name="孙后来"))
    assert paid["consequence"] == "bureau-decides"
    assert ok(funding.resolve(paid["objection"], "upheld"))["status"] == "ordered"


def test_only_the_city_answers(funding: Noticing, first: Round, objection: dict[str, Any]) -> None:
    path = f"/v1/objections/{objection['objection']}/resolution"
    with funding.unchanged():
        for caller in (funding.overseer(), funding.county(), funding.finance(), funding.enterprise(first.places[0][1])):
            problem(funding.resolve(objection["objection"], "upheld", caller), "forbidden")
        problem(funding.resolve(NOBODY, "upheld"), "not-found")
        fault(funding.city().post(path, {"outcome": "maybe", "reasons": "不确定"}), "invalid-content", "not-a-choice", "/outcome")


def test_a_dismissed_objection_lets_its_award_stand(funding: Noticing, first: Round) -> None:
    (letter,) = [row for row in ok(funding.city().get("/v1/objections", open="true"))["items"] if row["via"] == "letter"]
    ok(funding.resolve(letter["objection"], "dismissed"))
    problem(funding.resolve(letter["objection"], "dismissed"), "conflict")
    ok(funding.city().post(f"/v1/awards/{first.cases[2]}/confirmation"))
    told = ok(funding.public().get(f"/v1/objections/{letter['objection']}/answer"))
    assert (told["outcome"], told["reasons"]) == ("dismissed", "经核查，所述情况不属实")


def test_an_upheld_objection_ends_its_award_and_frees_its_money(funding: Noticing, first: Round, objection: dict[str, Any]) -> None:
    before = funding.fund()["reserved"]
    assert ok(funding.resolve(objection["objection"], "upheld"))["status"] == "declined"
    assert funding.fund()["reserved"] == before - AWARD_FEN
    shown = funding.award(first.cases[0])
    assert (shown["status"], shown["why"]) == ("declined", "objection-upheld")
    assert OBJECTION["name"] not in shown["reason"]
    last = funding.ledger()[-1]
    assert (last["entry"], last["application"]) == ("released", first.cases[0])
