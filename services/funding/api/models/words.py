"""The words that funding's models are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
"""An application's or an objection's."""
Fen = Annotated[int, Field(strict=True, ge=0, le=2**53 - 1, description="金额（分）")]
