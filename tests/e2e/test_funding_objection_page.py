"""The public's own way to object: a page beside the notice, without scripts; what is wrong is said in it, and what was typed is kept."""

from __future__ import annotations

from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from tests.support.files import exe, png
from tests.support.funding import Round
from tests.support.intake import Caller, ok
from tests.support.noticing import OBJECTION, Noticing, data_path

ENOUGH = 9
EXTRA = {"LIANZHU_PUBLIC_PER_MINUTE": str(ENOUGH), "LIANZHU_PUBLIC_FILES": "2"}


class Page(HTMLParser):
    """What a browser finds in a page: its elements with their attributes, and its text."""

    def __init__(self, reply: httpx.Response) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(reply.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def fields(self) -> dict[str, dict[str, str | None]]:
        """What is filled in, by its name."""
        controls = [one for tag, one in self.tags if tag in ("input", "select", "textarea")]
        return {str(one["name"]): one for one in controls}


@pytest.fixture(scope="module")
def first(funding: Noticing) -> Round:
    return funding.ranked(2)


@pytest.fixture(scope="module")
def notice(funding: Noticing, first: Round) -> dict[str, Any]:
    return funding.on_notice(first)


@pytest.fixture(scope="module")
def path(notice: dict[str, Any]) -> str:
    return data_path(notice).removeprefix("/v1") + "/objection"


@pytest.fixture(scope="module")
def form(funding: Noticing, path: str) -> Page:
    return Page(funding.public().get(path))


def send(
    funding: Noticing, path: str, form: Page, typed: dict[str, str], *files: tuple[str, bytes], caller: Caller | None = None
) -> httpx.Response:
    """As a browser sends the form: every field of it, and an empty file where none was chosen."""
    fields = {name: "" for name in form.fields() if name != "files"} | {"key": str(form.fields()["key"]["value"])} | typed
    chosen = files or (("", b""),)
    parts: list[Any] = [*((name, (None, value)) for name, value in fields.items()), *(("files", file) for file in chosen)]
    return (caller or funding.public()).http.post(path, files=parts)


def test_the_notice_leads_to_the_form_and_the_form_to_the_notice(funding: Noticing, notice: dict[str, Any], path: str, form: Page) -> None:
    frozen = Page(funding.public().get(path.removesuffix("/objection")))
    assert f"{notice['link']}/objection" in [one.get("href") for tag, one in frozen.tags if tag == "a"]
    assert notice["link"] in [one.get("href") for tag, one in form.tags if tag == "a"]


def test_every_field_has_its_label_and_the_page_needs_nothing_but_itself(funding: Noticing, path: str, form: Page) -> None:
    labels = {one["for"] for tag, one in form.tags if tag == "label"}
    shown = {name for name, one in form.fields().items() if one.get("type") != "hidden"}
    assert shown == labels == {"name", "phone", "email", "organisation", "uscc", "application", "text", "files"}
    ids = {one["id"] for _, one in form.tags if "id" in one}
    assert {one for _, tag in form.tags for one in (tag.get("aria-describedby") or "").split()} <= ids
    assert [tag for tag, one in form.tags if tag == "script" or "src" in one or any(name.startswith("on") for name in one)] == []
    policy = funding.public().get(path).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "form-action 'self'" in policy and "unsafe" not in policy


def test_what_is_wrong_is_said_at_its_place_and_what_was_typed_is_kept(funding: Noticing, path: str, form: Page) -> None:
    typed = {"name": "钱实名", "text": '太短"<b>', "uscc": "911301001043657682"}
    with funding.unchanged():
        reply = send(funding, path, form, typed)
    page = Page(reply)
    assert (reply.status_code, reply.headers["content-type"]) == (422, "text/html; charset=utf-8")
    wrong = {name for name, one in page.fields().items() if one.get("aria-invalid") == "true"}
    assert wrong == {"uscc", "application", "text"}
    assert (page.fields()["name"]["value"], page.fields()["uscc"]["value"]) == (typed["name"], typed["uscc"])
    assert 'class="problem"' in reply.text and typed["text"] in page.text and "<b>" not in reply.text
    links = {one["href"] for tag, one in page.tags if tag == "a" and str(one.get("href")).startswith("#")}
    assert links == {"#uscc", "#application", "#text"}
    assert page.fields()["key"]["value"] == form.fields()["key"]["value"]


def test_who_cannot_be_reached_or_sends_a_program_is_told_so_in_the_page(funding: Noticing, first: Round, path: str, form: Page) -> None:
    typed = OBJECTION | {"application": first.cases[0]}
    with funding.unchanged():
        unreachable = Page(send(funding, path, form, typed | {"phone": ""}))
        program = Page(send(funding, path, form, typed, ("坏.pdf", exe())))
        strange = Page(send(funding, path, form, typed | {"application": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}))
    assert unreachable.fields()["phone"].get("aria-invalid") == "true"
    assert program.fields()["files"].get("aria-invalid") == "true"
    assert "没有这件申报" in strange.text
    assert next(one for tag, one in program.tags if tag == "option" and one["value"] == first.cases[0]).keys() == {"value", "selected"}


def test_an_objection_has_a_receipt_and_the_form_sent_twice_is_one_objection(
    funding: Noticing, first: Round, path: str, form: Page
) -> None:
    typed = OBJECTION | {"application": first.cases[0]}
    replies = [send(funding, path, form, typed, ("照片.png", png(10, 10))) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [303, 303]
    assert replies[0].headers["location"] == replies[1].headers["location"]
    receipt = funding.public().http.get(replies[0].request.url.join(replies[0].headers["location"]))
    (row,) = ok(funding.city().get("/v1/objections"))["items"]
    assert row["objection"] in receipt.text and "办理中" in receipt.text
    assert not any(secret in receipt.text for secret in OBJECTION.values())
    shown = ok(funding.city().get(f"/v1/objections/{row['objection']}"))
    assert (shown["objector"]["name"], shown["via"], [file["name"] for file in shown["files"]]) == ("钱实名", "online", ["照片.png"])
    ok(funding.resolve(row["objection"], "dismissed"))
    assert "异议不成立" in funding.public().http.get(receipt.request.url).text


def test_a_stranger_sends_as_often_as_over_the_api(funding: Noticing, path: str, form: Page) -> None:
    with funding.unchanged():
        replies = [send(funding, path, form, {"name": "钱实名"}) for _ in range(ENOUGH)]
    assert replies[-1].status_code == 429
    assert int(replies[-1].headers["retry-after"]) > 0 and "每分钟最多" in replies[-1].text


def test_after_the_period_the_page_says_so_and_takes_nothing(
    funding: Noticing, notice: dict[str, Any], first: Round, path: str, form: Page
) -> None:
    before = funding.public().get(path.removesuffix("/objection")).content
    funding.pass_to(datetime.fromisoformat(notice["ends"]))
    page = Page(funding.public().get(path))
    assert page.fields() == {} and "公示期已于2024年8月27日24时结束" in page.text
    assert funding.public().get(path.removesuffix("/objection")).content == before
    with funding.unchanged():
        late = send(funding, path, form, OBJECTION | {"application": first.cases[1]}, caller=funding.city())
    assert late.status_code == 409 and Page(late).fields() == {} and "公示期已于" in late.text
    missing = funding.public().get(path.replace("/1/objection", "/2/objection"))
    assert missing.status_code == 404
