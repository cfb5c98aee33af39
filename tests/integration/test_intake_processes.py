"""Two API processes on one store: what may be once is once, whichever of them is asked."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest

from tests.support.intake import COUNTY, ROUND_PATH, Applicant, Caller, Installation, findings, free_port, list_path, ok, problem


@pytest.fixture(scope="module")
def intake(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    intake = Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("intake"))
    intake.begin()
    with intake.serving(ready=False):
        ok(intake.city().post(f"{ROUND_PATH}/opening"))
        yield intake


@pytest.fixture(scope="module")
def urls(intake: Installation) -> Iterator[tuple[str, str]]:
    """Where the two processes serve."""
    first = intake.url
    with intake.serving(free_port(), ready=False) as second:
        intake.url = first
        yield first, second.url


def at(url: str, caller: Caller) -> Caller:
    """The same person at another process."""
    return Caller(url, {"authorization": caller.http.headers["authorization"]})


def test_an_enterprise_begins_one_application_however_many_processes_it_asks(intake: Installation, urls: tuple[str, str]) -> None:
    applicant = intake.applicant()
    applicant.register()
    with ThreadPoolExecutor(12) as pool:
        replies = list(pool.map(lambda url: at(url, applicant.caller).post("/v1/applications", applicant.call()), [*urls] * 6))
    (begun,) = [ok(reply) for reply in replies if reply.is_success]
    for reply in replies:
        if not reply.is_success:
            assert problem(reply, "entry-taken")["link"] == f"/v1/applications/{begun['id']}"


def test_one_key_at_two_processes_is_one_command(intake: Installation, urls: tuple[str, str]) -> None:
    applicant = intake.applicant()
    applicant.register()
    with ThreadPoolExecutor(12) as pool:
        replies = list(pool.map(lambda url: at(url, applicant.caller).post("/v1/applications", applicant.call(), key="one"), [*urls] * 6))
    assert len({ok(reply)["id"] for reply in replies}) == 1


def test_recommendations_confirmed_at_two_processes_stand_on_one_list_without_gap(intake: Installation, urls: tuple[str, str]) -> None:
    applicants = intake.ready_to_file(12)
    first, second = intake.county(), intake.county()
    for applicant in applicants:
        ok(applicant.submit())
        ok(first.post(f"{applicant.path}/checks", findings()))
        ok(first.post(f"{applicant.path}/recommendation", {"table_brief": "带动"}))

    def confirm(asked: tuple[Applicant, str]) -> None:
        applicant, url = asked
        ok(at(url, second).post(f"{applicant.path}/recommendation/confirmation"))

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(confirm, zip(applicants, cycle(urls), strict=False)))
    rows = ok(intake.county(COUNTY).get(list_path()))["rows"]
    assert [row["position"] for row in rows] == list(range(1, 13))
    assert {row["application"] for row in rows} == {applicant.id for applicant in applicants}


def test_a_round_opened_at_two_processes_is_opened_once(intake: Installation, urls: tuple[str, str]) -> None:
    city = intake.city()
    with ThreadPoolExecutor(8) as pool:
        path = ROUND_PATH.replace("2024-08", "2025-05")
        replies = list(pool.map(lambda url: at(url, city).post(f"{path}/opening"), [*urls] * 4))
    assert sum(reply.is_success for reply in replies) == 1
    assert len(intake.events("round.opened")) == 2
