"""An archive tells nothing of where and when it was made."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest

from services.chassis.archives import packed


def test_the_same_entries_give_the_same_bytes_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [("word/document.xml", [b"<w:p/>", b"<w:p/>"]), ("说明.txt", [b"1"])]
    here = packed(entries)
    monkeypatch.setattr(sys, "platform", "win32")
    assert packed(entries) == here
    with zipfile.ZipFile(io.BytesIO(here)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("word/document.xml") == b"<w:p/><w:p/>"
