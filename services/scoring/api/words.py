"""The words that models are made of."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from services.chassis.api.models import Input

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Account = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=r"^[\x21-\x7e]+$")]
"""A token's subject."""
ExpertId = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
"""A day of a programme's life; further off is a slip of the keyboard."""


def example(**values: Any) -> ConfigDict:
    """A model's example in the OpenAPI document."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [values]})


ANSWERS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "answers.json").read_text("utf-8"))
"""Answers that scoring gave, shortened, by the names of their models."""


class Reason(Input):
    """Why; whom it concerns is told so."""

    model_config = example(reason="与被带动企业存在投资关系")
    reason: Words
