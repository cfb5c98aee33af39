"""A process remembers the streams it used last, and no more of them than it may."""

from __future__ import annotations

from services.chassis.aggregates import Nothing, Standing
from services.chassis.commits import Head
from services.chassis.memory import Memory


def standing(version: int) -> Standing:
    return Standing(Head(version), Nothing())


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    memory = Memory(3)
    memory.keep({name: standing(1) for name in "abc"})
    assert memory.recall(["a"]).keys() == {"a"}
    memory.keep({"d": standing(1)})
    assert memory.recall("abcd").keys() == {"a", "c", "d"}


def test_a_stream_is_remembered_as_it_was_kept_last() -> None:
    memory = Memory(3)
    memory.keep({"a": standing(1)})
    memory.keep({"a": standing(2)})
    assert memory.recall("a")["a"].head.version == 2


def test_what_is_in_doubt_is_forgotten() -> None:
    memory = Memory(3)
    memory.keep({name: standing(1) for name in "ab"})
    memory.forget(["a", "never known"])
    assert memory.recall("ab").keys() == {"b"}
