"""The city bureau: issued the call, returns, accepts, and hires who reviews and decides."""

from __future__ import annotations

from demo.authority import Authority
from demo.chain.call import PROGRAMME, Round
from demo.chain.county import County
from demo.desk import Desk


class City(Authority):
    """One officer of 石家庄市工业和信息化局."""

    name = "市工业和信息化局"

    def __init__(self, desk: Desk, round_: Round) -> None:
        super().__init__(desk, (PROGRAMME, round_.code))
        self.scoring, self.funding = desk.at("scoring"), desk.at("funding")
        self.round = round_

    async def return_list(self, county: County, reason: str) -> None:
        """退回汇总表, for a replacement."""
        reasons = [{"text": reason, "pointer": None, "clause": "附件2"}]
        await self.desk.post(f"{county.path}/return", {"reasons": reasons, "due": self.round.replaced_by.isoformat()})

    async def give_back(self, application: str, reason: str) -> None:
        """退回补正: the case comes off its county's list."""
        reasons = [{"text": reason, "pointer": "/form/results", "clause": "附件1 三"}]
        await self.desk.post(f"/v1/applications/{application}/return", {"reasons": reasons, "due": self.round.corrected_by.isoformat()})

    async def receive(self, county: County) -> None:
        """The list on paper."""
        await self.receive_list(county.path, self.round.paper_on)

    async def accept(self, application: str) -> None:
        """Three copies of the form on paper, then 受理."""
        await self.desk.post(f"/v1/applications/{application}/receipt", {"on": self.round.paper_on.isoformat(), "copies": 3})
        await self.desk.post(f"/v1/applications/{application}/acceptance")
