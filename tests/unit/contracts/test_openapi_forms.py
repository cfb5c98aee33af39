"""Every form and every other body of the published APIs is described with an example of what is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GENERATED = Path(__file__).parents[3] / "contracts" / "generated" / "openapi"
BODIES = [
    pytest.param(document, media, content, id=f"{method.upper()} {path} {media}")
    for document in (json.loads(file.read_bytes()) for file in sorted(GENERATED.glob("*.json")))
    for path, operations in document["paths"].items()
    for method, operation in operations.items()
    for media, content in operation.get("requestBody", {}).get("content", {}).items()
    if path.startswith("/v1/") and media != "application/json"
]


@pytest.mark.parametrize(("document", "media", "content"), BODIES)
def test_what_is_sent_has_an_example(document: dict[str, Any], media: str, content: dict[str, Any]) -> None:
    schema = content["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    assert content["example"]
    assert media != "multipart/form-data" or set(schema.get("required", ())) <= set(content["example"]) <= set(schema["properties"])


def test_there_are_such_bodies() -> None:
    assert len(BODIES) >= 12
