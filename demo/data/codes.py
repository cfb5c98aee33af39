"""Unified social credit codes (GB 32100-2015) with right check characters, and one with a wrong one."""

from __future__ import annotations

from random import Random

from stdnum.cn.uscc import calc_check_digit

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # of the organisation code, GB 11714


def credit_code(chance: Random, division: str, kind: str = "91") -> str:
    """A code as one registered since 2015 has it: 91 an enterprise, 92 a sole trader; MA begins the organisation code."""
    organisation = "MA" + "".join(chance.choice(_ALPHABET) for _ in range(6))
    body = kind + division.ljust(6, "0") + organisation + _organisation_check(organisation)
    return body + calc_check_digit(body)


def _organisation_check(organisation: str) -> str:
    """GB 11714 counts letters as 10 to 35 in the whole alphabet; a remainder of 1 gives X, of 0 gives 0."""
    total = sum(int(character, 36) * weight for character, weight in zip(organisation, _WEIGHTS, strict=True))
    check = (11 - total % 11) % 11
    return "X" if check == 10 else str(check)


def with_wrong_check(code: str) -> str:
    """The code with another last character."""
    return code[:17] + _ALPHABET[(_ALPHABET.index(code[17]) + 1) % len(_ALPHABET)]
