"""Inputs of rankings for tests: three criteria, weights 50, 30 and 20, of which an application of the option ``green`` has 40, 40, 20."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from services.scoring.domain.ranking_inputs import Averaging, Case, RankingInputs, Rules

SEED = "5e" * 32
OPENED = datetime(2024, 6, 1, tzinfo=UTC)
WEIGHTS = {"depth": 50, "reach": 30, "result": 20}
TRIMMED = Averaging(rule="trimmed-mean", trims_from=5, decimals=2, rounding="half-up")


def rules(**changes: Any) -> Rules:
    given: dict[str, Any] = {
        "aggregate": TRIMMED,
        "weights": WEIGHTS,
        "variants": {"green": {"depth": 40, "reach": 40, "result": 20}},
        "step": 1,
        "passing": 60,
        "ties": ("reach", "depth", "submission", "lot"),
        "least_shared": 2,
        "ranking_by": "raw",
    }
    return Rules.model_validate(given | changes)


def sheet(depth: int, reach: int | None = None, result: int | None = None) -> dict[str, int]:
    """Scores by criterion; with one number, that for all."""
    return {"depth": depth, "reach": depth if reach is None else reach, "result": depth if result is None else result}


def case(name: str, sheets: Mapping[str, dict[str, int]], *, day: int = 0, **more: Any) -> Case:
    return Case(case=name, sheets=dict(sheets), submitted_at=OPENED + timedelta(days=day), **more)


def inputs(*cases: Case, **changes: Any) -> RankingInputs:
    return RankingInputs(
        programme="test-programme", version=1, round="2024-08", track="one", rules=rules(**changes), seed=SEED, cases=tuple(cases)
    )
