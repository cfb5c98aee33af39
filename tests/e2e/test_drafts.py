"""One draft on several devices, and a submission in the middle of edits: no acknowledged edit is ever missing from what is filed."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from contracts.refusal import Refusal
from services.chassis.api.preconditions import parse
from services.chassis.assembly import assembled
from services.chassis.causes import RequestCause
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.intake.handlers import applications
from services.intake.intake import Intake
from services.intake.service import SERVICE
from tests.support.files import png
from tests.support.intake import COUNTY, Applicant, Caller, Installation, ok, problem, reasons
from tests.support.silence import silent
from tests.unit.contracts.complete import text

WRITERS = 3


@dataclass
class Edits:
    """What several devices were told of their edits: the edition of each that was acknowledged, and its title."""

    applicant: Applicant
    acknowledged: dict[int, str] = field(default_factory=dict)
    refused: list[httpx.Response] = field(default_factory=list)
    filed: threading.Event = field(default_factory=threading.Event)

    def write_until_filed(self, device: int) -> None:
        """Edit on the edition that was last heard of, until the application is filed and one edit after that."""
        caller, number = _device(self.applicant), 0
        etag = self.applicant.etag
        while True:
            last, number = self.filed.is_set(), number + 1
            form = self.applicant.form | {"platform_name": f"平台{device}-{number}"}
            reply = caller.put(f"{self.applicant.path}/form", {"form": form}, etag)
            etag = reply.headers.get("etag", etag)
            if reply.is_success:
                self.acknowledged[reply.json()["edition"]] = form["platform_name"]
            elif reply.status_code != httpx.codes.PRECONDITION_FAILED:
                self.refused.append(reply)
            if last:
                return


def _device(applicant: Applicant) -> Caller:
    """Another connection of the same person."""
    return Caller(str(applicant.caller.http.base_url), dict(applicant.caller.http.headers))


def _submit(applicant: Applicant) -> tuple[int, httpx.Response]:
    """File whatever edition there is: the one that was filed, and the answer."""
    while True:
        edition = applicant.etag
        reply = applicant.submit(etag=edition)
        if reply.status_code != httpx.codes.PRECONDITION_FAILED:
            return int(edition.strip('"')), reply


@pytest.mark.parametrize("attempt", range(12))
def test_an_acknowledged_edit_is_in_what_is_filed_and_none_comes_after_it(intake: Installation, attempt: int) -> None:
    applicant = intake.applicant().begin().complete()
    edits = Edits(applicant)
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(edits.write_until_filed, device) for device in range(WRITERS)]
        try:
            edition, reply = _submit(applicant)
        finally:
            edits.filed.set()
        for one in writing:
            one.result()
    assert ok(reply)["status"] == "submitted"
    content = applicant.shown()["content"]["form"]
    assert content["platform_name"] == edits.acknowledged.get(edition, applicant.form["platform_name"])
    assert [later for later in edits.acknowledged if later > edition] == []
    assert applicant.draft.json()["edition"] == edition
    assert len(edits.refused) >= WRITERS
    for refused in edits.refused:
        problem(refused, "wrong-status")


def test_many_devices_lose_no_edit_to_each_other(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    before = int(applicant.etag.strip('"'))

    def edit(device: int) -> int:
        caller = _device(applicant)
        while True:
            draft = caller.get(f"{applicant.path}/form")
            form = draft.json()["form"] | {f"field{device}": device}
            reply = caller.put(f"{applicant.path}/form", {"form": form}, draft.headers["etag"])
            if reply.is_success:
                return int(reply.json()["edition"])
            problem(reply, "stale-version")

    with ThreadPoolExecutor(8) as pool:
        editions = list(pool.map(edit, range(8)))
    assert sorted(editions) == list(range(before + 1, before + 9))
    form = applicant.draft.json()["form"]
    assert {form[f"field{device}"] for device in range(8)} == set(range(8))


def test_uploads_from_several_devices_all_stay(intake: Installation) -> None:
    applicant = intake.applicant().begin()

    def upload(number: int) -> str:
        caller = _device(applicant)
        return str(ok(caller.upload(f"{applicant.path}/materials", ("a.png", png(10, 10 + number)), kind="other"))["id"])

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(upload, range(8)))
    assert {file["id"] for file in applicant.draft.json()["materials"]} == ids
    assert len(ids) == 8


def test_the_first_draft_holds_what_is_known_of_the_enterprise(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    draft = applicant.draft
    assert draft.headers["etag"] == '"1"'
    assert draft.json()["form"] == {name: applicant.form[name] for name in ("name", "uscc", "address", "contact", "phone", "email")}


def test_two_submissions_at_the_same_time_are_one(intake: Installation) -> None:
    applicant = intake.applicant().begin().complete()
    etag = applicant.etag
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(lambda number: _device(applicant).post(f"{applicant.path}/submission", key=f"k{number % 2}", etag=etag), range(8))
        )
    accepted = [reply for reply in replies if reply.is_success]
    assert len({reply.text for reply in accepted}) == 1
    assert len(accepted) >= 4
    for reply in replies:
        if not reply.is_success:
            problem(reply, "wrong-status")
    submitted = [event for event in intake.events("application.submitted") if event["data"]["application"] == applicant.id]
    assert len(submitted) == 1


def test_submitting_twice_is_refused_and_nothing_changes(intake: Installation) -> None:
    applicant = intake.applicant().filed()
    with intake.unchanged():
        refused = problem(applicant.submit(), "wrong-status")
    assert "已申报" in refused["detail_zh"]


def test_what_is_filed_is_not_edited(intake: Installation) -> None:
    applicant = intake.applicant().filed()
    with intake.unchanged():
        problem(applicant.caller.put(f"{applicant.path}/form", {"form": {}}, applicant.etag), "wrong-status")
        problem(applicant.attach("other"), "wrong-status")
        file = applicant.draft.json()["materials"][0]["id"]
        problem(applicant.caller.delete(f"{applicant.path}/materials/{file}"), "wrong-status")


def test_a_refused_submission_leaves_the_draft_open(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    problem(applicant.submit(), "invalid-content")
    assert applicant.complete().caller.get(f"{applicant.path}/check").json()["ready"]
    assert ok(applicant.submit())["submission"] == 1


def test_a_submission_that_is_refused_to_a_stranger_keeps_nobody_out(intake: Installation) -> None:
    """A stranger who tries to file somebody's draft does not seal it, not even for a moment."""
    applicant, stranger = intake.applicant().begin(), intake.applicant().caller
    stop = threading.Event()

    def try_to_file() -> None:
        while not stop.is_set():
            problem(stranger.post(f"{applicant.path}/submission", etag="*"), "not-found")

    with ThreadPoolExecutor(1) as pool:
        trying = pool.submit(try_to_file)
        try:
            for number in range(40):
                applicant.write(title=f"名称{number}")
        finally:
            stop.set()
        trying.result()


def test_a_draft_is_mended_after_a_return_and_filed_again(intake: Installation) -> None:
    applicant = intake.applicant().filed()
    ok(intake.county(COUNTY).post(f"{applicant.path}/return", reasons() | {"due": "2024-07-20"}))
    (scan,) = [file for file in applicant.draft.json()["materials"] if file["kind"] == "form-scan"]
    assert applicant.caller.delete(f"{applicant.path}/materials/{scan['id']}").is_success
    assert applicant.write(title=text(20))["check"]["ready"] is False
    applicant.attach_scan()
    again = ok(applicant.submit())
    assert (again["status"], again["submission"]) == ("submitted", 2)
    shown = applicant.shown()
    assert (shown["content"]["title"], shown["returned"], shown["checks"]) == (text(20), None, [])


async def test_a_submission_that_may_still_be_written_keeps_edits_out_until_it_is_asked_again(intake: Installation) -> None:
    applicant = await asyncio.to_thread(lambda: intake.applicant().begin().complete())
    etag, form = applicant.etag, {"form": applicant.form | {"platform_name": "另一平台"}}
    asked = Asked(RequestCause("zhang", applicant.id, "0" * 64), Principal("zhang", "张三", frozenset({"enterprise"}), (), applicant.uscc))
    async with assembled(SERVICE, intake.settings) as chassis:
        here = Intake.on(chassis)
        with silent(chassis.group) as waiting, pytest.raises(Refusal):
            await applications.submit(here, asked, applicant.id, parse(etag))
        problem(await asyncio.to_thread(applicant.caller.put, f"{applicant.path}/form", form, etag), "wrong-status")
        await chassis.group.execute(waiting.pop())
        assert (await applications.submit(here, asked, applicant.id, parse(etag)))["status"] == "submitted"
    (filed,) = [event for event in intake.events("application.submitted") if event["data"]["application"] == applicant.id]
    assert filed["data"]["content"]["platform"]["name"] == applicant.form["platform_name"]
