"""An enterprise files its application: registered, drafted, filled in, proved, printed, sealed, scanned, submitted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from demo.call import Round
from demo.data.company import Company
from demo.data.content import contact, form_content
from demo.desk import Body, Desk
from demo.papers.bundle import Paper
from demo.workshop import Workshop


class Enterprise:
    """``id`` is the application's, from its beginning on; ``edition`` the ETag of its draft."""

    def __init__(self, company: Company, desk: Desk, workshop: Workshop, round_: Round) -> None:
        self.company, self.desk, self._workshop, self.round = company, desk, workshop, round_
        self.id = ""
        self.edition = ""
        self.begun_under = str(uuid4())  # the key of the command that began it
        self.content: dict[str, Any] = form_content(company)

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.id}"

    @property
    def name(self) -> str:
        return self.company.short

    async def register(self, **instead: object) -> None:
        """单位登记; ``instead`` replaces members of the entry."""
        who = contact(self.company)
        entry = {
            "uscc": self.company.uscc,
            "name": self.company.name,
            "region": self.company.county,
            "street": self.company.place,
            "contact": {"name": who.name, "phone": who.phone, "email": who.email},
        }
        await self.desk.post("/v1/organisations", entry | instead)

    async def register_once(self) -> None:
        """Unless it was registered for another round."""
        if not await self.desk.every("/v1/organisations"):
            await self.register()

    async def begin(self) -> None:
        """新建申报."""
        begun = await self.desk.post("/v1/applications", self.round.call | {"applicant": self.company.uscc}, key=self.begun_under)
        self.id = begun["id"]
        await self.refresh()

    async def refresh(self) -> Body:
        """Read the draft again: its edition is the one to edit."""
        draft, self.edition = await self.desk.tagged(f"{self.path}/form")
        return draft

    async def write(self, **instead: object) -> None:
        """填写申报书; ``instead`` replaces fields of it, for this time."""
        _, self.edition = await self.desk.put(f"{self.path}/form", {"form": self.content | instead}, self.edition)

    async def papers(self) -> list[Paper]:
        """All that goes with the form, but for its scan."""
        return await self._workshop.papers(self.company)

    async def prove(self) -> None:
        """上传材料."""
        for paper in await self.papers():
            await self.send(paper)

    async def send(self, paper: Paper, **fields: str) -> Body:
        return await self.desk.send(f"{self.path}/materials", paper, **fields)

    async def seal(self) -> None:
        """The form is downloaded, printed, sealed and scanned; the scan says which content it shows. An older scan goes."""
        await self.take_off("form-scan")
        draft = await self.refresh()
        printed = await self.desk.download(f"{self.path}/form.pdf")
        scan = await self._workshop.scan(printed, self.company.name)
        await self.send(Paper("form-scan", "申报书（盖章扫描件）.pdf", scan), form_code=draft["check"]["form_code"])
        await self.refresh()

    async def take_off(self, kind: str) -> None:
        """Delete the files of a kind from the draft."""
        for material in (await self.refresh())["materials"]:
            if material["kind"] == kind:
                await self.desk.delete(f"{self.path}/materials/{material['id']}")

    async def check(self) -> Body:
        """What is still wrong."""
        return await self.desk.get(f"{self.path}/check")

    async def submit(self, key: str | None = None) -> Body:
        """提交申报, the edition that was seen last."""
        return await self.desk.post(f"{self.path}/submission", key=key, edition=self.edition)

    async def submit_as_it_stands(self) -> None:
        """The same on the newest edition, whoever made it."""
        await self.refresh()
        await self.submit()

    async def withdraw(self, reason: str) -> None:
        await self.desk.post(f"{self.path}/withdrawal", {"reason": reason})

    async def withdraw_from_review(self, reason: str) -> None:
        """撤回, while the case is in review."""
        await self.desk.at("scoring").post(f"/v1/cases/{self.id}/withdrawal", {"reason": reason})

    @property
    def account(self) -> dict[str, Any]:
        """收款账户, as the form has it."""
        names = ("holder", "bank", "number", "routing")
        return {name: self.content.get(f"account_{name}") for name in names}

    async def amend_account(self, **changed: str) -> None:
        """变更收款账户, after the bank returned the payment."""
        desk = self.desk.at("funding")
        _, edition = await desk.tagged(f"/v1/awards/{self.id}")
        self.content |= {f"account_{name}": value for name, value in changed.items()}
        await desk.edit(f"/v1/awards/{self.id}/account", self.account, edition)

    async def correct(self, **fields: object) -> None:
        """After a return: mend the form, seal it again, file it again."""
        await self.refresh()
        self.content |= fields
        await self.write()
        await self.seal()
        await self.submit()
