"""No published event changes in a way that makes recorded messages unreadable."""

from __future__ import annotations

from deploy.generate.published import compare


def check() -> list[str]:
    return [finding.text for finding in compare()]
