"""Whoever changes the record is found, and what they changed is named; an honest record verifies, also while it grows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from contracts.canonical import canonical
from services.chassis import seals as sealing
from services.chassis.audit import Report, verify
from services.chassis.commits import GENESIS, Commit, Part, Recorded
from services.chassis.seals import SealLog
from tests.support.counter import COUNTER, LONG, add, add_to_all
from tests.support.instances import Platform

AT = datetime(2024, 8, 1, 4, tzinfo=UTC)


@pytest.fixture
def seals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SealLog:
    """Seals of commits as young as they come."""
    monkeypatch.setattr(sealing, "_SETTLED_US", -1_000_000)
    return SealLog(tmp_path, "counter")


async def written(counters: Platform) -> list[Commit]:
    """A record of twelve commits over four streams, one commit with two parts."""
    instance = counters.instance()
    for n in range(10):
        await instance.do(add(f"{n % 3}", n, note=f"note {n}"))
    await instance.do(add_to_all("0", "1"))
    await instance.do(add("x", 2**53 - 1, note={"a": [None, True, -(2**40), "字\0"]}, to=LONG))
    return await counters.commits()


async def seal(counters: Platform, seals: SealLog) -> None:
    assert await seals.seal(counters.database["commits"], AT) is not None


async def store(counters: Platform, commit: Commit) -> None:
    await counters.database["commits"].replace_one({"_id": commit.id}, commit.document(), upsert=True)


def found(report: Report) -> set[tuple[str, str]]:
    return {(finding.commit, finding.stream) for finding in report.findings}


async def test_an_honest_record_verifies(counters: Platform, seals: SealLog) -> None:
    await written(counters)
    await seal(counters, seals)
    report = await counters.report(seals)
    assert (report.commits, report.streams, report.heads, report.findings) == (12, 4, 4, ())


async def test_what_the_relay_does_to_a_commit_is_no_change(counters: Platform, seals: SealLog) -> None:
    await written(counters)
    await counters.database["commits"].update_many({}, {"$unset": {"pending": ""}})
    assert (await counters.report(seals)).findings == ()


EDITS: dict[str, Any] = {
    "an event's data": {"$set": {"parts.0.events.0.data": b'{"amount":99}'}},
    "an event's type": {"$set": {"parts.0.events.0.type": "lianzhu.counter.count.scheduled.v1"}},
    "an event's id": {"$set": {"parts.0.events.0.id": "another"}},
    "an event less": {"$set": {"parts.0.events": []}},
    "who": {"$set": {"actor.subject": "somebody else"}},
    "with which roles": {"$set": {"actor.roles": ["city"]}},
    "when": {"$set": {"at": AT}},
    "the answer": {"$set": {"answer.total": 99}},
    "the cause": {"$set": {"cause.key": "another"}},
    "the trace": {"$set": {"trace": "00-1"}},
    "the version": {"$set": {"parts.0.version": 77}},
    "the sequence": {"$set": {"parts.0.sequence": 77}},
    "the link": {"$set": {"parts.0.prev": "f" * 64}},
    "the digest": {"$set": {"parts.0.digest": "f" * 64}},
    "the stream": {"$set": {"parts.0.stream": "counter/another"}},
    "a field more": {"$set": {"remark": "harmless"}},
    "a field more in an event": {"$set": {"parts.0.events.0.remark": "harmless"}},
    "a field less": {"$unset": {"actor": ""}},
    "no parts": {"$set": {"parts": []}},
    "data that are no JSON": {"$set": {"parts.0.events.0.data": b"{"}},
    "data of another kind": {"$set": {"parts.0.events.0.data": {"amount": 4.5}}},
    "parts that are none": {"$set": {"parts": 7}},
    "an instant that is none": {"$set": {"at": "yesterday"}},
}


@pytest.mark.parametrize("edit", EDITS)
async def test_an_edited_commit_is_found_and_named(counters: Platform, seals: SealLog, edit: str) -> None:
    commit = (await written(counters))[4]
    await counters.database["commits"].update_one({"_id": commit.id}, EDITS[edit])
    assert commit.id in {finding.commit for finding in (await counters.report(seals)).findings}


async def test_a_commit_under_another_id_is_found(counters: Platform, seals: SealLog) -> None:
    commit = (await written(counters))[4]
    await counters.database["commits"].delete_one({"_id": commit.id})
    other = commit.id[:-1] + "zz"
    await counters.database["commits"].insert_one(commit.document() | {"_id": other})
    assert other in {finding.commit for finding in (await counters.report(seals)).findings}


async def test_a_removed_commit_is_found_by_the_one_that_followed_it(counters: Platform, seals: SealLog) -> None:
    commits = await written(counters)
    await counters.database["commits"].delete_one({"_id": commits[3].id})
    assert found(await counters.report(seals)) == {(commits[6].id, "counter/0")}


async def test_a_part_taken_out_of_a_commit_is_found(counters: Platform, seals: SealLog) -> None:
    both = (await written(counters))[10]
    await counters.database["commits"].update_one({"_id": both.id}, {"$pop": {"parts": 1}})
    assert both.id in {finding.commit for finding in (await counters.report(seals)).findings}


async def test_an_inserted_commit_is_found(counters: Platform, seals: SealLog) -> None:
    commits = await written(counters)
    head = commits[3].parts[0]
    forged = replace(commits[3], id=commits[3].id + "f", cause={"client": "c", "key": "forged", "hash": ""})
    part = Part(head.stream, head.version + 1, head.sequence + 1, (Recorded("f", "lianzhu.counter.count.added.v1", b"{}"),), head.digest)
    await counters.database["commits"].drop_index("stream_version")
    await counters.database["commits"].insert_one(replace(forged, parts=(part,)).sealed().document())
    assert (commits[6].id, "counter/0") in found(await counters.report(seals))


FORGERIES: dict[str, Callable[[Part], Part]] = {
    "a version left out": lambda part: replace(part, version=part.version + 1),
    "a link to something else": lambda part: replace(part, prev=GENESIS),
    "events left out": lambda part: replace(part, sequence=part.sequence + 1),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_forged_end_of_a_chain_with_a_fitting_digest_is_found(counters: Platform, seals: SealLog, forgery: str) -> None:
    last = [commit for commit in await written(counters) if commit.parts[0].stream == "counter/2"][-1]
    await store(counters, replace(last, parts=(FORGERIES[forgery](last.parts[0]),)).sealed())
    assert found(await counters.report(seals)) == {(last.id, "counter/2")}


async def test_a_cut_tail_is_found_by_the_seals(counters: Platform, seals: SealLog) -> None:
    commits = await written(counters)
    await seal(counters, seals)
    await counters.database["commits"].delete_many({"_id": {"$gte": commits[10].id}})
    report = await counters.report(seals)
    assert found(report) == {("", "counter/0"), ("", "counter/1"), ("", "long/x")}
    assert all("cut off" in finding.what for finding in report.findings)


async def test_a_chain_made_anew_is_found_by_the_seals(counters: Platform, seals: SealLog) -> None:
    commits = [commit for commit in await written(counters) if commit.parts[0].stream == "counter/2"]
    await seal(counters, seals)
    prev = GENESIS
    for commit in commits:
        event = commit.parts[0].events[0]
        forged = replace(commit.parts[0], prev=prev, events=(replace(event, data=canonical(orjson.loads(event.data) | {"amount": 1000})),))
        made = replace(commit, parts=(forged,)).sealed()
        prev = made.parts[0].digest
        await store(counters, made)
    assert found(await counters.report(seals)) == {("", "counter/2")}
    assert found(await counters.report(SealLog(Path("/nonexistent"), "counter"))) == set()


def first_line(change: Callable[[dict[str, Any]], None]) -> Callable[[list[bytes]], list[bytes]]:
    def edit(lines: list[bytes]) -> list[bytes]:
        seal = json.loads(lines[0])
        change(seal)
        return [json.dumps(seal).encode() + b"\n", *lines[1:]]

    return edit


EDITED_SEALS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a digest": first_line(lambda seal: seal["heads"][0].__setitem__(2, "f" * 64)),
    "a head less": first_line(lambda seal: seal["heads"].pop()),
    "the instant": first_line(lambda seal: seal.__setitem__("at", "2020-01-01T00:00:00.000Z")),
    "one taken out": lambda lines: [lines[0], lines[2]],
    "the first taken out": lambda lines: lines[1:],
    "turned around": lambda lines: [lines[1], lines[0], lines[2]],
    "made unreadable": lambda lines: [lines[0], b"{}\n", lines[2]],
    "no JSON": lambda lines: [b"\xff\n", *lines[1:]],
}


@pytest.mark.parametrize("edit", EDITED_SEALS)
async def test_an_edited_seal_is_found(counters: Platform, seals: SealLog, edit: str, tmp_path: Path) -> None:
    instance = counters.instance()
    for _ in range(3):
        await instance.do(add_to_all("a", "b"))
        await seal(counters, seals)
    assert (await counters.report(seals)).findings == ()
    path = tmp_path / "counter.jsonl"
    path.write_bytes(b"".join(EDITED_SEALS[edit](path.read_bytes().splitlines(keepends=True))))
    assert any("seal" in finding.what for finding in (await counters.report(seals)).findings)


async def test_seals_say_only_what_moved_since_the_last_one(counters: Platform, seals: SealLog) -> None:
    instance = counters.instance()
    await instance.do(add_to_all("a", "b"))
    await seal(counters, seals)
    assert await seals.seal(counters.database["commits"], AT) is None
    await instance.do(add("b"))
    await seal(counters, seals)
    first, second = (one for one in seals.read() if one)
    assert [[head[:2] for head in one.heads] for one in (first, second)] == [[("counter/a", 1), ("counter/b", 1)], [("counter/b", 2)]]
    assert second.prev == first.digest


async def test_a_seal_whose_writing_broke_off_is_written_again(counters: Platform, seals: SealLog, tmp_path: Path) -> None:
    instance = counters.instance()
    await instance.do(add("a"))
    await seal(counters, seals)
    path = tmp_path / "counter.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    assert (await counters.report(seals)).findings == ()
    await instance.do(add("a"))
    await seal(counters, seals)
    report = await counters.report(seals)
    assert (report.heads, report.findings) == (2, ())


async def test_commits_that_may_still_be_overtaken_are_left_to_the_next_seal(counters: Platform, tmp_path: Path) -> None:
    await counters.instance().do(add("a"))
    assert await SealLog(tmp_path, "counter").seal(counters.database["commits"], AT) is None


async def test_a_record_that_grows_meanwhile_verifies(counters: Platform, seals: SealLog) -> None:
    instances = [counters.instance(), counters.instance()]
    stop = asyncio.Event()

    async def write(one: int) -> None:
        while not stop.is_set():
            await asyncio.gather(*(instances[one].do(add(f"{n}")) for n in range(10)))

    writers = [asyncio.create_task(write(one)) for one in range(2)]
    for _ in range(6):
        await seals.seal(counters.database["commits"], AT)
        assert (await counters.report(seals)).findings == ()
    stop.set()
    await asyncio.gather(*writers)
    assert COUNTER.category == "counter"


async def test_a_record_that_is_just_being_made_verifies(counters: Platform, seals: SealLog) -> None:
    for n in range(30):
        commits = counters.database[f"commits{n}"]
        making = asyncio.ensure_future(commits.create_index("at"))
        found = await asyncio.gather(*(verify(commits, seals) for _ in range(4)))
        await making
        assert {report.findings for report in found} == {()}
