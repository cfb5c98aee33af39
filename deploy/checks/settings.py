"""The page of settings says what the settings say."""

from __future__ import annotations

from pathlib import Path

from deploy.generate.settings_page import PAGE, settings_page


def drift(page: Path = PAGE) -> list[str]:
    """What is wrong with the page, in words; nothing where it is right."""
    if not page.is_file():
        return [f"{page.name} is missing: python -m deploy.generate"]
    if page.read_text(encoding="utf-8") != settings_page():
        return [f"{page.name} differs from services/chassis/settings.py or deploy/local/ports.py: python -m deploy.generate"]
    return []
