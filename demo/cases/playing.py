"""The story of the ministry's call of 2021."""

from __future__ import annotations

from functools import partial

from demo.cases.call import ANNOUNCED, ANNOUNCEMENT, BEFORE, EXAMINED, FILED, OVER, PROGRAMME, WRITTEN
from demo.cases.cast import Cast
from demo.cases.examination import examination
from demo.cases.filers import filers
from demo.cases.filing import filing
from demo.cases.opening import opening
from demo.cases.pictures import of_enterprise, of_solution, of_subject
from demo.cases.verdict import judge
from demo.reported import ending
from demo.stage import Stage
from demo.stories import Ending, Story
from demo.workshop import Workshop

LATE = "dapeng"
"""Has a draft, and files on the day after the last."""
NOT_SELECTED = ("songmei", "shihezi", "dianjian")


def _prepare(workshop: Workshop) -> None:
    every = filers()
    for subject in every.subjects:
        workshop.begin(subject.key, partial(of_subject, subject))
    for enterprise in every.enterprises:
        workshop.begin(enterprise.key, partial(of_enterprise, enterprise))
    for solution in every.solutions:
        workshop.begin(solution.key, partial(of_solution, solution))


async def _play(stage: Stage) -> Ending:
    cast = Cast(stage)
    await opening(cast)
    await stage.moved(WRITTEN)
    await filing(cast)
    await stage.moved(EXAMINED)
    await examination(cast)
    await stage.moved(FILED)
    cast.open_own_lists()
    await cast.file_lists()
    await stage.moved(OVER)
    await cast.too_late(cast.entries[LATE])
    await cast.receive_and_close(OVER.date())
    await stage.moved(ANNOUNCED)
    await cast.announce((ANNOUNCEMENT, ANNOUNCED.date()), NOT_SELECTED)
    names = {code: bureau.bureau for code, bureau in cast.bureaus.items()} | {one.uscc: one.name for one in filers().providers}
    return await ending(cast, names, judge)


STORY = Story(PROGRAMME, BEFORE, _prepare, _play)
