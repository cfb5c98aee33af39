"""What every route on a review or an expert asks for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from services.chassis.api.commands import Command
from services.scoring.api.on_cases import ExpertId, Held, OfReview
from services.scoring.handlers.experts import ExpertTask
from services.scoring.handlers.tasks import ReviewTask

ONE = "/{programme}/{round}/{track}"


async def _task(key: OfReview, asked: Command, scoring: Held) -> ReviewTask:
    return ReviewTask(scoring, asked, key)


OnReview = Annotated[ReviewTask, Depends(_task)]
"""A command on one review."""


async def _expert(expert: ExpertId, asked: Command, scoring: Held) -> ExpertTask:
    return await ExpertTask.of(scoring, asked, expert)


OnExpert = Annotated[ExpertTask, Depends(_expert)]
"""A command on one expert."""
