"""Whatever JSON a client sends as a form, the check tells what is wrong with it and never fails."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.verdict import judge
from tests.unit.contracts import complete

OFFER, COMPLETE = complete.offer(), complete.form()
MATERIALS = complete.materials(COMPLETE)
WORDS = [
    "other",
    "region",
    "detail",
    "uscc",
    "name",
    "relation",
    "130102",
    "leading",
    complete.uscc(1),
    "",
    " ",
    "\ufeff",
    "\u0007",
    "٣",
    "𠀀",
]
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
JSON = st.recursive(SCALARS | TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12)
CHANGES = st.dictionaries(st.sampled_from([*COMPLETE, "platform_builder_uscc", "account_routing"]) | TEXTS, JSON, min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(CHANGES)
def test_any_form_is_judged(changes: dict[str, Any]) -> None:
    verdict = judge(OFFER, COMPLETE | changes, MATERIALS, COMPLETE["uscc"])
    for fault in (*verdict.faults, *verdict.warnings):
        assert fault.pointer.startswith(("/form", "/materials"))
        assert fault.text.zh and fault.text.en


@settings(max_examples=100, deadline=None)
@given(st.lists(JSON, max_size=12))
def test_any_table_is_judged(rows: list[Any]) -> None:
    faults = judge(OFFER, COMPLETE | {"smes": rows}, MATERIALS, COMPLETE["uscc"]).faults
    if len(rows) < 8:
        assert any(fault.pointer == "/form/smes" for fault in faults)
