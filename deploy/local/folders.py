"""Where a local platform keeps what it writes: ``.lianzhu/<namespace>/`` in the project, which git ignores."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ROOT = PROJECT / ".lianzhu"
# The kernel takes 107 bytes; supervisord first binds "<path>.<process id>".
LONGEST_SOCKET_PATH = 95


def folder_of(namespace: str) -> Path:
    """The folder of one platform; it exists once the platform has been started."""
    return ROOT / namespace


def remove_folder_of(namespace: str) -> None:
    """Forget everything a platform has stored. The platform must be down."""
    shutil.rmtree(ROOT / namespace, ignore_errors=True)


def namespaces() -> list[str]:
    """The platforms that have a folder, running or not."""
    return sorted(path.parent.name for path in ROOT.glob("*/supervisord.conf"))


def socket_in(folder: Path) -> Path:
    """Where the control socket of a platform lies: in its folder, or in a private temporary one when that path is too long."""
    path = folder / "supervisor.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"lianzhu-{os.getuid()}-{digest}"
    private.mkdir(mode=0o700, exist_ok=True)
    if private.stat().st_uid != os.getuid() or private.is_symlink():
        raise PermissionError(f"{private} belongs to somebody else")
    return private / "s"
