"""Schemathesis sends JSON lines too (``SCHEMATHESIS_HOOKS``): they come as the text that they are."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def json_lines(_context: Any, value: Any) -> bytes:
    """The body of a request."""
    return str(value).encode("utf-8", "surrogatepass")
