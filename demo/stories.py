"""The stories that there are: one for each call."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.table import Table

from demo.findings import Finding
from demo.refusals import DemoFailure
from demo.stage import Stage
from demo.workshop import Workshop

DEFAULT = "sjz-2024-chain"
STORIES: Mapping[str, str] = {
    DEFAULT: "demo.chain.playing",
    "miit-2021-255": "demo.cases.playing",
    "miit-2024-cluster": "demo.clusters.playing",
}
"""Where the story of a programme is told."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a story ended: its own tables, what was checked of it, and what else there is to say."""

    tables: Sequence[Table]
    findings: Sequence[Finding]
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Story:
    """``prepare`` begins the papers before the platform is up; ``play`` is all the rest."""

    programme: str
    begins: datetime
    prepare: Callable[[Workshop], None]
    play: Callable[[Stage], Awaitable[Ending]]


def story_of(programme: str) -> Story:
    """The story of a call. DemoFailure names those that exist."""
    if programme not in STORIES:
        raise DemoFailure(f"there is no demo of {programme!r}; PROGRAMME is one of {', '.join(STORIES)}")
    story: Story = importlib.import_module(STORIES[programme]).STORY  # the others' papers and people are not loaded
    return story
