"""The unified social credit code of an organisation (统一社会信用代码, GB 32100-2015): 18 characters, the last a check character."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError
from stdnum.cn import uscc as standard

_SHAPE = re.compile(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}")
_SPACES = re.compile(r"[\s\u200b\ufeff-]+")


class UsccError(ValueError):
    """The text is no USCC; ``expected`` is the check character that would be right, where that can be told."""

    def __init__(self, zh: str, en: str, expected: str | None = None) -> None:
        super().__init__(en)
        self.zh, self.en, self.expected = zh, en, expected


def normalise_uscc(text: str) -> str:
    """Upper case, half width, without spaces and hyphens: one organisation, one spelling."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _SPACES.sub("", plain).upper()


@lru_cache(maxsize=65_536)
def parse_uscc(text: str) -> str:
    """The normalised code; UsccError says what is wrong with it. A code is never refused for a division that was abolished."""
    if len(text) > 100:
        raise UsccError("统一社会信用代码应为18位", "a USCC has 18 characters")
    return _checked(normalise_uscc(text))


@lru_cache(maxsize=10_000)
def _checked(code: str) -> str:
    if len(code) != 18:
        raise UsccError(f"统一社会信用代码应为18位，现为{len(code)}位", f"a USCC has 18 characters, this has {len(code)}")
    if not _SHAPE.fullmatch(code):
        raise UsccError("统一社会信用代码含有不允许的字符（不用I、O、S、V、Z）", "a USCC has digits and letters, but not I, O, S, V, Z")
    expected = standard.calc_check_digit(code[:17])
    if code[17] != expected:
        raise UsccError(
            f"统一社会信用代码校验位不符，按前17位应为“{expected}”",
            f"the check character does not match: by the first 17 characters it would be {expected}",
            expected,
        )
    return code


def is_sole_trader(uscc: str) -> bool:
    """Codes that begin with 92 name a sole trader (个体工商户), who is no legal person."""
    return uscc.startswith("92")


def registered_division(uscc: str) -> str:
    """Digits 3 to 8: the division of the authority that registered the organisation when the code was issued.

    The licence's address decides where an organisation is; this is only ever a reason to warn (a firm registered
    with the province carries 130000, one that moved keeps its old code).
    """
    return uscc[2:8]


def _validated(text: str) -> str:
    try:
        return parse_uscc(text)
    except UsccError as error:
        raise PydanticCustomError("invalid-uscc", "{zh} ({en})", {"zh": error.zh, "en": error.en, "expected": error.expected}) from None


_SCHEMA: dict[str, Any] = {
    "type": "string",
    "minLength": 18,
    "examples": ["911301001043657681"],
    "description": "统一社会信用代码 (GB 32100-2015)",
}

Uscc = Annotated[str, AfterValidator(_validated), WithJsonSchema(_SCHEMA)]
