"""The city bureau: opens the round, receives paper, returns, accepts, closes."""

from __future__ import annotations

from demo.call import PROGRAMME, Round
from demo.county import County
from demo.desk import Body, Desk


class City:
    """One officer of 石家庄市工业和信息化局."""

    name = "市工业和信息化局"

    def __init__(self, desk: Desk, round_: Round) -> None:
        self.desk, self.scoring, self.funding = desk, desk.at("scoring"), desk.at("funding")
        self.round = round_
        self._round = f"/v1/rounds/{PROGRAMME}/{round_.code}"

    async def open_round(self) -> None:
        await self.desk.post(f"{self._round}/opening")

    async def close_round(self) -> None:
        await self.desk.post(f"{self._round}/closing")

    async def round_shown(self) -> Body:
        return await self.desk.get(self._round)

    async def lists(self) -> list[Body]:
        return await self.desk.every("/v1/lists", programme=PROGRAMME, round=self.round.code)

    async def applications(self, **narrowed: str) -> list[Body]:
        """What the city sees of the round: everything but drafts."""
        return await self.desk.every("/v1/applications", programme=PROGRAMME, round=self.round.code, **narrowed)

    async def read(self, application: str) -> Body:
        return await self.desk.get(f"/v1/applications/{application}")

    async def return_list(self, county: County, reason: str) -> None:
        """退回汇总表, for a replacement."""
        reasons = [{"text": reason, "pointer": None, "clause": "附件2"}]
        await self.desk.post(f"{county.list_path}/return", {"reasons": reasons, "due": self.round.replaced_by.isoformat()})

    async def give_back(self, application: str, reason: str) -> None:
        """退回补正: the case comes off its county's list."""
        reasons = [{"text": reason, "pointer": "/form/results", "clause": "附件1 三"}]
        await self.desk.post(f"/v1/applications/{application}/return", {"reasons": reasons, "due": self.round.corrected_by.isoformat()})

    async def receive(self, county: County) -> None:
        """The list on paper."""
        await self.desk.post(f"{county.list_path}/receipt", {"on": self.round.paper_on.isoformat(), "copies": 1})

    async def accept(self, application: str) -> None:
        """Three copies of the form on paper, then 受理."""
        await self.desk.post(f"/v1/applications/{application}/receipt", {"on": self.round.paper_on.isoformat(), "copies": 3})
        await self.desk.post(f"/v1/applications/{application}/acceptance")
