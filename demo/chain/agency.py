"""The agency that the city hired (第三方服务机构): it runs the review."""

from __future__ import annotations

from contracts.roles import Role
from demo.chain.call import Round
from demo.chain.expert import mark
from demo.data.chance import chance
from demo.data.codes import credit_code
from demo.desk import Body, Desk
from demo.papers.paper import Paper
from demo.people import People

NAME = "河北衡准企业评价咨询有限公司"
USCC = credit_code(chance("agency"), "130104")


class Agency:
    """Who acts for it."""

    def __init__(self, people: People, round_: Round) -> None:
        self.desk: Desk = people.member(Role.AGENCY, USCC).at("scoring")
        self.review = f"/v1/reviews/{round_.review}"

    async def commit_seed(self) -> None:
        """承诺种子, before anybody knows who is in the pool."""
        await self.desk.post(f"{self.review}/commitment")

    async def close_pool(self) -> None:
        """封闭专家库: all of the city's experts who may be drawn."""
        await self.desk.post(f"{self.review}/pool", {})

    async def draw(self) -> None:
        await self.desk.post(f"{self.review}/draw")

    async def cases(self) -> list[Body]:
        """How far each case has come."""
        return await self.desk.every(f"{self.review}/progress/cases")

    async def sheets(self, case: str) -> list[Body]:
        """All sheets of a case."""
        return await self.desk.rows(f"/v1/cases/{case}/sheets")

    async def record_opinion(self, case: str, quality: int, present: list[str]) -> None:
        """合议意见, after a case was reviewed by an extra expert and the scores still lie apart."""
        rubric = (await self.desk.get(f"/v1/cases/{case}"))["rubric"]
        marks = {one["code"]: mark(rubric, quality) for one in rubric["criteria"]}
        said = {
            "marks": marks,
            "opinion": "经合议，一致认为举措扎实，成效数据口径一致，个别评分偏低系未见佐证附件所致。",
            "present": present,
        }
        await self.desk.post(f"/v1/cases/{case}/joint-opinion", said)

    async def publish_ranking(self) -> None:
        await self.desk.post(f"{self.review}/ranking", {})

    async def file_report(self, report: bytes) -> None:
        """评审报告: the review is over."""
        await self.desk.send(f"{self.review}/closing", Paper("", "评审报告.pdf", report))

    async def published(self, file: str) -> bytes:
        """The draw's or the ranking's file, as anybody may have it."""
        return await self.desk.download(f"{self.review}/{file}")
