"""Headings are numbered and broken as official documents do."""

from __future__ import annotations

import pytest

from contracts.programme.source import Sourced
from services.forms.headings import annex, numeral, title_lines
from tests.unit.contracts.complete import offer


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_sections_are_numbered_in_chinese(number: int, written: str) -> None:
    assert numeral(number) == written


@pytest.mark.parametrize("number", [0, 100])
def test_no_form_has_so_many_sections(number: int) -> None:
    with pytest.raises(ValueError, match="99"):
        numeral(number)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("中小企业数字化转型典型案例", ("中小企业数字化转型典型案例",)),
        ("某某市中小企业数字化转型试点城市“链式”数字化转型案例", ("某某市中小企业数字化转型试点城市", "“链式”数字化转型案例")),
        ("甲" * 30, ("甲" * 15, "甲" * 15)),
        ("“链”" + "甲" * 40, ("“链”" + "甲" * 19, "甲" * 21)),
    ],
)
def test_a_long_title_is_broken_before_a_quoted_name_or_in_the_middle(title: str, lines: tuple[str, ...]) -> None:
    assert title_lines(title) == lines


def test_the_annex_is_the_one_that_the_source_names() -> None:
    table = offer().track.summary_table
    assert table is not None
    assert annex(offer().track.form) == "附件1"
    assert annex(table) == "附件2"
    assert annex(Sourced(source="operator")) is None  # type: ignore[arg-type]
    assert annex(offer().track.checks["driving"]) is None
