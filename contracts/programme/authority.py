"""Who issued the call, and by which document."""

from __future__ import annotations

from datetime import date

from contracts.programme.source import Sourced
from contracts.programme.word import Line
from contracts.regions import RegionCode


class Authority(Sourced):
    """The issuing bureau. ``document`` is its number, ``basis`` the documents that it rests on."""

    region: RegionCode
    name: Line
    document: Line
    heading: Line
    date: date
    basis: tuple[Line, ...]
