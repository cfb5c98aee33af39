"""Answers, as the OpenAPI document shows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ANSWERS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent.parent / "answers.json").read_text("utf-8"))
"""Answers that an intake gave, shortened, by the names of their models."""
