"""All who take part in the round."""

from __future__ import annotations

from contracts.programme import Programme
from demo import story
from demo.city import City
from demo.county import County
from demo.data.company import companies
from demo.enterprise import Enterprise
from demo.people import People
from demo.progress import Show
from demo.refusals import Refusals
from demo.workshop import Workshop

OVERLAPPING = (("herun", "muchen"), ("shenghong", "hanxiang"))
"""Who claims an SME that another claims too."""


class Cast:
    """Enterprises by the keys of their companies, counties by their codes, the city; what they were refused, and who is told."""

    def __init__(self, people: People, workshop: Workshop, programme: Programme, show: Show) -> None:
        self.show = show
        self.refusals = Refusals()
        self.city = City(people.city())
        self.enterprises = {one.key: Enterprise(one, people.enterprise(one), workshop) for one in story.everybody()}
        codes = sorted({one.county for one in companies()})
        self.counties = {code: County(code, people.county(code), workshop, programme) for code in codes}

    def county_of(self, one: Enterprise) -> County:
        """Where an enterprise files."""
        return self.counties[one.company.county]

    async def recommend(self, one: Enterprise) -> None:
        """The county recommends it."""
        await self.county_of(one).recommend(one.id, one.company)

    async def counties_with_rows(self) -> list[County]:
        """Those whose lists have something on them."""
        return [self.counties[row["region"]] for row in await self.city.lists() if row["entries"]]
