"""What anybody can do with a published file: compute it again with ``lianzhu``, on a machine that knows nothing of the platform."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

_COMMAND = "from deploy.cli.main import app; app()"


async def verified(noun: str, content: bytes) -> tuple[bool, str]:
    """``lianzhu <noun> verify FILE``: whether it found the same, and its last line."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{noun}.json"
        file.write_bytes(content)
        command = [sys.executable, "-c", _COMMAND, noun, "verify", str(file)]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        said, _ = await process.communicate()
    lines = said.decode(errors="replace").strip().splitlines()
    return process.returncode == 0, lines[-1].strip() if lines else ""
