"""The bureaus that file to a ministry: a province, a city with a separate plan, the Corps; two officers each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from contracts.programme import StepName
from contracts.roles import Role
from demo.application import Application
from demo.desk import Body, Desk
from demo.lists import SummaryList
from demo.stage import Stage


class Office(BaseModel):
    """A reporting authority and the name of its bureau."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    role: Literal["province", "city"]
    bureau: str


class Bureau(SummaryList):
    """``first`` files, prepares and sends the list; ``second`` confirms. ``round_`` is the programme's."""

    def __init__(self, office: Office, stage: Stage, round_: str) -> None:
        self.office, self.round, self._programme = office, round_, stage.programme
        self.first, self.second = stage.people.officers(Role(office.role), office.code)
        super().__init__(self.first, f"/v1/lists/{self._programme.programme}/{round_}/{office.code}", office.bureau, stage.workshop)

    async def begin(self, track: str, subject: Mapping[str, str], content: dict[str, Any]) -> Application:
        """An application about what has no USCC: name and division."""
        call = {"programme": self._programme.programme, "round": self.round, "track": track}
        application = Application(self.first, call, content)
        await application.begin_for({"applicant": None, "subject": dict(subject)})
        return application

    async def recommend(self, application: Application) -> None:
        """Checked where the programme asks for it and prepared by one officer, confirmed by the other."""
        due = self.checks_of(application)
        if due:
            await self.find(application, due, self.first)
        await self.prepare(application)
        await self.confirm(application)

    def checks_of(self, application: Application) -> list[str]:
        """The checks before its recommendation."""
        track = self._programme.tracks[application.call["track"]]
        return [clause for clause, _ in track.checks_at(StepName.RECOMMENDATION, application.content)]

    async def find(self, application: Application, clauses: Sequence[str], by: Desk) -> None:
        """These are met, says an officer."""
        said = [{"clause": clause, "met": True, "note": None} for clause in clauses]
        await by.post(f"{application.path}/checks", {"clauses": said})

    async def prepare(self, application: Application) -> None:
        await self.first.post(f"{application.path}/recommendation", {})

    async def confirm(self, application: Application) -> None:
        await self.second.post(f"{application.path}/recommendation/confirmation")

    async def give_back(self, application: Application, reason: Body, due: str) -> None:
        """退回补正."""
        await self.first.post(f"{application.path}/return", {"reasons": [reason], "due": due})

    async def reject(self, application: Application, reason: Body) -> None:
        """不予推荐."""
        await self.first.post(f"{application.path}/rejection", {"reasons": [reason]})

    async def declare(self, track: str, counts: Mapping[str, int], document: str) -> None:
        """Numbers that quotas rest on."""
        await self.first.post(f"{self.path}/counts", {"track": track, "counts": dict(counts), "document": document})

    async def rank(self, track: str, applications: Sequence[str]) -> None:
        """优先顺序 of what is recommended."""
        await self.first.post(f"{self.path}/order", {"track": track, "applications": list(applications)})
