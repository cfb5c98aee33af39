"""All randomness of a draw, from its seed and nothing else.

The seed is 32 bytes. Its SHA-256, the commitment, is published before the pool is closed; the seed with the draw. HMAC-SHA256 of the seed
gives a key for each purpose, and SHAKE-128 stretches a case's key to a number for each expert. The numbers are so long that two draws of
equal cost are as good as impossible (isolation lemma: less than pairs ÷ 2^40): the cheapest draw is one, whichever solver finds it, on
whichever machine.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SEED_BYTES = 32
COST_BITS = 40
Integers = npt.NDArray[np.int64]


def commitment(seed: bytes) -> str:
    """SHA-256 of the seed, 64 hexadecimal digits; ValueError for a seed that is not 32 bytes."""
    return hashlib.sha256(checked(seed)).hexdigest()


def checked(seed: bytes) -> bytes:
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed has {SEED_BYTES} bytes, not {len(seed)}")
    return seed


def key(seed: bytes, purpose: str) -> bytes:
    """The 32 bytes that stand for one purpose."""
    return hmac.digest(seed, purpose.encode(), "sha256")


@dataclass(frozen=True, slots=True)
class Lots:
    """For each case and expert a cost in [0, 2^40), and a shorter number of its own, the lot, for all other choices."""

    costs: Integers
    lots: Integers


def cast(seed: bytes, cases: Sequence[str], experts: int) -> Lots:
    """Rows are cases as named; columns experts by number. 64 bits each, big-endian: 40 of cost, 24 of lot."""
    stretched = b"".join(hashlib.shake_128(key(seed, f"case/{case}")).digest(8 * experts) for case in cases)
    numbers = np.frombuffer(stretched, dtype=">u8").reshape(len(cases), experts)
    costs = (numbers >> np.uint64(64 - COST_BITS)).astype(np.int64)
    return Lots(costs, (numbers & np.uint64((1 << (64 - COST_BITS)) - 1)).astype(np.int64))
