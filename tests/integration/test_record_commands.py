"""The operator's commands for dead letters, views and the record, as they are typed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pymongo
import pytest
from typer.testing import CliRunner, Result

from contracts.envelope import OutgoingEvent, encode
from deploy.cli import audit, dlq, views
from services.chassis import roles
from services.chassis import seals as sealing
from services.chassis.deadletters import DeadLetters, Kind, Reason, Received
from tests.support.counter import SERVICE, add
from tests.support.instances import platform

NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
DATABASE = "scoring"


@pytest.fixture(autouse=True)
def _platform(mongodb_uri: str, namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONGODB_URI", mongodb_uri)
    monkeypatch.setenv("LIANZHU_NAMESPACE", namespace)
    monkeypatch.setenv("LIANZHU_SEALS_DIR", str(tmp_path / "seals"))
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr(sealing, "_SETTLED_US", -1_000_000)


@pytest.fixture
def store(mongodb_uri: str, namespace: str) -> str:
    """The name of a database with three counters in it."""

    async def fill() -> None:
        async with platform(mongodb_uri, f"{namespace}_{DATABASE}") as counters:
            for name in "aab":
                await counters.instance().do(add(name))
            letters = DeadLetters(counters.database)
            for stream, position, kind in (("x", 1, Kind.PERMANENT), ("x", 2, Kind.PARKED), ("y", 5, Kind.EXHAUSTED)):
                event = OutgoingEvent("e", "/lianzhu/intake", "t", stream, NOW, position, "c", "d", {"名称": "石家庄"})
                message = encode(event)
                record = Received("intake.events", 0, 10 * position, message.key, message.value, (*message.headers, ("odd", None)))
                await letters.put(record, Reason(kind, f"because of {stream}", 3, f"inbox/{stream}", position), NOW)

    asyncio.run(fill())
    return f"{namespace}_{DATABASE}"


def run(app: object, *words: str) -> Result:
    return CliRunner().invoke(app, words)  # type: ignore[arg-type]


def test_dead_letters_are_listed_with_their_reasons(store: str) -> None:
    listed = run(dlq.app, "list", DATABASE).stdout
    assert [listed.count(word) for word in ("because of x", "because of y", "intake.events/0/10", "parked")] == [2, 1, 1, 1]
    assert "because of x" not in run(dlq.app, "list", DATABASE, "--kind", "exhausted").stdout
    assert run(dlq.app, "list", DATABASE, "--kind", "boring").exit_code == 2
    assert run(dlq.app, "list", "nobody").exit_code == 2


def test_a_dead_letter_is_shown_whole(store: str) -> None:
    shown = run(dlq.app, "show", DATABASE, "intake.events/0/10").stdout
    for part in ("because of x", "kind: permanent", "石家庄", "ce_type: t", "odd: (none)", "key: x"):
        assert part in shown
    assert run(dlq.app, "show", DATABASE, "intake.events/0/11").exit_code == 1


def test_a_redrive_asks_for_the_letter_and_what_waits_behind_it(store: str, mongodb_uri: str) -> None:
    assert run(dlq.app, "redrive", DATABASE).exit_code == 2
    assert run(dlq.app, "redrive", DATABASE, "--all", "intake.events/0/10").exit_code == 2
    assert run(dlq.app, "redrive", DATABASE, "intake.events/0/11").exit_code == 1
    assert run(dlq.app, "redrive", DATABASE, "intake.events/0/10").stdout == "asked for 2\n"
    with pymongo.MongoClient[dict[str, object]](mongodb_uri) as client:
        asked = client[store]["dead_letters"].find({"redrive": True})
        assert {row["_id"] for row in asked} == {"intake.events/0/10", "intake.events/0/20"}
    assert run(dlq.app, "redrive", DATABASE, "--all").stdout == "asked for 1\n"


def test_views_are_made_anew_by_one_at_a_time(store: str, mongodb_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "find", lambda _: SERVICE)
    with pymongo.MongoClient[dict[str, object]](mongodb_uri) as client:
        own = client[store.replace(DATABASE, SERVICE.name)]
        client.drop_database(own.name)
        own["commits"].insert_many(list(client[store]["commits"].find()))
        assert run(views.app, "rebuild", DATABASE).stdout == "counters: 2 rows\nlongs: 0 rows\n"
        assert {row["_id"]: row["total"] for row in own["counters"].find()} == {"a": 2, "b": 1}
        own["leases"].insert_one({"_id": "views/rebuild", "holder": "another", "until": datetime(2100, 1, 1, tzinfo=UTC)})
        assert run(views.app, "rebuild", DATABASE).exit_code == 1
    assert run(views.app, "rebuild", "nobody").exit_code == 2


def test_the_record_is_sealed_and_verified_and_a_change_is_named(store: str, mongodb_uri: str) -> None:
    assert "2 heads sealed" in run(audit.app, "seal", DATABASE).stdout
    assert "nothing new" in run(audit.app, "seal", DATABASE).stdout
    whole = run(audit.app, "verify", DATABASE)
    assert (whole.exit_code, whole.stdout) == (0, "scoring: 3 commits of 2 streams, 2 sealed heads, 0 findings\n")
    with pymongo.MongoClient[dict[str, object]](mongodb_uri) as client:
        commits = client[store]["commits"]
        edited = commits.find_one({"parts.stream": "counter/b"})
        assert edited is not None
        commits.update_one({"_id": edited["_id"]}, {"$set": {"actor.subject": "nobody"}})
    damaged = run(audit.app, "verify", "--all")
    assert damaged.exit_code == 1
    assert f"{edited['_id']}  counter/b  its digest does not fit" in damaged.output
    assert "intake: 0 commits" in damaged.output


@pytest.mark.parametrize("words", [["verify"], ["seal"], ["verify", "nobody"], ["verify", "intake", "--all"]])
def test_what_is_to_be_verified_has_to_be_said(words: list[str]) -> None:
    assert run(audit.app, *words).exit_code == 2
