"""All who take part in the round."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from contracts.roles import Role
from demo.chain import story
from demo.chain.agency import Agency
from demo.chain.call import CITY, Round
from demo.chain.city import City
from demo.chain.county import County
from demo.chain.data.company import Company
from demo.chain.data.experts import Reviewer
from demo.chain.enterprise import Enterprise
from demo.chain.expert import Expert
from demo.chain.funders import Funders
from demo.chain.people import enterprise, expert
from demo.desk import Body
from demo.stage import Stage

OVERLAPPING = (("herun", "muchen"), ("shenghong", "hanxiang"))
"""Who claims an SME that another claims too."""


class Cast:
    """Enterprises by the keys of their companies, counties by their codes, the city; what they were refused, and who is told."""

    def __init__(self, stage: Stage, round_: Round, applicants: Sequence[Company]) -> None:
        people, workshop = stage.people, stage.workshop
        self.people, self.show, self.workshop, self.round = people, stage.show, workshop, round_
        self.refusals, self.moved = stage.refusals, stage.moved
        self.city = City(people.officer(Role.CITY, CITY), round_)
        self.enterprises = {one.key: Enterprise(one, enterprise(people, one), workshop, round_) for one in applicants}
        codes = sorted({one.county for one in applicants})
        self.counties = {code: County((code, round_), people.officers(Role.COUNTY, code), workshop, stage.programme) for code in codes}
        self.agency = Agency(people, round_)
        self.funders = Funders(people, stage.workshop, round_)
        self.experts: list[Expert] = []
        self.reviewing: list[Expert] = []
        self.cases: list[str] = []
        self.programme = stage.programme
        self.notices: list[Body] = []
        self.vouchers = 0
        self.stands_apart = ""
        self.quality: Callable[[str], int] = story.quality_of
        self.recomputed: dict[str, bool] = {}
        self.recomputing: Awaitable[object] | None = None

    def expert(self, reviewer: Reviewer) -> Expert:
        """An expert of the list at a desk."""
        return Expert(reviewer, expert(self.people, reviewer.subject, reviewer.contact.name).at("scoring"), self.round)

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
