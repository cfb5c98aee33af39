"""The page of settings tells every setting, and no other."""

from __future__ import annotations

from pathlib import Path

from deploy.checks.settings import drift
from deploy.generate.settings_page import settings_page, write
from deploy.local.ports import defaults
from services.chassis.settings import Settings, describe


def test_the_committed_page_is_the_generated_one() -> None:
    assert drift() == []


def test_a_page_that_is_missing_or_edited_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "settings.md"
    assert "missing" in drift(page)[0]
    write(page)
    assert drift(page) == []
    page.write_text(page.read_text().replace("| s |", "| ms |", 1))
    assert "differs" in drift(page)[0]


def test_the_page_tells_each_variable_and_no_secret() -> None:
    page = settings_page()
    assert all(f"| `{row.variable}`" in page for row in describe(Settings()))
    assert all(f"| `{variable}` | `{default}`" in page for variable, (default, _) in defaults().items())
    assert "development-cursor-secret" not in page
