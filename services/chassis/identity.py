"""Who is calling: what a verified token or API key says, and nothing that a client may claim by itself."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.regions import within


@dataclass(frozen=True, slots=True)
class Principal:
    """A verified caller.

    ``subject`` is stable and unique (OIDC ``iss``+``sub``, or the API key's client); ``roles`` are the words of
    ``contracts.roles``; ``regions`` are GB/T 2260 prefixes ("1301" covers "130102", "00" all of them); ``organisation`` is the USCC
    that the caller acts for; ``scopes`` limit an API key (empty for people).
    """

    subject: str
    name: str
    roles: frozenset[str]
    regions: tuple[str, ...] = ()
    organisation: str | None = None
    scopes: frozenset[str] = frozenset()
    kind: str = "person"

    def covers(self, region: str) -> bool:
        """Whether the region lies in or below one of the caller's own."""
        return any(within(region, prefix) for prefix in self.regions)


ANONYMOUS = Principal(subject="anonymous", name="", roles=frozenset({"public"}), kind="public")
