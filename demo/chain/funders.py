"""Who decides and pays: the city's officer and the approver, the audit firm, the finance office."""

from __future__ import annotations

from contracts.roles import Role
from demo.chain.call import CITY, PROGRAMME, Round
from demo.chain.people import approving_oneself
from demo.data.chance import chance
from demo.data.codes import credit_code
from demo.desk import Body
from demo.papers.paper import Paper
from demo.people import People
from demo.workshop import Workshop

FIRM = "河北正允会计师事务所有限责任公司"
FIRM_USCC = credit_code(chance("special-audit"), "130105")
FEN = 100  # of a yuan


class Funders:
    """Each at a desk of funding."""

    def __init__(self, people: People, workshop: Workshop, round_: Round) -> None:
        self.city = people.officer(Role.CITY, CITY).at("funding")
        self.approver = people.officer(Role.APPROVER, CITY).at("funding")
        self.city_as_approver = approving_oneself(people).at("funding")
        self.finance = people.officer(Role.FINANCE, CITY).at("funding")
        self.firm = people.member(Role.AUDIT_FIRM, FIRM_USCC).at("funding")
        self._workshop, self._round = workshop, round_
        self.proposal = f"/v1/proposals/{round_.review}"

    async def fund(self) -> Body:
        return await self.city.get(f"/v1/funds/{PROGRAMME}")

    async def set_cap(self, yuan: int, number: str, day: str) -> None:
        """设定总额, by a document."""
        document = {"number": number, "date": day}
        await self.city.post(f"/v1/funds/{PROGRAMME}/cap", {"cap": yuan * FEN, "document": document})

    async def propose(self) -> None:
        await self.city.post("/v1/proposals", self._round.call)

    async def proposed(self) -> Body:
        return await self.city.get(self.proposal)

    async def awards(self, **narrowed: str) -> list[Body]:
        """What funding knows of the round's applications."""
        return await self.city.every("/v1/awards", programme=PROGRAMME, round=self._round.code, **narrowed)

    async def award(self, application: str) -> Body:
        return await self.city.get(f"/v1/awards/{application}")

    async def order_audit(self, application: str, name: str = FIRM, uscc: str = FIRM_USCC) -> None:
        await self.city.post(f"/v1/awards/{application}/audit", {"firm": {"name": name, "uscc": uscc}})

    async def audit(self, application: str, applicant: str, reason: str | None = None) -> None:
        """The firm's report and result; ``reason``: why the award falls."""
        findings = reason or "申报材料与实地核查一致，带动企业与成效数据属实"
        printed = await self._workshop.make("audit-report", {"firm": FIRM, "applicant": applicant, "findings": findings})
        sent = await self.firm.send(f"/v1/audits/{application}/report", Paper("", "专项审计报告.pdf", printed))
        result = {"result": "failed" if reason else "passed", "findings": findings, "reason": reason, "report": sent["sha256"]}
        await self.firm.post(f"/v1/audits/{application}/result", result)

    async def prepare_decision(self) -> Body:
        return await self.city.post(f"{self.proposal}/decision", {})

    async def approve(self, minutes: str, day: str) -> Body:
        said = {"struck": [], "minutes": {"number": minutes, "date": day}}
        return await self.approver.post(f"{self.proposal}/decision/approval", said)

    async def publish_notice(self) -> Body:
        """公示 of the oldest decision that has none."""
        return await self.city.post(f"{self.proposal}/notices")

    async def resolve(self, objection: str, outcome: str, reasons: str) -> Body:
        return await self.city.post(f"/v1/objections/{objection}/resolution", {"outcome": outcome, "reasons": reasons})

    async def order_payment(self, application: str) -> Body:
        """下达拨付单; the order, as the award shows it."""
        await self.city.post(f"/v1/awards/{application}/payments")
        payments: list[Body] = (await self.award(application))["payments"]
        return payments[-1]

    async def report_paid(self, application: str, paid: Body) -> Body:
        attempt = paid["attempt"]
        said = {name: value for name, value in paid.items() if name != "attempt"}
        return await self.finance.post(f"/v1/awards/{application}/payments/{attempt}/report", said)

    async def report_returned(self, application: str, attempt: int, reason: str) -> Body:
        return await self.finance.post(f"/v1/awards/{application}/payments/{attempt}/return", {"reason": reason})

    async def ledger(self) -> list[Body]:
        """台账, every line in order."""
        return await self.city.every(f"/v1/funds/{PROGRAMME}/ledger")

    async def confirm_all(self) -> Body:
        return await self.city.post(f"{self.proposal}/confirmation")

    async def confirm(self, application: str) -> Body:
        return await self.city.post(f"/v1/awards/{application}/confirmation")
