"""The expert review: how many experts, drawn how, blind to what, and how sheets become a ranking."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.programme.rubric import Rubric
from contracts.programme.source import Sourced
from contracts.programme.word import Code, Count, Period, Positive, Yes


class Draw(Sourced):
    """Where feasible: at most ``county_most`` experts of one county and at least ``industry_least`` of the case's industry on a case."""

    county_most: Positive
    industry_least: Count


class Spread(Sourced):
    """When the highest total minus the lowest passes ``most``: ``extra`` more experts, once; then a joint opinion of the panel."""

    most: Count
    extra: Positive
    then: Literal["joint-opinion"]


class Aggregate(Sourced):
    """``trimmed-mean``: from ``trims_from`` sheets on without the highest and the lowest, else the mean. ``decimals`` places, half up."""

    rule: Literal["trimmed-mean", "mean", "median"]
    trims_from: int = Field(ge=3, strict=True)
    decimals: int = Field(ge=0, le=6, strict=True)
    rounding: Literal["half-up"]


class Blindness(Sourced):
    """What experts and applicants see: the applicant's name, its contacts, the other experts' sheets, the experts' names, and when."""

    applicant: Literal["shown", "hidden"]
    contacts: Literal["shown", "hidden"]
    other_sheets: Literal["after-own", "never"]
    experts: Literal["pseudonyms-until-result", "named"]
    scores: Literal["total-only", "by-criterion"]


class Severity(Sourced):
    """Adjusting for strict and mild experts: shown where experts share ``least_shared`` cases; the ranking uses ``ranking_by``."""

    least_shared: Positive
    ranking_by: Literal["raw", "adjusted"]


class Review(Sourced):
    """``experts`` sheets a case, due ``within``; who misses some is reminded ``remind_days`` days before.

    ``ties`` are criteria by code, then ``submission`` (the earlier first) and ``lot`` (seeded).
    """

    experts: Positive
    within: Period
    remind_days: Positive
    undertaking: Yes
    draw: Draw
    spread: Spread
    aggregate: Aggregate
    severity: Severity
    blindness: Blindness
    ties: tuple[Code, ...] = Field(min_length=1)
    rubric: Rubric
