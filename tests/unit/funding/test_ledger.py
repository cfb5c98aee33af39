"""The words of the ledger's lines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

from services.chassis.store import Happened
from services.funding.reading.funds import ledger
from tests.unit.funding.awards import FEN, NOW
from tests.unit.funding.test_books import CHANGED


async def test_only_the_first_line_opens_a_fund_whatever_was_in_it_later() -> None:
    caps = [0, FEN, 0, 2 * FEN]

    async def history(_stream: str, _after: tuple[int, int]) -> AsyncIterator[Happened]:
        for number, (before, cap) in enumerate(zip([0, *caps], caps, strict=False), 1):
            yield Happened(number, number, NOW, "finance", CHANGED.model_copy(update={"before": before, "cap": cap}))

    funding: Any = SimpleNamespace(chassis=SimpleNamespace(store=SimpleNamespace(history=history)))
    lines = [line async for _, line in ledger(funding, ("sjz-2024-chain",))]
    assert [line.entry for line in lines] == ["opened", "raised", "lowered", "raised"]
    assert [line.fen for line in lines] == [0, FEN, -FEN, 2 * FEN]
