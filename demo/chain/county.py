"""A county bureau: two officers who check, return, reject, recommend, and file the list under the bureau's seal."""

from __future__ import annotations

from contracts.programme import Programme, StepName
from contracts.regions import find_region
from demo.chain.call import PROGRAMME, TRACK, Round
from demo.chain.data.company import Company
from demo.desk import Body, Desk
from demo.lists import SummaryList
from demo.refusals import Refusals, Wrong
from demo.workshop import Workshop

SELF_CONFIRMED = Wrong("经办人自己复核推荐", "second-person-required")


class County(SummaryList):
    """``first`` prepares, ``second`` confirms; ``call``: the county's code, and the round."""

    def __init__(self, call: tuple[str, Round], desks: tuple[Desk, Desk], workshop: Workshop, programme: Programme) -> None:
        self.code, self.round = call
        self.first, self.second = desks
        super().__init__(self.first, f"/v1/lists/{PROGRAMME}/{self.round.code}/{self.code}", f"{self.name}工业和信息化局", workshop)
        self._track, self._modes = programme.tracks[TRACK], programme.choices["modes"]

    @property
    def name(self) -> str:
        region = find_region(self.code)
        return region.name if region else self.code

    async def waiting(self) -> list[Body]:
        """What was submitted in this county and not decided on."""
        return await self.first.every("/v1/applications", programme=PROGRAMME, round=self.round.code, status="submitted")

    async def read(self, application: str) -> Body:
        return await self.first.get(f"/v1/applications/{application}")

    async def find(self, application: str, unmet: str | None = None) -> None:
        """A finding on every clause of 二; ``unmet`` names one that is not met."""
        content = (await self.read(application))["content"]["form"]
        clauses = [
            {"clause": clause, "met": clause != unmet, "note": "实地核查，项目实施地点不在石家庄市内" if clause == unmet else None}
            for clause, _ in self._track.checks_at(StepName.RECOMMENDATION, content)
        ]
        await self.first.post(f"/v1/applications/{application}/checks", {"clauses": clauses})

    async def recommend(self, application: str, company: Company, refusals: Refusals | None = None) -> None:
        """Checked and prepared by one officer, confirmed by the other: the application is on the list."""
        await self.find(application)
        await self.first.post(f"/v1/applications/{application}/recommendation", {"table_brief": self._brief(company)})
        confirmation = f"/v1/applications/{application}/recommendation/confirmation"
        if refusals:
            await refusals.expect(self.bureau, SELF_CONFIRMED, self.first.post(confirmation))
        await self.second.post(confirmation)

    def _brief(self, company: Company) -> str:
        """案例简述（150字以内）, the county's own words."""
        mode = self._modes.options[company.mode].title.zh
        return (
            f"{company.short}采取{mode}模式，以{company.tech}为抓手，依托{company.platform}，带动{company.chain}{company.smes}家中小企业"
            "开展设备联网、业务上云与数据协同。经逐条核对和实地查看，符合申报条件，带动成效真实，具有较好的示范推广价值，同意推荐。"
        )

    async def give_back(self, application: str, reason: str, pointer: str) -> None:
        """退回补正."""
        reasons = [{"text": reason, "pointer": pointer, "clause": "附件1 三"}]
        await self.first.post(f"/v1/applications/{application}/return", {"reasons": reasons, "due": self.round.corrected_by.isoformat()})

    async def reject(self, application: str, reason: str) -> None:
        """不予推荐, after the finding that says why."""
        await self.find(application, unmet="located")
        reasons = [{"text": reason, "pointer": "/form/place", "clause": "二（三）"}]
        await self.first.post(f"/v1/applications/{application}/rejection", {"reasons": reasons})
