"""What can go wrong with a consumed event; each exception's docstring says where the event goes."""

from __future__ import annotations


class RetryableError(Exception):
    """It may work later: tried again in place with growing pauses, then put among the dead letters. So is every unknown exception."""


class PermanentError(Exception):
    """It will never work: put among the dead letters at once, with this message as the reason."""


class Duplicate(Exception):
    """It was handled before: acknowledged, counted, and nothing else."""


class Gap(Exception):
    """An earlier event of its stream has not been handled: parked until that one is."""

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"event {actual} of its stream came when {expected} was due")
