"""An enterprise files its application: registered, drafted, filled in, proved, printed, sealed, scanned, submitted."""

from __future__ import annotations

from typing import Any

from demo.application import Application
from demo.chain import story
from demo.chain.call import Round
from demo.chain.data.company import Company
from demo.chain.data.content import contact, form_content
from demo.desk import Body, Desk
from demo.papers.paper import Paper
from demo.patience import until
from demo.workshop import Workshop

_NEW = '"0"'
"""The ETag of settings of whom nothing is known yet."""


class Enterprise(Application):
    """The enterprise of a company, in one round."""

    def __init__(self, company: Company, desk: Desk, workshop: Workshop, round_: Round) -> None:
        super().__init__(desk, round_.call, form_content(company))
        self.company, self._workshop, self.round = company, workshop, round_

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
            await self.choose_channels()

    async def choose_channels(self) -> None:
        """通知设置, where it wants to be told otherwise than by e-mail; once notify knows of it."""
        if chosen := story.CHANNELS.get(self.company.key):
            _, edition = await until("the enterprise at notify", self._read_settings, lambda read: read[1] != _NEW)
            wanted = {"contacts": {}, "channels": chosen, "language": "zh", "opt_outs": []}
            await self._notified.edit(self._settings, wanted, edition)

    async def channels(self) -> list[str]:
        """Over which it is told: its inbox, and those that it chose."""
        return ["inbox", *(await self._notified.get(self._settings))["channels"]]

    async def _read_settings(self) -> tuple[Body, str]:
        return await self._notified.tagged(self._settings)

    @property
    def _notified(self) -> Desk:
        return self.desk.at("notify")

    @property
    def _settings(self) -> str:
        return f"/v1/organisations/{self.company.uscc}/settings"

    async def begin(self) -> None:
        """新建申报."""
        await self.begin_for({"applicant": self.company.uscc})

    async def papers(self) -> list[Paper]:
        """All that goes with the form, but for its scan."""
        return await self._workshop.papers(self.company.key)

    async def prove(self) -> None:
        """上传材料."""
        for paper in await self.papers():
            await self.send(paper)

    async def scan(self) -> Paper:
        """The form, downloaded, printed, sealed and scanned."""
        printed = await self.desk.download(f"{self.path}/form.pdf")
        return Paper("form-scan", "申报书（盖章扫描件）.pdf", await self._workshop.scan(printed, self.company.name))

    async def seal(self) -> Body:
        """A scan of the form goes in, whose QR code says which content it shows; an older one goes. The draft then."""
        await self.take_off("form-scan")
        await self.send(await self.scan())
        return await self.refresh()

    async def take_off(self, kind: str) -> Body:
        """Delete the files of a kind from the draft, and read it as it is then."""
        draft = await self.refresh()
        old = [material["id"] for material in draft["materials"] if material["kind"] == kind]
        for material in old:
            await self.desk.delete(f"{self.path}/materials/{material}")
        return await self.refresh() if old else draft

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
