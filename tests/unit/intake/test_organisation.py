"""An organisation is registered once under its USCC, and amended afterwards."""

from __future__ import annotations

from services.intake.domain import organisation as rules
from services.intake.domain.organisation import Registration, fold
from tests.unit.intake import cases
from tests.unit.intake.cases import BY, enterprise, refused

REGISTERED = cases.fold(Registration(), rules.register(Registration(), enterprise(), BY), fold)


def test_an_organisation_is_registered_once() -> None:
    assert (REGISTERED.organisation, REGISTERED.filer) == (enterprise(), BY)
    said = refused("conflict", lambda: rules.register(REGISTERED, enterprise(), BY))
    assert said.link == f"/v1/organisations/{enterprise().uscc}"


def test_an_entry_is_amended_and_an_amendment_that_changes_nothing_is_none() -> None:
    other = enterprise().model_copy(update={"name": "新名"})
    assert cases.fold(REGISTERED, rules.amend(REGISTERED, other, BY), fold).organisation == other
    assert rules.amend(REGISTERED, enterprise(), BY) == []


def test_an_amendment_keeps_who_registered_it() -> None:
    other = BY.model_copy(update={"subject": "somebody else"})
    state = cases.fold(REGISTERED, rules.amend(REGISTERED, enterprise().model_copy(update={"name": "新名"}), other), fold)
    assert state.filer == BY


def test_who_is_not_registered_is_told_where_to() -> None:
    for ask in (lambda: rules.require_registered(Registration(), "9113"), lambda: rules.amend(Registration(), enterprise(), BY)):
        assert refused("organisation-unregistered", ask).link == "/v1/organisations"
    assert rules.require_registered(REGISTERED, enterprise().uscc) == enterprise()
