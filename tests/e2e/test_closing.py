"""Closing a round while a county files its list at another process: nothing that the city has before it is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest

from contracts.refusal import Refusal
from services.chassis.assembly import assembled
from services.chassis.causes import RequestCause
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.intake.handlers import rounds
from services.intake.intake import Intake
from services.intake.service import SERVICE
from tests.support.intake import CITY, PROGRAMME, ROUND, ROUND_PATH, Installation, file_list, ok, recommend

OVER = {"opens": "2024-04-25", "closes": "2024-06-30", "reason": "提前截止"}
OFFICER = Principal(subject="zhao", name="赵六", roles=frozenset({"city"}), regions=(CITY,))


@pytest.fixture
async def here(own_intake: Installation) -> AsyncIterator[Intake]:
    """A second process of the same intake, in this one, after the round's window."""
    ok(own_intake.city().post(f"{ROUND_PATH}/window", OVER))
    async with assembled(SERVICE, own_intake.settings) as chassis:
        yield Intake.on(chassis)


def recommended(intake: Installation, region: str) -> str:
    """An application that stands on its county's list, which is not filed."""
    ok(intake.city().post(f"{ROUND_PATH}/window", OVER | {"closes": "2024-07-31"}))
    applicant = intake.applicant(region).filed()
    recommend(intake, applicant, region)
    ok(intake.city().post(f"{ROUND_PATH}/window", OVER))
    return applicant.id


async def close(intake: Intake) -> dict[str, Any]:
    cause = RequestCause(OFFICER.subject, str(uuid4()), "0" * 64)
    return await rounds.close(intake, Asked(cause, OFFICER), (PROGRAMME, ROUND))


async def refused(intake: Intake) -> str:
    """What the closing is refused with."""
    with pytest.raises(Refusal) as said:
        await close(intake)
    assert said.value.slug == "conflict"
    return said.value.text.zh


def once(act: Callable[[], object]) -> Callable[[], Any]:
    """The act the first time, and nothing afterwards."""
    left = [act]

    async def acting() -> None:
        if left:
            await asyncio.to_thread(left.pop())

    return acting


async def test_a_list_filed_between_the_look_and_the_write_keeps_the_round_open(
    own_intake: Installation, here: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = await asyncio.to_thread(recommended, own_intake, "130102")
    append, files = here.chassis.store.append, once(lambda: file_list(own_intake, "130102"))

    async def late(documents: Any) -> None:
        await files()
        await append(documents)

    monkeypatch.setattr(here.chassis.store, "append", late)
    assert waiting in await refused(here)


async def test_the_first_list_of_a_county_filed_after_the_lists_were_looked_up_is_seen(
    own_intake: Installation, here: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[str] = []

    def first_list() -> None:
        waiting.append(recommended(own_intake, "130104"))
        file_list(own_intake, "130104")

    look, files = rounds._lists, once(first_list)

    async def early(intake: Intake, key: tuple[str, str]) -> list[list[str]]:
        found = await look(intake, key)
        await files()
        return found

    monkeypatch.setattr(rounds, "_lists", early)
    said = await refused(here)
    assert waiting[0] in said


async def test_a_view_that_lags_behind_closes_nothing(own_intake: Installation, here: Intake) -> None:
    waiting = await asyncio.to_thread(recommended, own_intake, "130105")
    await asyncio.to_thread(file_list, own_intake, "130105")
    with own_intake.store() as store:
        store["lists"].update_many({}, {"$set": {"filed": [], "status": "open"}})
        store["applications"].update_many({}, {"$set": {"status": "draft"}})
    assert waiting in await refused(here)


async def test_a_closing_that_always_finds_something_new_asks_to_be_tried_again(
    own_intake: Installation, here: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = rounds._lists

    async def busy(intake: Intake, key: tuple[str, str]) -> list[list[str]]:
        await asyncio.to_thread(lambda: ok(own_intake.city().post(f"{ROUND_PATH}/window", OVER)))
        return await look(intake, key)

    monkeypatch.setattr(rounds, "_lists", busy)
    with pytest.raises(Refusal) as said:
        await close(here)
    assert said.value.slug == "unavailable"
