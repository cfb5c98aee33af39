"""A platform whose programmes are other than the packaged ones: the same code, with files added below ``contracts/programmes``."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from contracts.programme import digest, parse_programme
from contracts.programme.published import FOLDER, file_of

_PACKAGE = FOLDER.parent
MADE_UP = Path(__file__).parent / "programmes" / "made-up-2026" / "v1.yaml"


def shelf(folder: Path, *files: bytes, without: Collection[str] = ()) -> Mapping[str, str]:
    """Put these programmes on a copy of the shelf; the environment of processes that know them and the packaged ones.

    ``without``: packaged files (``miit-2021-255/v2.yaml``) that are not published yet.
    """
    package = folder / "contracts"
    if not package.exists():
        shutil.copytree(_PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "generated", "published", "examples"))
    ledger = package / "published.yaml"
    for file in without:
        (package / "programmes" / file).unlink()
        kept = [line for line in ledger.read_text(encoding="utf-8").splitlines() if not line.startswith(f"{file}:")]
        ledger.write_text("\n".join(kept) + "\n", encoding="utf-8")
    for content in files:
        file = file_of(parse_programme(content, "new").key)
        (package / "programmes" / file).parent.mkdir(exist_ok=True)
        (package / "programmes" / file).write_bytes(content)
        ledger.write_text(f"{ledger.read_text(encoding='utf-8')}{file}: {digest(content)}\n", encoding="utf-8")
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
