"""What intake stands on is away: it says so, loses nothing, does nothing by halves, and goes on by itself when it is back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.intake import PROGRAMME, ROUND_PATH, Installation, ok, problem
from tests.support.own_servers import OwnServer, own_kafka, own_mongod
from tests.support.published import first_occurrences, published
from tests.support.waiting import eventually

IMPATIENT = {
    "LIANZHU_STORE_SELECTION_TIMEOUT": "0.5",
    "LIANZHU_STORE_TIMEOUT": "2",
    "LIANZHU_COMMITS_DECIDE_WITHIN": "2",
    "LIANZHU_API_READINESS_TIMEOUT": "1",
    "LIANZHU_BUS_TIMEOUT": "2",
}
SOON = 12.0  # seconds within which somebody who waits for a store that is away has an answer


@pytest.fixture(scope="module")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    with own_mongod(tmp_path_factory.mktemp("mongod")) as server:
        yield server


@pytest.fixture(scope="module")
def intake(mongod: OwnServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    intake = Installation("outages", mongod.address, "127.0.0.1:1", tmp_path_factory.mktemp("intake"), IMPATIENT)
    intake.begin()
    with intake.serving(ready=False):
        ok(intake.city().post(f"{ROUND_PATH}/opening"))
        yield intake


def away(intake: Installation) -> set[str]:
    """What the service says it misses."""
    reply = httpx.get(f"{intake.url}/ready", timeout=20)
    return {entry["pointer"] for entry in reply.json().get("errors", ())} if reply.status_code == httpx.codes.SERVICE_UNAVAILABLE else set()


def unavailable(reply: httpx.Response) -> None:
    problem(reply, "unavailable")
    assert int(reply.headers["retry-after"]) > 0


@contextmanager
def soon() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SOON


@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_a_store_that_is_away_is_said_and_everything_goes_on_when_it_is_back(intake: Installation, mongod: OwnServer, how: str) -> None:
    filed, draft, new = intake.applicant().filed(), intake.applicant().begin().complete(), intake.applicant()
    etag, entry = draft.etag, {"uscc": new.uscc, **new.entry}
    before = intake.fingerprint()
    mongod.kill() if how == "killed" else mongod.freeze()
    try:
        asked: tuple[Callable[[], httpx.Response], ...] = (
            lambda: filed.caller.get(filed.path),
            lambda: filed.caller.get("/v1/applications"),
            lambda: draft.caller.get(f"{draft.path}/form"),
            lambda: draft.caller.put(f"{draft.path}/form", {"form": {}}, etag),
            lambda: draft.submit("the-key", etag),
            lambda: draft.attach("other"),
            lambda: new.caller.post("/v1/organisations", entry, key="a-key"),
        )
        with soon(), ThreadPoolExecutor(len(asked)) as pool:
            for reply in pool.map(lambda ask: ask(), asked):
                unavailable(reply)
        assert "part:store" in away(intake)
        assert httpx.get(f"{intake.url}/health", timeout=5).status_code == httpx.codes.OK
        assert PROGRAMME in {row["code"] for row in intake.public().get("/v1/programmes").json()["items"]}
    finally:
        mongod.start() if how == "killed" else mongod.thaw()
    eventually(lambda: "part:store" not in away(intake), 20)
    if how == "killed":
        with intake.relaying():  # it writes again the rows that were not in the journal yet, though the bus is away
            eventually(lambda: intake.fingerprint() == before, 20)  # nothing is lost, and nothing was half done
    assert ok(new.caller.post("/v1/organisations", entry, key="a-key"))["uscc"] == new.uscc
    assert ok(draft.submit("the-key", etag))["status"] == "submitted"
    submitted = [event["data"]["application"] for event in intake.events("application.submitted")]
    assert (submitted.count(filed.id), submitted.count(draft.id)) == (1, 1)


def test_who_waits_while_the_store_is_away_for_a_moment_is_answered_all_the_same(intake: Installation, mongod: OwnServer) -> None:
    """Within the time that a command may take nobody has to ask again."""
    applicants = [intake.applicant() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        mongod.freeze()
        try:
            replies = [pool.submit(one.register) for one in applicants]
            eventually(lambda: "part:store" in away(intake))
        finally:
            mongod.thaw()
        assert [reply.result()["uscc"] for reply in replies] == [one.uscc for one in applicants]
    registered = [event["data"]["organisation"]["uscc"] for event in intake.events("organisation.registered")]
    assert all(registered.count(one.uscc) == 1 for one in applicants)


def test_a_bus_that_is_away_stops_no_command_and_all_is_published_when_it_is_back(
    mongod: OwnServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: Path = tmp_path_factory.mktemp("bus")
    with own_kafka(tmp_path_factory.mktemp("kafka")) as kafka:
        intake = Installation("busless", mongod.address, kafka.address, folder, IMPATIENT)
        kafka.freeze()
        intake.begin()
        with intake.serving(ready=False), intake.relaying():
            ok(intake.city().post(f"{ROUND_PATH}/opening"))
            assert away(intake) == {"part:bus"}
            ok(intake.applicant().filed().withdraw())
            kafka.thaw()
            intake.create_topics()
            eventually(lambda: not away(intake), 20)
            eventually(lambda: pending(intake) == 0, 30)
            kafka.freeze()
            try:
                eventually(lambda: away(intake) == {"part:bus"})
                ok(intake.applicant().filed().withdraw())
                assert pending(intake) > 0
            finally:
                kafka.thaw()
            eventually(lambda: not away(intake), 20)
            eventually(lambda: pending(intake) == 0, 40)
        recorded: dict[str, list[int]] = {}
        for commit in intake.commits():
            for part in commit["parts"]:
                recorded.setdefault(part["stream"], []).extend(range(part["sequence"] - len(part["events"]) + 1, part["sequence"] + 1))
        found = first_occurrences(published(kafka.address, "busless.intake.events"))
        assert found == {stream: sequences for stream, sequences in recorded.items() if sequences}


def pending(intake: Installation) -> int:
    with intake.store() as store:
        return store["commits"].count_documents({"pending": True})
