"""A store that does not answer in time: the caller is told so, and what was asked is written all the same, later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from contracts.refusal import Refusal, Text
from services.chassis.decisions import Command, Outcome
from services.chassis.group import GroupCommit


@contextmanager
def silent(group: GroupCommit) -> Iterator[list[Command]]:
    """Nobody is answered, and nothing is written yet: the commands that wait, for the test to execute afterwards."""
    waiting: list[Command] = []

    async def execute(command: Command) -> Outcome:
        waiting.append(command)
        raise Refusal("unavailable", Text("存储暂无响应", "The store does not answer"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(group, "execute", execute)
        yield waiting
