"""The people of a story, each at a desk with a token of their own."""

from __future__ import annotations

from collections.abc import Callable

from contracts.roles import Role
from demo.data.chance import chance
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

    def officer(self, role: Role, region: str, number: int = 1) -> Desk:
        """One of those who act for a bureau."""
        return self.desk(Holder(role, f"{role.value}-{region}-{number}", officer_name(role, region, number), (region,)))

    def officers(self, role: Role, region: str) -> tuple[Desk, Desk]:
        """Two of them: one prepares, the other confirms."""
        return self.officer(role, region, 1), self.officer(role, region, 2)

    def member(self, role: Role, uscc: str) -> Desk:
        """Who acts for an organisation that is known by its USCC."""
        return self.desk(Holder(role, f"{role.value}-{uscc}", name(chance(role.value, uscc)), organisation=uscc))

    def visitor(self, number: int) -> Visitor:
        """Somebody from the public."""
        draw = chance("visitor", str(number))
        return Visitor(self._lines, name(draw), f"139{draw.randrange(10**7, 10**8)}")

    def system(self, name: str, key: str) -> Desk:
        """Another system, with its API key."""
        return Desk(self._lines, name, key)

    def desk(self, holder: Holder) -> Desk:
        """Anybody."""
        return Desk(self._lines, holder.name, self._issue(holder))


def officer_name(role: Role, region: str, number: int) -> str:
    return name(chance(role.value, region, str(number)))
