"""Drafts in the store: sealed for one who files, open again in time after a crash, and never edited behind a submission."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from contracts.events.intake.content import Content
from contracts.refusal import Refusal
from services.chassis.api.preconditions import parse
from services.chassis.mongo import Database, connect, database
from services.chassis.settings import Store
from services.intake.drafts import Beginning, Draft, Drafts, Seal
from tests.unit.contracts.complete import uscc
from tests.unit.intake.cases import CALL, content

MINE = {"uscc": uscc(1)}
FORM: dict[str, Any] = {"title": "一", "$ref": {"a.b": [1, None]}}


@pytest.fixture
async def store(mongodb_uri: str, namespace: str) -> AsyncIterator[Database]:
    client = connect(Store(uri=SecretStr(mongodb_uri)))
    await client.drop_database(f"{namespace}_intake")
    yield database(client, f"{namespace}_intake")
    client.close()


@pytest.fixture
async def drafts(store: Database) -> Drafts:
    """One draft, ``a``, in its first edition."""

    def prepare(draft: Draft) -> Content | None:
        return content() if draft.form.get("title") == "ready" else None

    drafts = Drafts(store, prepare)
    await drafts.begin("a", Beginning(CALL, uscc(1), None, FORM))
    return drafts


def seal(edition: str = '"1"', holder: str = "zhang/k1", owned: dict[str, Any] | None = None) -> Seal:
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
    assert (ready.edition, ready.content) == (2, content())
    assert (await drafts.write("a", parse('"2"'), {"title": "not"}, 0)).content is None


async def test_while_one_files_nobody_edits_and_nobody_else_files(drafts: Drafts) -> None:
    await drafts.seal(seal())
    await refused("wrong-status", drafts.write("a", parse('"1"'), {}, 0))
    await refused("wrong-status", drafts.seal(seal(holder="zhang/k2")))
    assert (await drafts.seal(seal())).edition == 1
    await drafts.unseal("a", "zhang/k2")
    await refused("wrong-status", drafts.write("a", parse('"1"'), {}, 0))
    await drafts.unseal("a", "zhang/k1")
    assert (await drafts.write("a", parse('"1"'), {}, 0)).edition == 2


async def test_a_seal_that_a_crash_left_behind_is_broken_after_a_while(drafts: Drafts, store: Database) -> None:
    for age, open_ in ((timedelta(minutes=1), False), (timedelta(minutes=3), True)):
        left = {"by": "zhang/k1", "at": datetime.now(UTC) - age}
        await store["drafts"].update_one({"_id": "a"}, {"$set": {"sealed": left}})
        if open_:
            assert (await drafts.write("a", parse('"1"'), {"x": 1}, 0)).edition == 2
        else:
            await refused("wrong-status", drafts.write("a", parse('"1"'), {"x": 1}, 0))


async def test_an_edit_that_began_before_a_submission_does_not_come_after_it(drafts: Drafts) -> None:
    await drafts.seal(seal())
    await drafts.unseal("a", "zhang/k1", 1)
    await refused("wrong-status", drafts.write("a", parse('"1"'), {}, 0))
    assert (await drafts.write("a", parse('"1"'), {}, 1)).edition == 2


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
        await drafts.seal(Seal("b", parse("*"), "k", MINE))
