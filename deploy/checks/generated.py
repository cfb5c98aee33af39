"""What is generated from the contracts is what is committed, and the AsyncAPI document is one by the specification's own schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from deploy.generate import language
from deploy.generate.artefacts import drift
from deploy.generate.asyncapi import document

SCHEMA = Path(__file__).parent / "schemas" / "asyncapi-3.0.0.json"


def check() -> list[str]:
    stale = (
        [] if language.is_current() else ["contracts/programmes/schema.json differs from language and page (lianzhu contracts generate)"]
    )
    return [f"contracts/generated: {found} (lianzhu contracts generate)" for found in drift()] + stale + invalid(document())


def invalid(asyncapi: dict[str, Any]) -> list[str]:
    """Where the document is not what AsyncAPI 3.0.0 allows."""
    error = best_match(Draft7Validator(json.loads(SCHEMA.read_bytes())).iter_errors(asyncapi))
    return [f"asyncapi.yaml: {error.json_path}: {error.message[:300]}"] if error else []
