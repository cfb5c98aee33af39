"""The page of all settings, ``docs/settings.md``, as the settings themselves tell it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from deploy.local.ports import defaults
from services.chassis.settings import SettingRow, Settings, describe

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

_HEAD = """# Settings

Every setting is an environment variable. `lianzhu settings` prints this table with the values that hold where it is run. A setting
marked † has a default for development only: in production (`LIANZHU_ENVIRONMENT=production`) a process does not start without a value of
its own. This page is generated from `services/chassis/settings.py` and `deploy/local/ports.py`; `make check` compares them.
"""

_PORTS = """
## Ports of a local platform, for `make up` and Compose

| variable | default | unit | meaning |
|---|---|---|---|
"""


def settings_page() -> str:
    """The page; secrets have their default, which is for development only, hidden."""
    parts = [_HEAD]
    for group, rows in groupby(describe(Settings.model_construct()), key=lambda row: row.group):
        parts.append(f"\n## {group.rstrip('.')}\n\n| variable | default | unit | meaning |\n|---|---|---|---|\n")
        parts.extend(_line(row) for row in rows)
    parts.append(_PORTS)
    parts.extend(f"| `{variable}` | `{default}` |  | {meaning} |\n" for variable, (default, meaning) in defaults().items())
    return "".join(parts)


def _line(row: SettingRow) -> str:
    mark = " †" if row.development else ""
    default = "(hidden)" if row.secret else f"`{row.default}`"
    return f"| `{row.variable}`{mark} | {default} | {row.unit} | {row.meaning} |\n"


def write(page: Path = PAGE) -> None:
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(settings_page(), encoding="utf-8")
