"""A line and a text have something to read in them."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from services.chassis.api.faults import faults_of
from services.chassis.api.words import Line, Words

BLANK = ["\u200b", "\u200b \u200d", "\ufeff", "\u2060\u3000", "\u00ad"]


@pytest.mark.parametrize("kind", [Line, Words])
@pytest.mark.parametrize("text", BLANK)
def test_what_nobody_can_see_is_no_text(kind: type[str], text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(text)
    (fault,) = faults_of(refused.value.errors())
    assert (fault.code, fault.text.zh) == ("blank", "没有可见的文字")


@pytest.mark.parametrize("kind", [Line, Words])
def test_what_can_be_read_stays_as_it_is_within(kind: type[str]) -> None:
    assert TypeAdapter(kind).validate_python("  材料\u200b不齐 ") == "材料\u200b不齐"
