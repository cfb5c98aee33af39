"""Drafts in the store: sealed for one who files, open again in time after a crash, and never edited behind a submission."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from contracts.events.deferred import Deferred
from contracts.events.intake.content import Content
from contracts.refusal import Refusal
from services.chassis.api.preconditions import parse
from services.chassis.mongo import Database, connect, database
from services.chassis.settings import Store
from services.intake.drafts import Beginning, Draft, Drafts, Holder, Seal
from tests.unit.contracts.complete import uscc
from tests.unit.intake.cases import CALL, content

MINE = {"uscc": uscc(1)}
FIRST, SECOND = Holder("zhang", "k1"), Holder("zhang", "k2")
Accepted = dict[tuple[str, Holder], int]
FORM: dict[str, Any] = {"title": "一", "$ref": {"a.b": [1, None]}}


@pytest.fixture
async def store(mongodb_uri: str, namespace: str) -> AsyncIterator[Database]:
    client = connect(Store(uri=SecretStr(mongodb_uri)))
    await client.drop_database(f"{namespace}_intake")
    yield database(client, f"{namespace}_intake")
    client.close()


@pytest.fixture
def accepted() -> Accepted:
    """Which requests were accepted: by application and holder, which submission each has become."""
    return {}


@pytest.fixture
async def drafts(store: Database, accepted: Accepted) -> Drafts:
    """One draft, ``a``, in its first edition."""

    def prepare(draft: Draft) -> Deferred[Content] | None:
        return Deferred.of(content()) if draft.form.get("title") == "ready" else None

    async def became(application: str, holder: Holder) -> int:
        return accepted.get((application, holder), 0)

    drafts = Drafts(store, prepare, became)
    await drafts.begin("a", Beginning(CALL, uscc(1), None, FORM))
    return drafts


def seal(edition: str = '"1"', holder: Holder = FIRST, owned: dict[str, Any] | None = None) -> Seal:
    return Seal("a", parse(edition), holder, MINE if owned is None else owned)


async def refused(slug: str, asked: Any) -> Refusal:
    with pytest.raises(Refusal) as said:
        await asked
    assert said.value.slug == slug
    return said.value


async def test_a_form_comes_back_as_it_was_written(drafts: Drafts) -> None:
    assert (await drafts.get("a")).form == FORM
    await drafts.begin("a", Beginning(CALL, uscc(1), None, {"title": "another"}))
    assert (await drafts.get("a")).form == FORM


async def test_what_would_be_filed_is_prepared_at_each_edit(drafts: Drafts) -> None:
    ready = await drafts.write("a", parse('"1"'), {"title": "ready"}, 0)
    assert (ready.edition, ready.content) == (2, Deferred.of(content()))
    assert (await drafts.write("a", parse('"2"'), {"title": "not"}, 0)).content is None


async def test_while_one_files_nobody_edits_and_nobody_else_files(drafts: Drafts) -> None:
    await drafts.seal(seal())
    await refused("wrong-status", drafts.write("a", parse('"1"'), {}, 0))
    await refused("wrong-status", drafts.seal(seal(holder=SECOND)))
    assert (await drafts.seal(seal())).edition == 1
    await drafts.unseal("a", SECOND)
    await refused("wrong-status", drafts.write("a", parse('"1"'), {}, 0))
    await drafts.unseal("a", FIRST)
    assert (await drafts.write("a", parse('"1"'), {}, 0)).edition == 2


async def test_a_seal_that_a_crash_left_behind_is_broken_after_a_while(drafts: Drafts, store: Database) -> None:
    for age, open_ in ((timedelta(minutes=1), False), (timedelta(minutes=3), True)):
        left = {"client": "zhang", "key": "k1", "at": datetime.now(UTC) - age}
        await store["drafts"].update_one({"_id": "a"}, {"$set": {"sealed": left}})
        if open_:
            assert (await drafts.write("a", parse('"1"'), {"x": 1}, 0)).edition == 2
        else:
            await refused("wrong-status", drafts.write("a", parse('"1"'), {"x": 1}, 0))


async def test_an_edit_that_began_before_a_submission_does_not_come_after_it(drafts: Drafts, accepted: Accepted) -> None:
    await drafts.seal(seal())
    accepted["a", FIRST] = 1
    await refused("wrong-status", drafts.write("a", parse('"1"'), {}, 0))
    await refused("wrong-status", drafts.write("a", parse('"1"'), {}, 0))
    assert (await drafts.write("a", parse('"1"'), {}, 1)).edition == 2


@pytest.mark.parametrize("age", [timedelta(), timedelta(minutes=3)])
async def test_who_seals_a_draft_that_was_filed_opens_no_way_for_edits_that_began_before(
    drafts: Drafts, store: Database, accepted: Accepted, age: timedelta
) -> None:
    await drafts.seal(seal())
    await store["drafts"].update_one({"_id": "a"}, {"$set": {"sealed.at": datetime.now(UTC) - age}})
    accepted["a", FIRST] = 1
    await refused("wrong-status", drafts.seal(seal(holder=SECOND)))
    assert await drafts.settle("a")
    assert (await drafts.seal(seal(holder=SECOND))).edition == 1
    await drafts.unseal("a", SECOND)
    await refused("wrong-status", drafts.write("a", parse('"1"'), {}, 0))


async def test_a_request_that_filed_another_application_is_no_filing_of_this_one(drafts: Drafts, accepted: Accepted) -> None:
    await drafts.seal(seal())
    accepted["b", FIRST] = 1
    await refused("wrong-status", drafts.write("a", parse('"1"'), {}, 1))


@pytest.mark.parametrize("edition", ['"2"', '"0"', '"99999999999999999999999"', "nonsense", '"x"'])
async def test_only_the_edition_that_was_seen_is_sealed(drafts: Drafts, edition: str) -> None:
    said = await refused("stale-version", drafts.seal(seal(edition)))
    assert said.faults[0].actual == 1
    assert (await drafts.write("a", parse('"1"'), {}, 0)).edition == 2


async def test_a_stranger_seals_nothing(drafts: Drafts) -> None:
    for owned in ({"uscc": uscc(2)}, {"filer": "key:other"}, {"_id": None}):
        await refused("wrong-status", drafts.seal(seal(owned=owned)))
    assert (await drafts.write("a", parse('"1"'), {}, 0)).edition == 2


async def test_the_same_edit_again_is_the_same_and_another_is_stale(drafts: Drafts) -> None:
    first = await drafts.write("a", parse('"1"'), {"x": 1}, 0)
    assert (await drafts.write("a", parse('"1"'), {"x": 1}, 0)).edition == first.edition == 2
    await refused("stale-version", drafts.write("a", parse('"1"'), {"x": 2}, 0))


async def test_what_was_never_begun_is_not_there(drafts: Drafts) -> None:
    with pytest.raises(LookupError):
        await drafts.get("b")
    with pytest.raises(LookupError):
        await drafts.seal(Seal("b", parse("*"), FIRST, MINE))
