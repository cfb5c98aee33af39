"""Audiences: for whom a notification on the platform itself (channels ``inbox`` and ``feed``) is, as a plain word.

``organisation/<USCC>`` are an enterprise's own people, ``person/<subject>`` is one person (an expert), ``office/<role>/<region>`` a
bureau's officers in one role, ``system/<region>`` the systems that may know of what happens in a region: those of the region and of all
that it lies in.
"""

from __future__ import annotations

_PREFIXES = (2, 4, 6)


def organisation(uscc: str) -> str:
    return f"organisation/{uscc}"


def person(subject: str) -> str:
    return f"person/{subject}"


def office(role: str, region: str) -> str:
    return f"office/{role}/{region}"


def system(region: str) -> str:
    return f"system/{region}"


def readers(audience: str) -> tuple[str, ...]:
    """The audiences that may read what is addressed to this one: itself, and of a system's the same of every region around it."""
    kind, _, region = audience.partition("/")
    return tuple(system(around) for around in regions_around(region)) if kind == "system" else (audience,)


def regions_around(region: str) -> tuple[str, ...]:
    """A region and all that it lies in: the directories in which the endpoints for its events stand."""
    return tuple(region[:length] for length in _PREFIXES if len(region) >= length)
