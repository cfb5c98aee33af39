"""Tables that come as lines of JSON: read line by line, and no more of them than anybody has rows."""

from __future__ import annotations

from io import BytesIO

import pytest

from contracts.refusal import Refusal
from services.chassis.api.table_files import json_lines
from services.chassis.settings import Settings


def test_empty_lines_are_passed_over_and_counted() -> None:
    assert list(json_lines(BytesIO(b'\n\n{"a": 1}\n'), Settings())) == [(3, {"a": 1})]


def test_a_file_of_more_lines_than_anybodys_rows_is_refused_however_empty_they_are() -> None:
    with pytest.raises(Refusal) as refused:
        list(json_lines(BytesIO(b"\n" * 1_000_000 + b'{"a": 1}'), Settings()))
    assert (refused.value.faults[0].code, refused.value.faults[0].limit) == ("too-many-lines", 20_000)
