"""What is still wrong with a draft: everything at once, before it can be filed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.canonical import NotCanonical
from contracts.form import MaterialFacts, check_form, check_materials, form_code, form_warnings, normal_form
from contracts.identifiers import normalise_uscc
from contracts.programme.fields import Meaning
from contracts.programme.track import Offer
from contracts.refusal import Fault, Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """``faults`` keep the draft from being filed, ``warnings`` are for an officer's eye. ``code`` is what the printed form carries."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    code: str | None


def judge(offer: Offer, form: dict[str, Any], materials: Sequence[MaterialFacts], applicant: str | None) -> Verdict:
    """Check a draft's form and materials against the programme; the form is about the ``applicant`` (USCC) that it was begun for."""
    normal = normal_form(offer, form)  # what is printed and filed, and so what a scan shows, however the applicant spelt it
    faults = (*check_form(offer, form, "/form"), *_other_applicant(offer, form, applicant), *check_materials(offer, normal, materials))
    try:
        code = form_code(offer, normal, materials)
    except NotCanonical:
        code = None
    return Verdict(faults, tuple(form_warnings(offer, form, "/form")), code)


def _other_applicant(offer: Offer, form: dict[str, Any], applicant: str | None) -> Iterator[Fault]:
    fields = offer.track.form
    name = fields.field_for(Meaning.APPLICANT_USCC)
    if applicant is not None and name is not None and form.get(name) and normalise_uscc(str(form[name])) != applicant:
        text = Text(f"与申报单位 {applicant} 不一致", f"This is not the applicant {applicant}")
        yield Fault("different", f"/form/{name}", text, applicant, source=fields.fields[name].clause())
