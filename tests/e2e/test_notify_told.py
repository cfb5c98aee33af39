"""An application is filed and checked at intake; everybody concerned is told, over HTTP and on real servers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.support.intake import COUNTY, OTHER_COUNTY, ROUND_PATH, Applicant, Caller, Installation, findings, ok, reasons
from tests.support.notify import Notified
from tests.support.servers import delete_topics, drop_databases
from tests.support.waiting import eventually

SUBMITTED, CHECKED, RETURNED = (f"intake.application.{step}" for step in ("submitted", "checked", "returned"))


@dataclass
class Filed:
    """Notify beside an intake where one application was filed, checked and returned, and another one filed in another county."""

    notify: Notified
    applicant: Applicant
    other: Applicant

    @property
    def mine(self) -> Caller:
        return self.notify.enterprise(self.applicant.uscc)

    @property
    def county(self) -> Caller:
        return self.notify.office("county", COUNTY)

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.applicant.id}"


@pytest.fixture(scope="module")
def filed(mongodb_uri: str, kafka_bootstrap: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filed]:
    namespace = f"t{os.getpid() % 100_000}-told"
    intake = Installation(namespace, mongodb_uri, kafka_bootstrap, tmp_path_factory.mktemp("notify"))
    intake.begin()
    intake.create_topics()
    notify = Notified(intake)
    with intake.serving(), intake.relaying(), notify.serving():
        office = f"/v1/offices/county/{COUNTY}"
        officer = {"name": "王五", "email": "wang@example.cn", "channels": ["email"], "language": "en"}
        ok(notify.office("county", COUNTY).post(f"{office}/recipients", officer))
        ok(intake.city().post(f"{ROUND_PATH}/opening"))
        applicant, other = intake.applicant(COUNTY).filed(), intake.applicant(OTHER_COUNTY).filed()
        county = intake.county(COUNTY)
        ok(county.post(f"{applicant.path}/checks", findings()))
        ok(county.post(f"{applicant.path}/return", reasons() | {"due": "2024-07-09"}))
        made = Filed(notify, applicant, other)
        eventually(lambda: notify.told(made.mine, RETURNED), 60)
        eventually(lambda: notify.told(notify.enterprise(other.uscc), SUBMITTED), 60)
        yield made
    drop_databases(mongodb_uri, namespace)
    delete_topics(kafka_bootstrap, namespace)


def test_the_enterprise_reads_in_its_inbox_what_happened_to_its_application(filed: Filed) -> None:
    rows = [row for row in filed.notify.inbox(filed.mine) if row["application"] == filed.applicant.id]
    assert [row["type"] for row in rows] == [RETURNED, CHECKED, SUBMITTED, "intake.application.drafted"]
    returned = rows[0]
    assert returned["title"] == "申报退回补正"
    assert (
        "2024年7月9日" in returned["body"] and "取得成效缺少数据" in returned["body"] and filed.applicant.form["title"] in returned["body"]
    )
    assert (returned["obligatory"], returned["read"]) == (True, False)


def test_nobody_reads_the_inbox_of_another(filed: Filed) -> None:
    others = filed.notify.inbox(filed.notify.enterprise(filed.other.uscc))
    assert {row["application"] for row in others} <= {filed.other.id, None}
    key = filed.notify.inbox(filed.mine)[0]["id"]
    stranger = filed.notify.enterprise(filed.other.uscc)
    missing = stranger.get(f"/v1/notifications/{'0' * 26}")
    assert stranger.get(f"/v1/notifications/{key}").status_code == missing.status_code == httpx.codes.NOT_FOUND
    assert filed.notify.inbox(filed.notify.person("public")) == []


def test_each_county_reads_of_its_own_applications_only(filed: Filed) -> None:
    for county, applicant in ((COUNTY, filed.applicant), (OTHER_COUNTY, filed.other)):
        rows = filed.notify.inbox(filed.notify.office("county", county), type=SUBMITTED)
        assert [row["application"] for row in rows] == [applicant.id]


def test_an_officer_of_the_county_is_told_by_email_in_their_language(filed: Filed) -> None:
    made = [event["data"] for event in filed.notify.events("notification.due")]
    (mail,) = [one for one in made if one["to"]["email"] == "wang@example.cn" and one["application"] == filed.applicant.id]
    assert (mail["channel"], mail["title"], mail["role"]) == ("email", "New application", "county")


def test_the_enterprises_and_counties_of_the_region_are_told_that_the_round_is_open(filed: Filed) -> None:
    assert filed.notify.told(filed.county, "intake.round.opened")
    assert not filed.notify.told(filed.mine, "intake.round.opened"), "it registered after the round was opened"


def test_the_timeline_holds_each_step_in_both_languages(filed: Filed) -> None:
    shown = ok(filed.mine.get(f"{filed.path}/timeline"))
    assert [step["type"] for step in shown["steps"]] == ["intake.application.drafted", SUBMITTED, CHECKED, RETURNED]
    assert (shown["steps"][1]["zh"]["title"], shown["steps"][1]["en"]["title"]) == ("申报已提交", "Application submitted")
    assert shown == ok(filed.county.get(f"{filed.path}/timeline"))
    for stranger in (filed.notify.enterprise(filed.other.uscc), filed.notify.office("county", OTHER_COUNTY)):
        assert stranger.get(f"{filed.path}/timeline").status_code == httpx.codes.NOT_FOUND


def test_the_bureaus_see_who_was_told_what_when_and_how_with_masked_addresses(filed: Filed) -> None:
    page = ok(filed.county.get(f"{filed.path}/notifications", limit=200))
    rows = {(row["type"], row["recipient"], row["channel"]): row for row in page["items"]}
    mail = rows[SUBMITTED, f"organisation/{filed.applicant.uscc}", "email"]
    assert (mail["address"], mail["role"], mail["status"], mail["attempts"]) == ("z***@example.cn", "enterprise", "due", [])
    assert {row["role"] for row in rows.values()} == {"enterprise", "county"}
    assert (SUBMITTED, f"office/county/{COUNTY}", "inbox") in rows
    narrowed = ok(filed.county.get(f"{filed.path}/notifications", channel="email", role="enterprise"))["items"]
    assert {row["channel"] for row in narrowed} == {"email"}
    assert filed.mine.get(f"{filed.path}/notifications").status_code == httpx.codes.FORBIDDEN
    assert filed.notify.office("county", OTHER_COUNTY).get(f"{filed.path}/notifications").status_code == httpx.codes.NOT_FOUND


def test_a_reader_says_that_it_is_read_and_saying_so_twice_is_saying_it_once(filed: Filed) -> None:
    key = next(row["id"] for row in filed.notify.inbox(filed.mine, type=SUBMITTED))
    for number in range(2):
        ok(filed.mine.post(f"/v1/notifications/{key}/acknowledgement", key=f"read-{number}"))
    assert [row["id"] for row in filed.notify.inbox(filed.mine, read=True)] == [key]
    rows = ok(filed.county.get(f"{filed.path}/notifications", limit=200))["items"]
    (row,) = [row for row in rows if row["id"] == key]
    assert len(row["acknowledged"]) == 1
    refused = filed.county.post(f"/v1/notifications/{key}/acknowledgement")
    assert refused.status_code == httpx.codes.FORBIDDEN


def test_what_is_still_being_sent_is_not_sent_again_by_hand(filed: Filed) -> None:
    rows = ok(filed.county.get(f"{filed.path}/notifications", channel="email", role="enterprise"))["items"]
    path = f"/v1/notifications/{rows[0]['id']}/redelivery"
    refused = filed.county.post(path, {"reason": "未收到"})
    assert (refused.status_code, refused.json()["type"]) == (httpx.codes.CONFLICT, "/problems/wrong-status")
    assert filed.mine.post(path, {"reason": "未收到"}).status_code == httpx.codes.NOT_FOUND
    assert filed.county.post(path, {"reason": " "}).status_code == httpx.codes.UNPROCESSABLE_ENTITY


# Settings

SETTINGS: dict[str, Any] = {"channels": ["sms"], "language": "en", "opt_outs": [CHECKED]}


def settings_path(applicant: Applicant) -> str:
    return f"/v1/organisations/{applicant.uscc}/settings"


def test_an_enterprise_changes_how_it_is_told_on_the_version_that_it_read(filed: Filed) -> None:
    mine, path = filed.notify.enterprise(filed.other.uscc), settings_path(filed.other)
    read = mine.get(path)
    assert (read.json()["channels"], read.json()["language"]) == (["email"], "zh")
    assert SUBMITTED in read.json()["obligatory"] and CHECKED in read.json()["optional"]
    wanted = SETTINGS | {"contacts": {"finance": {"name": "李会计", "phone": "13812340000"}}}
    assert mine.put(path, wanted, None, "k0").status_code == httpx.codes.PRECONDITION_REQUIRED
    ok(mine.put(path, wanted, read.headers["etag"], "k1"))
    stale = mine.put(path, SETTINGS, read.headers["etag"], "k2")
    assert stale.status_code == httpx.codes.PRECONDITION_FAILED
    shown = mine.get(path).json()
    assert (shown["channels"], shown["language"], shown["contacts"]["finance"]["name"]) == (["sms"], "en", "李会计")
    assert filed.mine.get(path).status_code == httpx.codes.NOT_FOUND


def test_what_the_enterprise_wants_holds_for_the_next_event(filed: Filed) -> None:
    intake, mine = filed.notify.intake, filed.notify.enterprise(filed.other.uscc)
    etag = mine.get(settings_path(filed.other)).headers["etag"]
    mine.put(settings_path(filed.other), SETTINGS, etag, "k3")
    county = intake.county(OTHER_COUNTY)
    ok(county.post(f"{filed.other.path}/checks", findings()))
    ok(county.post(f"{filed.other.path}/return", reasons() | {"due": "2024-07-09"}))
    eventually(lambda: filed.notify.told(mine, RETURNED), 30)
    assert not filed.notify.told(mine, CHECKED)
    (row,) = filed.notify.inbox(mine, type=RETURNED)
    assert (row["language"], row["title"]) == ("en", "Application returned for correction")
    due = [event["data"] for event in filed.notify.events("notification.due")]
    channels = {one["channel"] for one in due if one["application"] == filed.other.id and one["event"]["type"].endswith("returned.v1")}
    assert channels >= {"inbox", "sms"} and "email" not in channels


@pytest.mark.parametrize(("opt_out", "code"), [("intake.application.submitted", "obligatory"), ("intake.nothing.happened", "unknown")])
def test_nobody_opts_out_of_what_is_obligatory_or_does_not_exist(filed: Filed, opt_out: str, code: str) -> None:
    etag = filed.mine.get(settings_path(filed.applicant)).headers["etag"]
    refused = filed.mine.put(settings_path(filed.applicant), SETTINGS | {"opt_outs": [opt_out]}, etag, f"k-{code}")
    assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert [(fault["code"], fault["pointer"]) for fault in refused.json()["errors"]] == [(code, "/opt_outs/0")]


# Offices


def test_an_office_registers_edits_and_deactivates_its_people(filed: Filed) -> None:
    city = filed.notify.office("city", "1301")
    path = "/v1/offices/city/1301"
    entry = {"name": "赵六", "email": "zhao@example.cn", "channels": ["email"]}
    done = ok(city.post(f"{path}/recipients", entry))
    read = city.get(path)
    assert [one["name"] for one in read.json()["recipients"]] == ["赵六"]
    ok(city.put(f"{path}/recipients/{done['id']}", entry | {"name": "赵七"}, read.headers["etag"], "e1"))
    assert city.put(f"{path}/recipients/{done['id']}", entry, read.headers["etag"], "e2").status_code == httpx.codes.PRECONDITION_FAILED
    ok(city.post(f"{path}/recipients/{done['id']}/deactivation"))
    assert city.get(path).json()["recipients"] == []
    assert filed.county.get(path).status_code == filed.mine.get(path).status_code == httpx.codes.NOT_FOUND
    assert filed.county.post(f"{path}/recipients", entry).status_code == httpx.codes.NOT_FOUND


def test_a_channel_that_is_chosen_needs_its_address(filed: Filed) -> None:
    refused = filed.county.post(f"/v1/offices/county/{COUNTY}/recipients", {"name": "赵六", "channels": ["sms"], "email": "z@example.cn"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (httpx.codes.UNPROCESSABLE_ENTITY, "/phone")


def test_an_unknown_channel_is_refused(filed: Filed) -> None:
    body = {"name": "赵六", "channels": ["pigeon"], "email": "z@example.cn"}
    assert filed.county.post(f"/v1/offices/county/{COUNTY}/recipients", body).status_code == httpx.codes.UNPROCESSABLE_ENTITY


def test_nothing_ends_among_the_dead_letters(filed: Filed) -> None:
    assert filed.notify.dead() == []
