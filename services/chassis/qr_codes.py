"""The QR codes on a scan that somebody sent, read by a program that ends alone where a file breaks it (``qr_pages.py``)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from asyncio import Semaphore, to_thread
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO

from services.chassis import logs
from services.chassis.settings import Scans

log = logs.get(__name__)
_PROGRAM = Path(__file__).with_name("qr_pages.py")


class QrReader:
    """Reads a few scans at a time; the others wait."""

    def __init__(self, limits: Scans) -> None:
        self._limits = limits
        self._room = Semaphore(limits.at_once)

    async def texts(self, scan: BinaryIO, wanted: re.Pattern[str]) -> frozenset[str]:
        """Those texts of QR codes that are wanted, on the first pages of a PDF, or on a PNG or JPEG.

        Empty where the scan cannot be read, or not within the time and the memory that it has.
        """
        async with self._room:
            return await to_thread(self._texts, scan, wanted)

    def _texts(self, scan: BinaryIO, wanted: re.Pattern[str]) -> frozenset[str]:
        limits = self._limits
        arguments = (wanted.pattern, limits.pages, limits.seconds, limits.memory)
        program = [sys.executable, "-I", str(_PROGRAM), *map(str, arguments)]
        with TemporaryFile() as copy:  # the place in it is the program's: the caller goes on reading the scan
            _copy(scan, copy)
            try:
                done = subprocess.run(program, stdin=copy, capture_output=True, timeout=limits.seconds, check=True)
                return frozenset(json.loads(done.stdout))
            except (subprocess.SubprocessError, OSError, ValueError, TypeError) as error:
                log.warning("scan.unread", reason=type(error).__name__, status=getattr(error, "returncode", None))
                return frozenset()


def _copy(scan: BinaryIO, copy: BinaryIO) -> None:
    scan.seek(0)
    copyfileobj(scan, copy)
    scan.seek(0)
    copy.seek(0)
