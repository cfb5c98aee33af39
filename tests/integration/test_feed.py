"""The feed and the stream: positions by one writer, nothing missed, each reader their own, a slow one at nobody's cost."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from structlog.testing import capture_logs

from services.chassis.settings import Feed
from services.notify.channels.channel import Outgoing
from services.notify.feed.journal import Journal
from tests.support.sending import Sending, notify_on, settings_for
from tests.support.waiting import until

READ = "events:read"


@pytest.fixture
async def notify(mongodb_uri: str, namespace: str, tmp_path: Path) -> AsyncIterator[Sending]:
    with capture_logs():
        async with notify_on(settings_for(mongodb_uri, namespace, tmp_path)) as sending:
            yield sending


def told(key: str, audience: str = "system/1301") -> Outgoing:
    return Outgoing(key, "feed", audience, "t", "b", "zh", "funding.payment.made", {"key": key})


async def events(client: httpx.AsyncClient, **query: Any) -> tuple[list[str], int]:
    """The ids that the feed gives, and the position to go on from."""
    reply = await client.get("/v1/events", params=query)
    assert reply.status_code == 200, reply.text
    return [item["id"] for item in reply.json()["items"]], reply.json()["next"]


class Sse:
    """A stream as a browser reads it."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self) -> tuple[int, dict[str, Any]]:
        """Position and content of the next event, past heartbeats."""
        position = 0
        async for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "id":
                position = int(value)
            elif name == "data":
                return position, orjson.loads(value)
        raise AssertionError("the stream has ended")

    async def line(self, wanted: str) -> None:
        """Read on to this line."""
        async for line in self._lines:
            if line == wanted:
                return


async def test_positions_are_dense_and_a_notification_stands_once(notify: Sending) -> None:
    assert await notify.journal.append([told("a"), told("b")]) == [1, 2]
    assert await notify.journal.append([told("b"), told("c"), told("a")]) == [2, 3, 1]
    entries, reached = await notify.journal.read(["system/1301"], 0, 10)
    assert [(entry.position, entry.notification) for entry in entries] == [(1, "a"), (2, "b"), (3, "c")] and reached == 3


async def test_a_reader_misses_nothing_while_several_write_at_the_same_time(notify: Sending) -> None:
    """Two writers at once is what a lease cannot exclude (one was paused); readers of several audiences see every entry all the same."""
    audiences = ["system/1301", "system/1302", "system/1303"]
    chance, seen, done = random.Random(7), list[int](), asyncio.Event()  # noqa: S311

    async def write(name: str) -> None:
        journal = Journal(notify.chassis.database)
        for number in range(60):
            await journal.append([told(f"{name}-{number}-{i}", chance.choice(audiences)) for i in range(chance.randint(1, 4))])

    async def read() -> None:
        position = 0
        while True:
            ended = done.is_set()
            entries, position = await notify.journal.read(audiences, position, 7)
            seen.extend(entry.position for entry in entries)
            if ended and not entries:
                return

    reading = asyncio.create_task(read())
    await asyncio.gather(write("x"), write("y"))
    done.set()
    await reading
    head = await notify.journal.head()
    assert seen == list(range(1, head + 1)) and await notify.journal.collection.count_documents({}) == head


async def test_what_is_told_comes_into_the_feed(notify: Sending) -> None:
    async with notify.sending(), notify.serving(await notify.key("tangshan", READ)) as client:
        keys = [await notify.tell("feed", "system/130102", payload={"fen": 1}) for _ in range(5)]
        await notify.until_placed(*keys)
        found, reached = await events(client)
        assert sorted(found) == sorted(keys) and reached == 5
        assert (await events(client, after=3))[0] == found[3:] and await events(client, after=5) == ([], 5)
        assert (await events(client, limit=2)) == (found[:2], 2)
        (item, *_) = (await client.get("/v1/events")).json()["items"]
        assert (item["type"], item["data"], item["position"]) == ("funding.payment.made", {"fen": 1}, 1)


async def test_a_system_reads_its_own_regions_only(notify: Sending) -> None:
    for key, region in (("county", "130102"), ("city", "1301"), ("province", "13"), ("other", "1302")):
        await notify.journal.append([told(key, f"system/{region}")])
    await notify.journal.append([told("private", "organisation/91130104MA0000000X")])
    async with notify.serving() as client:
        for regions, seen in ((("1301",), ["county", "city"]), (("13",), ["county", "city", "province", "other"]), (("130104",), [])):
            client.headers = httpx.Headers(await notify.key("-".join(regions), READ, regions=regions))
            assert (await events(client))[0] == seen
        client.headers = httpx.Headers(await notify.key("narrow", READ))
        assert (await events(client, region="130102"))[0] == ["county"]
        assert (await client.get("/v1/events", params={"region": "1302"})).status_code == 404


async def test_the_feed_is_for_systems_whose_key_is_for_it(notify: Sending) -> None:
    async with notify.serving() as client:
        assert (await client.get("/v1/events")).status_code == 401
        for headers in (await notify.key("tangshan", "endpoints:write"), notify.person("city", regions=("1301",))):
            assert (await client.get("/v1/events", headers=headers)).status_code == 403


async def test_a_position_that_was_never_given_is_refused_and_says_that_none_expires(notify: Sending) -> None:
    await notify.journal.append([told("a")])
    async with notify.serving(await notify.key("tangshan", READ)) as client:
        for path in ("/v1/events", "/v1/stream"):
            reply = await client.get(path, params={"after": 2})
            assert (reply.status_code, reply.json()["type"]) == (400, "/problems/invalid-cursor")
            assert reply.json()["errors"][0]["limit"] == 1 and "kept for ever" in reply.json()["detail_en"]


async def test_who_waits_is_answered_as_soon_as_there_is_something(notify: Sending) -> None:
    async with notify.serving(await notify.key("tangshan", READ)) as client:
        waiting = asyncio.create_task(events(client, wait=20))
        await asyncio.sleep(0.3)  # it is to be waiting
        assert not waiting.done()
        await notify.journal.append([told("elsewhere", "system/1302"), told("here")])
        assert await asyncio.wait_for(waiting, 5) == (["here"], 2)
        assert await events(client, after=2, wait=0.1) == ([], 2)


async def test_the_stream_tells_what_comes_and_goes_on_where_it_was_left(notify: Sending) -> None:
    headers = notify.person("enterprise", organisation="91130104MA0000000X", subject="li")
    own = "organisation/91130104MA0000000X"
    await notify.journal.append([told("before", own)])
    async with notify.sending(), notify.serving(headers) as client:
        async with client.stream("GET", "/v1/stream") as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            stream = Sse(response)
            await stream.line(": heartbeat")
            key = await notify.tell("inbox", own, title="奖补资金\n已拨付")
            position, content = await stream.next()
            assert (position, content["id"], content["title"], content["language"]) == (2, key, "奖补资金\n已拨付", "zh")
        missed = [await notify.tell("inbox", own) for _ in range(3)]
        await notify.until_placed(*missed)
        async with client.stream("GET", "/v1/stream", headers={"last-event-id": "2"}) as response:
            stream = Sse(response)
            seen = [await stream.next() for _ in range(3)]
        assert [position for position, _ in seen] == [3, 4, 5] and sorted(content["id"] for _, content in seen) == sorted(missed)


async def test_a_person_is_told_nothing_of_anybody_else(notify: Sending) -> None:
    for audience in ("person/wang", "organisation/OTHER", "office/county/130104", "office/city/130102", "system/130102"):
        await notify.journal.append([told(audience, audience)])
    for key in ("first", "second"):
        await notify.journal.append([told(key, "office/county/130102")])
    async with (
        notify.serving(notify.person("county", regions=("130102",), subject="li")) as client,
        client.stream("GET", "/v1/stream", params={"after": 0}) as response,
    ):
        stream = Sse(response)
        positions = [(await stream.next())[0] for _ in range(2)]
        await notify.journal.append([told("other", "person/wang"), told("own", "office/county/130102")])
        positions.append((await stream.next())[0])
    assert positions == [6, 7, 9]


async def test_a_reader_that_does_not_read_holds_up_no_other(notify: Sending) -> None:
    headers = await notify.key("tangshan", READ)
    rows = [told(f"{number}", "system/1301") for number in range(200)]
    big = [Outgoing(one.id, "feed", one.address, "t", "b", "zh", one.type, {"x": "长" * 20_000}) for one in rows]
    async with notify.serving(headers) as client:
        port = client.base_url.port
        with socket.create_connection(("127.0.0.1", port or 80)) as silent:
            silent.sendall(f"GET /v1/stream?after=0 HTTP/1.1\r\nhost: x\r\nx-api-key: {headers['x-api-key']}\r\n\r\n".encode())
            async with client.stream("GET", "/v1/stream", params={"after": 0}) as response:
                stream = Sse(response)
                await notify.journal.append(big)
                for number in range(200):
                    position, _ = await asyncio.wait_for(stream.next(), 10)
                    assert position == number + 1
                assert (await client.get("/health")).status_code == 200


async def test_so_many_streams_of_one_caller_and_no_more(notify: Sending) -> None:
    async with notify.serving(await notify.key("tangshan", READ)) as client, asyncio.timeout(20):
        opened = [client.stream("GET", "/v1/stream") for _ in range(notify.settings.feed.each)]
        for one in opened:
            await one.__aenter__()
        refused = await client.get("/v1/stream")
        assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-requests")
        await opened[0].__aexit__(None, None, None)

        async def free() -> bool:
            async with client.stream("GET", "/v1/stream") as response:
                return response.status_code == 200

        await until(free)
        for one in opened[1:]:
            await one.__aexit__(None, None, None)


async def test_a_stream_ends_after_its_time_so_that_its_token_is_looked_at_again(mongodb_uri: str, namespace: str, tmp_path: Path) -> None:
    settings = settings_for(mongodb_uri, namespace, tmp_path, feed=Feed(heartbeat=0.1, longest=0.3))
    async with notify_on(settings) as notify, notify.serving(await notify.key("tangshan", READ)) as client, asyncio.timeout(10):
        reply = await client.get("/v1/stream")
    assert reply.text.startswith("retry: ") and reply.text.count(": heartbeat") >= 1


async def test_open_streams_end_when_the_process_is_told_to_stop(notify: Sending) -> None:
    headers = await notify.key("tangshan", READ)
    async with (
        notify.served() as (server, url),
        httpx.AsyncClient(base_url=url, headers=headers) as client,
        client.stream("GET", "/v1/stream") as response,
        asyncio.timeout(5),
    ):
        lines = response.aiter_lines()
        assert (await anext(lines)).startswith("retry")
        server.should_exit = True
        async for _ in lines:
            pass


async def test_one_process_at_a_time_gives_positions(notify: Sending) -> None:
    async with notify.sending("one"):
        await notify.until_placed(await notify.tell("feed", "system/1301"))
        assert not await notify.sequencer("two").lease.acquire()


async def test_positions_go_on_when_the_one_who_gave_them_has_gone(notify: Sending) -> None:
    async with notify.sending("one"):
        await notify.until_placed(await notify.tell("feed", "system/1301"))
    async with notify.sending("two"):
        await notify.until_placed(await notify.tell("inbox", "person/li"))
    entries, _ = await notify.journal.read(["system/1301", "person/li"], 0, 10)
    assert [entry.position for entry in entries] == [1, 2]


async def test_what_is_told_here_is_delivered_with_its_record_and_tried_by_nobody(notify: Sending) -> None:
    async with notify.sending():
        key = await notify.tell("inbox", "person/li")
        await notify.until_placed(key)
    state = await notify.notification(key)
    assert (state.state, state.attempts, state.due) == ("delivered", (), None)


async def test_a_row_that_is_written_anew_keeps_its_position(notify: Sending) -> None:
    async with notify.sending():
        first, second = await notify.tell("feed", "system/1301"), await notify.tell("feed", "system/1301")
        await notify.until_placed(first, second)
        await notify.chassis.views.rebuild(notify.chassis.store)
        third = await notify.tell("feed", "system/1301")
        await notify.until_placed(third)
    entries, _ = await notify.journal.read(["system/1301"], 0, 10)
    assert [(entry.position, entry.notification) for entry in entries] == [(1, first), (2, second), (3, third)]
