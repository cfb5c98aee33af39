"""Who takes part in the rounds of the city."""

from __future__ import annotations

from contracts.roles import Role
from demo.chain.call import CITY
from demo.chain.data.company import Company
from demo.chain.data.content import contact
from demo.desk import Desk
from demo.people import People, officer_name
from deploy.local.people import Holder


def enterprise(people: People, company: Company) -> Desk:
    """Who files for a company."""
    return people.desk(Holder(Role.ENTERPRISE, f"enterprise-{company.key}", contact(company).name, organisation=company.uscc))


def approving_oneself(people: People) -> Desk:
    """The city's officer, with a token that says approver."""
    return people.desk(Holder(Role.APPROVER, f"city-{CITY}-1", officer_name(Role.CITY, CITY, 1), (CITY,)))


def expert(people: People, account: str, called: str) -> Desk:
    """A reviewing expert."""
    return people.desk(Holder(Role.EXPERT, account, called))
