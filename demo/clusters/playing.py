"""The story of the ministry's call of 2024."""

from __future__ import annotations

from functools import partial

from demo.clusters.attachments import of_cluster, of_practice
from demo.clusters.call import ANNOUNCED, ANNOUNCEMENT, BEFORE, FILED, OVER, PROGRAMME, ROUND, WRITTEN
from demo.clusters.examination import examination
from demo.clusters.filers import filers, offices
from demo.clusters.filing import filing
from demo.clusters.verdict import judge
from demo.reported import ending
from demo.reporting import Reporting
from demo.stage import Stage
from demo.stories import Ending, Story
from demo.workshop import Workshop

LATE = "xinyi"
"""Has a draft, which its bureau files on the day after the last."""
NOT_SELECTED = ("huli",)


def _prepare(workshop: Workshop) -> None:
    for cluster in filers().clusters:
        workshop.begin(cluster.key, partial(of_cluster, cluster))
    for practice in filers().practices:
        workshop.begin(practice.key, partial(of_practice, practice))


async def _play(stage: Stage) -> Ending:
    cast = Reporting(stage, ROUND, offices())
    await cast.ministry.open_round()
    cast.show.say("round opened by the ministry: 2024-06-03 to 2024-06-30")
    await stage.moved(WRITTEN)
    await filing(cast)
    await examination(cast)
    await stage.moved(FILED)
    await cast.file_lists()
    await stage.moved(OVER)
    await cast.too_late(cast.entries[LATE])
    await cast.receive_and_close(OVER.date())
    await stage.moved(ANNOUNCED)
    await cast.announce((ANNOUNCEMENT, ANNOUNCED.date()), NOT_SELECTED)
    return await ending(cast, {code: bureau.bureau for code, bureau in cast.bureaus.items()}, judge)


STORY = Story(PROGRAMME, BEFORE, _prepare, _play)
