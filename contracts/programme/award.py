"""What an applicant gets: nothing but the title, or a fixed sum; the fund that it comes from, and its payment."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from contracts.programme.source import Sourced
from contracts.programme.word import Period, Positive, Yes


class Award(Sourced):
    """``none``: a title only; ``fixed``: a sum, ``yuan`` or ``fen`` in the file, always ``fen`` here. ``once: enterprise``: ever."""

    kind: Literal["none", "fixed"]
    fen: Positive | None = None
    once: Literal["enterprise"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _yuan_to_fen(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "yuan" not in data:
            return data
        yuan = data["yuan"]
        if "fen" in data or not isinstance(yuan, int) or isinstance(yuan, bool):
            raise ValueError("say the amount once, as a whole number of yuan or of fen")
        return {"fen" if word == "yuan" else word: yuan * 100 if word == "yuan" else value for word, value in data.items()}

    @model_validator(mode="after")
    def _amount_goes_with_kind(self) -> Award:
        if (self.fen is None) is (self.kind == "fixed"):
            raise ValueError("kind fixed has an amount (yuan or fen), kind none has none")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        found = handler.resolve_ref_schema(handler(schema))
        found["properties"]["yuan"] = found["properties"]["fen"] | {"title": "Yuan"}
        return found

    @classmethod
    def words(cls) -> tuple[str, ...]:
        return (*super().words(), "yuan")


class Fund(Sourced):
    """Where awards come from.

    ``cap: decision``: the total is set by decisions with a document number, and is never passed. ``over: programme``: all
    rounds draw on it. ``revoked`` and ``clawed_back`` say whether an enterprise may be awarded again after its award was
    revoked before payment, or was paid and had to be returned. ``repaid_within``: what the bank paid of an award that was
    revoked while its order was out.
    """

    cap: Literal["decision"]
    over: Literal["programme", "round"]
    waiting_list: Yes
    revoked: Literal["eligible", "excluded"]
    clawed_back: Literal["eligible", "excluded"]
    repaid_within: Period = Period(days=30)


class Payment(Sourced):
    """``times`` instalments, ``through`` whose treasury, to an account in the name of the ``account`` holder."""

    times: int = Field(ge=1, le=1, strict=True)
    through: Literal["city", "county"]
    account: Literal["applicant"]
    repayable: Yes
