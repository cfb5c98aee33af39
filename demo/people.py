"""The people of the round, each at a desk with a token of their own."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from contracts.roles import Role
from demo.call import CITY
from demo.data.chance import chance
from demo.data.company import Company
from demo.data.content import contact
from demo.data.person import name
from demo.desk import Desk
from deploy.local.people import Holder

Issue = Callable[[Holder], str]


class People:
    """``issue`` gives a token for whoever is asked for."""

    def __init__(self, http: httpx.AsyncClient, issue: Issue) -> None:
        self._http, self._issue = http, issue

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

    def _officer(self, role: Role, region: str, number: int) -> Holder:
        return Holder(role, f"{role.value}-{region}-{number}", name(chance(role.value, region, str(number))), (region,))

    def _desk(self, holder: Holder) -> Desk:
        return Desk(self._http, holder.name, self._issue(holder))
