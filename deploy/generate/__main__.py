"""``python -m deploy.generate``: write every file of the repository that is generated."""

from __future__ import annotations

from deploy.generate import language
from deploy.generate.artefacts import FOLDER, write
from deploy.generate.settings_page import PAGE, settings_page

PAGE.write_text(settings_page(), encoding="utf-8")
language.write()
for path in write():
    print(f"{FOLDER.name}/{path}")
