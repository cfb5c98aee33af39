"""A scan is bound to the one code that it shows; what was given has to be the same."""

from __future__ import annotations

import pytest

from contracts.refusal import Refusal
from services.intake.domain.scan_code import code_of_scan

ONE, OTHER = "7K3M-Q9TA-4XWE", "8GCG-5GVB-EMAP"


@pytest.mark.parametrize(("given", "read"), [(None, {ONE}), ("", {ONE}), (ONE, {ONE}), (ONE, set())])
def test_the_code_is_the_one_that_was_read_or_given(given: str | None, read: set[str]) -> None:
    assert code_of_scan(given, read) == ONE


@pytest.mark.parametrize(
    ("given", "read", "fault"),
    [
        (None, set(), ("missing", "/form_code", None, None)),
        (OTHER, {ONE}, ("different", "/form_code", ONE, OTHER)),
        (None, {OTHER, ONE}, ("several-codes", "/file", 1, f"{ONE}、{OTHER}")),
        (ONE, {OTHER, ONE}, ("several-codes", "/file", 1, f"{ONE}、{OTHER}")),
    ],
)
def test_what_does_not_agree_is_refused_with_what_was_given_and_read(
    given: str | None, read: set[str], fault: tuple[str, str, object, object]
) -> None:
    with pytest.raises(Refusal) as refusal:
        code_of_scan(given, read)
    (found,) = refusal.value.faults
    assert (found.code, found.pointer, found.limit, found.actual) == fault
    assert all(code in found.text.zh and code in found.text.en for code in read)
