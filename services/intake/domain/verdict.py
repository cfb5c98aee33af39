"""What is still wrong with a draft: everything at once, before it can be filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.canonical import NotCanonical
from contracts.form import MaterialFacts, check_form, check_materials, form_code, form_warnings
from contracts.programme.track import Offer
from contracts.refusal import Fault


@dataclass(frozen=True, slots=True)
class Verdict:
    """``faults`` keep the draft from being filed, ``warnings`` are for an officer's eye. ``code`` is what the printed form carries."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    code: str | None


def judge(offer: Offer, form: dict[str, Any], materials: Sequence[MaterialFacts]) -> Verdict:
    """Check a draft's form and materials against the programme."""
    faults = (*check_form(offer, form, "/form"), *check_materials(offer, form, materials))
    try:
        code = form_code(offer, form, materials)
    except NotCanonical:
        code = None
    return Verdict(faults, tuple(form_warnings(offer, form, "/form")), code)
