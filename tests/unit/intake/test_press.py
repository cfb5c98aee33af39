"""Forms are made a few at a time, and the pictures of one are read when it is its turn."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest

from contracts.events.intake.content import Material
from contracts.refusal import Refusal
from services.chassis.settings import Settings
from services.forms.filing import Filing
from services.intake.api.documents import Printed, made
from services.intake.intake import Intake
from tests.unit.contracts.complete import form, offer, programme


def printed(*sizes: int) -> Printed:
    one = Material(kind="figure", name="图.png", media_type="image/png", size=1, sha256="1" * 64, for_uscc=None)
    pictures = [one.model_copy(update={"size": size}) for size in sizes]
    return Printed(programme(), offer(), "chain-case", "河北链动装备有限公司", form(), pictures, None)


class Desk:
    """Counts the forms whose pictures are in memory."""

    def __init__(self, at_once: int) -> None:
        self.now, self.most = 0, 0
        press = asyncio.Semaphore(at_once)
        self.intake = cast(Intake, SimpleNamespace(settings=Settings(), files=self, press=press))

    async def read(self, sha256: str) -> bytes:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.01)  # whoever else has room reads meanwhile
        return sha256.encode()

    def make(self, filing: Filing) -> bytes:
        self.now -= 1
        return b"".join(filing.images.values())


async def test_no_more_forms_are_in_memory_than_the_press_has_room_for() -> None:
    desk = Desk(2)
    documents = await asyncio.gather(*(made(desk.intake, printed(9), desk.make) for _ in range(8)))
    assert documents == [b"1" * 64] * 8
    assert desk.most == 2


async def test_pictures_beyond_the_limit_that_came_at_the_same_time_are_not_even_read() -> None:
    desk = Desk(2)
    for sizes in ([1] * 41, [50_000_001, 50_000_000]):
        with pytest.raises(Refusal, match="pictures"):
            await made(desk.intake, printed(*sizes), desk.make)
    assert desk.most == 0
