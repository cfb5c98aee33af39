"""The language as JSON Schema, for editors that complete and check a programme file while it is written.

It knows every word, its type and its bounds. What one entry says of another (a reference, a clause that is quoted) only
``lianzhu programme check`` knows.
"""

from __future__ import annotations

from typing import Any

from contracts.programme.programme import Programme
from contracts.programme.published import FOLDER

FILE = FOLDER / "schema.json"
"""The same with the meaning of each word (``deploy.generate.language``)."""


def language_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a programme file."""
    schema = Programme.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "A programme file of lianzhu"}
