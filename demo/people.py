"""The people of the round, each at a desk with a token of their own."""

from __future__ import annotations

from collections.abc import Callable

from contracts.roles import Role
from demo.call import CITY
from demo.data.chance import chance
from demo.data.company import Company
from demo.data.content import contact
from demo.data.person import name
from demo.desk import Desk, Lines
from demo.visitor import Visitor
from deploy.local.people import Holder

Issue = Callable[[Holder], str]


class People:
    """``issue`` gives a token for whoever is asked for, by the issuer ``issuer``."""

    def __init__(self, lines: Lines, issue: Issue, issuer: str) -> None:
        self._lines, self._issue, self._issuer = lines, issue, issuer

    def account(self, subject: str) -> str:
        """How the services know a person of the issuer."""
        return f"{self._issuer}#{subject}"

    def enterprise(self, company: Company) -> Desk:
        """Who files for a company."""
        holder = Holder(Role.ENTERPRISE, f"enterprise-{company.key}", contact(company).name, organisation=company.uscc)
        return self._desk(holder)

    def county(self, code: str) -> tuple[Desk, Desk]:
        """Two officers of a county."""
        first, second = (self._desk(self._officer(Role.COUNTY, code, number)) for number in (1, 2))
        return first, second

    def city(self) -> Desk:
        """An officer of the city."""
        return self._desk(self._officer(Role.CITY, CITY, 1))

    def visitor(self, number: int) -> Visitor:
        """Somebody from the public."""
        draw = chance("visitor", str(number))
        return Visitor(self._lines, name(draw), f"139{draw.randrange(10**7, 10**8)}")

    def approver(self) -> Desk:
        """Who approves what the city's officers prepare."""
        return self._desk(self._officer(Role.APPROVER, CITY, 1))

    def approving_oneself(self) -> Desk:
        """The city's officer again, with a token that says approver."""
        return self._desk(Holder(Role.APPROVER, f"city-{CITY}-1", name(chance(Role.CITY.value, CITY, "1")), (CITY,)))

    def finance(self) -> Desk:
        """The city's finance office."""
        return self._desk(self._officer(Role.FINANCE, CITY, 1))

    def audit_firm(self, uscc: str) -> Desk:
        """Who audits for a firm."""
        return self._desk(Holder(Role.AUDIT_FIRM, f"audit-firm-{uscc}", name(chance("audit-firm", uscc)), organisation=uscc))

    def agency(self, uscc: str) -> Desk:
        """Who runs the review for the agency."""
        return self._desk(Holder(Role.AGENCY, f"agency-{uscc}", name(chance("agency", uscc)), organisation=uscc))

    def expert(self, account: str, called: str) -> Desk:
        """A reviewing expert."""
        return self._desk(Holder(Role.EXPERT, account, called))

    def _officer(self, role: Role, region: str, number: int) -> Holder:
        return Holder(role, f"{role.value}-{region}-{number}", name(chance(role.value, region, str(number))), (region,))

    def _desk(self, holder: Holder) -> Desk:
        return Desk(self._lines, holder.name, self._issue(holder))
