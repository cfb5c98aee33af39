"""Chance that can be had again: one source for each purpose, all from one seed."""

from __future__ import annotations

from random import Random

SEED = 20240425


def chance(*purpose: str, seed: int = SEED) -> Random:
    """A source of its own for each purpose, so that what one draws does not move what another draws."""
    return Random(":".join((str(seed), *purpose)))
