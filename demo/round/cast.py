"""All who take part in the round."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.programme import Programme
from demo import story
from demo.agency import Agency
from demo.call import Round
from demo.city import City
from demo.county import County
from demo.data.company import Company
from demo.data.experts import Reviewer
from demo.enterprise import Enterprise
from demo.expert import Expert
from demo.funders import Funders
from demo.people import People
from demo.progress import Show
from demo.refusals import Refusals
from demo.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Stage:
    """What both rounds share: the papers' workshop, the programme, what is shown, and what was refused."""

    workshop: Workshop
    programme: Programme
    show: Show
    refusals: Refusals
    move_time: Callable[[datetime], Awaitable[None]]


OVERLAPPING = (("herun", "muchen"), ("shenghong", "hanxiang"))
"""Who claims an SME that another claims too."""


class Cast:
    """Enterprises by the keys of their companies, counties by their codes, the city; what they were refused, and who is told."""

    def __init__(self, people: People, stage: Stage, round_: Round, applicants: Sequence[Company]) -> None:
        self.people, self.show, self.workshop, self.round = people, stage.show, stage.workshop, round_
        self.refusals, self._move_time = stage.refusals, stage.move_time
        self.city = City(people.city(), round_)
        self.enterprises = {one.key: Enterprise(one, people.enterprise(one), stage.workshop, round_) for one in applicants}
        codes = sorted({one.county for one in applicants})
        self.counties = {code: County((code, round_), people.county(code), stage.workshop, stage.programme) for code in codes}
        self.agency = Agency(people, round_)
        self.funders = Funders(people, stage.workshop, round_)
        self.experts: list[Expert] = []
        self.reviewing: list[Expert] = []
        self.cases: list[str] = []
        self.programme = stage.programme
        self.notices: list[str] = []
        self.vouchers = 0
        self.stands_apart = ""
        self.quality: Callable[[str], int] = story.quality_of
        self.recomputed: dict[str, bool] = {}

    async def moved(self, to: datetime) -> None:
        """Move the platform's one shared clock."""
        await self._move_time(to)
        self.show.say(f"the platform's clock was moved to {to:%Y-%m-%d %H:%M} (Asia/Shanghai); tokens and leases do not follow it", "cyan")

    def expert(self, reviewer: Reviewer) -> Expert:
        """An expert of the list at a desk."""
        return Expert(reviewer, self.people.expert(reviewer.subject, reviewer.contact.name).at("scoring"), self.round)

    def mark_of(self, case: str, expert: Expert) -> int:
        """What the expert gives on every criterion."""
        key = next(key for key, one in self.enterprises.items() if one.id == case)
        leaning = 0 if key in story.TIED else expert.reviewer.leaning
        return self.quality(key) + leaning

    def county_of(self, one: Enterprise) -> County:
        """Where an enterprise files."""
        return self.counties[one.company.county]

    async def recommend(self, one: Enterprise) -> None:
        """The county recommends it."""
        await self.county_of(one).recommend(one.id, one.company)

    async def counties_with_rows(self) -> list[County]:
        """Those whose lists have something on them."""
        return [self.counties[row["region"]] for row in await self.city.lists() if row["entries"]]
