"""An expert at work: signs, takes cases on, writes score sheets and submits them."""

from __future__ import annotations

from demo.chain import story
from demo.chain.call import Round
from demo.chain.data.experts import Reviewer
from demo.desk import Body, Desk

_REASONS = {
    "low": "举措与成效缺少可核实的数据支撑，佐证材料不足以证明带动关系",
    "high": "举措成体系并持续运行，带动企业逐家有盖章佐证材料，成效数据前后可比",
}


class Expert:
    """``id`` is the one on the city's list."""

    def __init__(self, reviewer: Reviewer, desk: Desk, round_: Round) -> None:
        self.reviewer, self.desk, self.id = reviewer, desk, ""
        self._review = f"/v1/reviews/{round_.review}"

    @property
    def name(self) -> str:
        return self.reviewer.contact.name

    async def assignments(self) -> list[Body]:
        """The expert's own cases that wait for something."""
        return [row for row in await self.desk.every("/v1/assignments") if row["status"] in ("assigned", "accepted", "reopened")]

    async def sign(self) -> None:
        """签署承诺书: the words that were read, under the expert's own name."""
        words = await self.desk.get(f"{self._review}/undertaking")
        if words["signed_at"] is None:
            await self.desk.post(f"{self._review}/undertaking", {"text": words["digest"], "name": self.name})

    async def accept(self, case: str) -> None:
        await self.desk.post(f"/v1/assignments/{case}/acceptance")

    async def decline(self, case: str, reason: str) -> None:
        await self.desk.post(f"/v1/assignments/{case}/declination", {"reason": reason, "conflict": False})

    async def read(self, case: str) -> Body:
        """The case with its rubric, as far as an expert may see it."""
        return await self.desk.get(f"/v1/cases/{case}")

    async def review(self, case: str, quality: int) -> Body:
        """Read the case, write the sheet in two goes, and submit it."""
        rubric = (await self.read(case))["rubric"]
        marks = {one["code"]: mark(rubric, quality) for one in rubric["criteria"]}
        _, edition = await self.desk.tagged(f"/v1/cases/{case}/sheet")
        first = dict(list(marks.items())[:2])
        _, edition = await self.desk.put(f"/v1/cases/{case}/sheet", {"marks": first, "opinion": None}, edition)
        whole = {"marks": marks, "opinion": story.OPINION}
        await self.desk.put(f"/v1/cases/{case}/sheet", whole, edition)
        return await self.submit(case)

    async def submit(self, case: str) -> Body:
        """提交评分表, as it stands."""
        _, edition = await self.desk.tagged(f"/v1/cases/{case}/sheet")
        return await self.desk.post(f"/v1/cases/{case}/sheet/submission", edition=edition)


def mark(rubric: Body, score: int) -> Body:
    """A score, with a reason where the rubric asks for one."""
    if score < rubric["reason_below"]:
        return {"score": score, "reason": _REASONS["low"]}
    return {"score": score, "reason": _REASONS["high"] if score > rubric["reason_above"] else None}
