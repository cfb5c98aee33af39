"""How faults are said."""

from __future__ import annotations

from contracts.form.codes import FaultCode
from contracts.refusal import Fault, Text

MOST_SHOWN = 60


def fault(
    code: FaultCode, place: tuple[str, str | None], text: tuple[str, str], sizes: tuple[int | str | None, int | str | None] = (None, None)
) -> Fault:
    """A fault at ``place`` (JSON pointer, source) said in ``text`` (zh, en), with ``sizes`` (limit, actual)."""
    return Fault(code, place[0], Text(*text), sizes[0], sizes[1], place[1])


def step(pointer: str, name: str | int) -> str:
    """A pointer one step deeper (RFC 6901)."""
    return f"{pointer}/{name}" if isinstance(name, int) else f"{pointer}/{shown(name).replace('~', '~0').replace('/', '~1')}"


def shown(value: object) -> str:
    """What a person sent, short and printable, for quoting it back."""
    text = value if isinstance(value, str) else type(value).__name__
    return text[:MOST_SHOWN].encode("utf-8", "replace").decode()
