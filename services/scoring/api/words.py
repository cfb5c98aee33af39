"""The words that scoring's models are made of."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from services.chassis.api.models import Input
from services.chassis.api.words import Words, example

_ACCOUNT = re.compile(r"^[\x21-\x7e]+$")


def _account(text: str) -> str:
    if not _ACCOUNT.fullmatch(text):
        zh, en = "账号只能由英文字母、数字和半角符号组成，中间没有空格", "an account has letters, digits and signs of ASCII, and no spaces"
        raise PydanticCustomError("wrong-form", "{zh} ({en})", {"zh": zh, "en": en})
    return text


Account = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500, strip_whitespace=True),
    AfterValidator(_account),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 500, "pattern": _ACCOUNT.pattern}),
]
"""A token's subject."""
ExpertId = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]


ANSWERS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "answers.json").read_text("utf-8"))
"""Answers that scoring gave, shortened, by the names of their models."""


class Reason(Input):
    """Why; whom it concerns is told so."""

    model_config = example(reason="与被带动企业存在投资关系")
    reason: Words
