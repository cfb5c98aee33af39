"""By which steps a list is filed: those of all tracks, for it serves them all, whether they stand in its table or not."""

from __future__ import annotations

from contracts.programme import published
from services.intake.handlers.list_task import steps


def test_the_deadline_of_a_track_that_has_no_table_holds_for_the_list_that_it_is_filed_with() -> None:
    programme = published()["miit-2024-cluster", 3]
    assert programme.tracks["provincial-practice"].tables == ()
    assert [(step.step, step.deadline, step.within is None) for step in steps(programme)] == [
        ("filing", "round", False),
        ("filing", "round", True),
    ]
