"""A list is read page by page: each row once, whatever comes or goes meanwhile; a cursor is good for its own list only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from contracts.refusal import Refusal
from services.chassis.api.pages import Cursors, Listing, PageReader, after
from services.chassis.mongo import Collection, Document, connect, database
from services.chassis.settings import Store

DAY = datetime(2024, 7, 1, 8, 0, 0, 123_000, tzinfo=UTC)
CURSORS = Cursors("the secret of this test")
NEWEST = Listing({"region": "130102"}, (("at", -1), ("county", 1)))


def identifier(row: Document) -> str:
    name: str = row["_id"]
    return name


def reader(cursor: str | None = None, limit: int = 7) -> PageReader:
    return PageReader(CURSORS, limit, cursor)


async def read_all(rows: Collection, listing: Listing, limit: int = 7) -> list[str]:
    page = await reader(limit=limit).read(rows, listing, identifier)
    found = list(page.items)
    while page.next:
        page = await reader(page.next, limit).read(rows, listing, identifier)
        found += page.items
    return found


@pytest.fixture
async def rows(mongodb_uri: str, namespace: str) -> AsyncIterator[Collection]:
    client = connect(Store(uri=SecretStr(mongodb_uri)))
    rows = database(client, f"{namespace}_intake")["rows"]
    await rows.delete_many({})
    # many rows share an instant, and some a county as well: only the whole order tells them apart
    await rows.insert_many(
        {"_id": f"{n:03}", "region": "130102" if n % 5 else "130104", "at": DAY + timedelta(hours=n // 9), "county": n % 3, "n": {"m": n}}
        for n in range(100)
    )
    yield rows
    client.close()


@pytest.mark.parametrize(
    "order", [(), (("_id", -1),), (("at", -1),), (("at", -1), ("county", 1)), (("n.m", 1),), (("county", -1), ("_id", -1))]
)
@pytest.mark.parametrize("limit", [1, 7, 40, 200])
async def test_each_row_comes_once_and_in_order(rows: Collection, order: tuple[tuple[str, int], ...], limit: int) -> None:
    listing = Listing({"region": "130102"}, order)
    expected = [identifier(row) async for row in rows.find(listing.filter).sort(list(listing.keys))]
    assert len(expected) == 80
    assert await read_all(rows, listing, limit) == expected


async def test_rows_that_come_meanwhile_shift_nothing(rows: Collection) -> None:
    first = await reader().read(rows, NEWEST, identifier)
    expected = [identifier(row) async for row in rows.find(NEWEST.filter).sort(list(NEWEST.keys)).skip(7).limit(7)]
    await rows.insert_one({"_id": "new", "region": "130102", "at": DAY + timedelta(days=9), "county": 0, "n": {"m": 0}})
    second = await reader(first.next).read(rows, NEWEST, identifier)
    assert list(second.items) == expected


async def test_the_last_page_has_no_next_even_when_it_is_full(rows: Collection) -> None:
    assert (await reader(limit=80).read(rows, NEWEST, identifier)).next is None
    assert (await reader(limit=79).read(rows, NEWEST, identifier)).next is not None
    assert (await reader().read(rows, Listing({"region": "none"}), identifier)).items == []


async def cursor_of(rows: Collection) -> str:
    page = await reader().read(rows, NEWEST, identifier)
    assert page.next
    return page.next


async def test_a_changed_cursor_is_refused(rows: Collection) -> None:
    cursor = await cursor_of(rows)
    changed = [cursor[:i] + ("A" if cursor[i] != "A" else "B") + cursor[i + 1 :] for i in range(0, len(cursor) - 1, 3)]
    for wrong in (*changed, cursor[:-4], cursor + "AAAA", "", "字", "!!!", "a" * 5_000):
        with pytest.raises(Refusal, match="invalid-cursor"):
            CURSORS.open(NEWEST, wrong)
    with pytest.raises(Refusal, match="invalid-cursor"):
        Cursors("another secret, of another platform").open(NEWEST, cursor)


async def test_a_cursor_of_another_filter_or_order_is_refused(rows: Collection) -> None:
    cursor = await cursor_of(rows)
    for other in (
        replace(NEWEST, filter={"region": "130104"}),
        replace(NEWEST, order=(("at", -1),)),
        replace(NEWEST, order=(("at", 1), ("county", 1))),
    ):
        with pytest.raises(Refusal) as refusal:
            await reader(cursor).read(rows, other, identifier)
        assert refusal.value.faults[0].code == "other-list"


@pytest.mark.parametrize("order", [(("at", -1), ("county", 1)), (("_id", -1),)])
async def test_a_later_page_costs_no_more_than_the_first(rows: Collection, order: tuple[tuple[str, int], ...]) -> None:
    listing = Listing({"region": "130102"}, order)
    await rows.create_index([("region", 1), *listing.keys], name="listing")
    page = await reader(limit=70).read(rows, listing, identifier)
    behind = after(listing.keys, CURSORS.open(listing, page.next or ""))
    plan = await rows.find({"$and": [listing.filter, behind]}).sort(list(listing.keys)).limit(8).explain()
    await rows.drop_index("listing")
    assert "'SORT'" not in str(plan["queryPlanner"]["winningPlan"])
    assert plan["executionStats"]["totalKeysExamined"] < 16
