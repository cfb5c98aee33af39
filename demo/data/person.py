"""Invented people: who signs and who is called."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.data.texts import pool


@dataclass(frozen=True, slots=True)
class Person:
    """A name, a telephone and an address for mail (``example.com`` belongs to nobody)."""

    name: str
    phone: str
    email: str


def name(chance: Random) -> str:
    """Family name and given name."""
    return chance.choice(pool("姓")) + chance.choice(pool("名"))


def person(chance: Random, key: str, area: str | None = None) -> Person:
    """Somebody of the organisation ``key``: a mobile, or where the ``area`` code is known sometimes a landline there."""
    mobile = f"{chance.choice(('138', '139', '150', '152', '158', '187'))}{chance.randrange(10**7, 10**8)}"
    landline = f"{area}-8{chance.randrange(10**6, 10**7)}"
    return Person(name(chance), mobile if chance.random() < 0.7 or area is None else landline, f"xiangmu@{key}.example.com")
