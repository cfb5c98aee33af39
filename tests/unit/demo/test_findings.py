from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.intake.round import AcceptedCase, RoundAdmitted
from demo.findings import in_order


def _event(stream: str, sequence: int) -> CloudEvent[Event]:
    case = AcceptedCase(application="01J2Q3T8ZKXJ5W0V4M6N8P9R1S", track="chain-case", region="130102")
    data = RoundAdmitted(programme="sjz-2024-chain", round="2024-08", case=case)
    at = datetime(2024, 8, 1, tzinfo=UTC)
    return CloudEvent(f"{stream}-{sequence}", "/lianzhu/intake", data.type, stream, at, sequence, "c", "0" * 64, None, data)


def test_streams_that_are_mixed_on_the_bus_are_in_order_each_by_itself() -> None:
    assert in_order([_event("a", 1), _event("b", 1), _event("b", 2), _event("a", 2)])


@pytest.mark.parametrize("sequences", [(1, 3), (2, 1), (1, 1), (2, 3)])
def test_a_gap_a_swap_a_repetition_and_a_missing_beginning_are_found(sequences: tuple[int, int]) -> None:
    assert not in_order([_event("a", sequence) for sequence in sequences])
