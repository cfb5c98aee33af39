"""How an enterprise and an office's people want to be told: what may be chosen, and what may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts.events.notify.office import RecipientEntry
from contracts.events.notify.organisation import SettingsChanged
from contracts.refusal import Refusal
from services.notify.domain import office, organisation
from services.notify.domain.office import Office, Recipient
from services.notify.domain.organisation import Organisation, Settings
from tests.unit.contracts.complete import uscc
from tests.unit.intake import cases
from tests.unit.notify.world import AT

OBLIGATORY = {"intake.application.submitted": True, "intake.application.checked": False}
ENTRY = RecipientEntry(name="李四", email="li@example.cn", phone=None, channels=("email",), language="zh", opt_outs=())
ONE = Recipient(id="01HZZZZZZZZZZZZZZZZZZZZZR1", entry=ENTRY)


def refused(rule: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as said:
        rule()
    return said.value


def changed(state: Organisation, wanted: Settings) -> Organisation:
    for event in organisation.change(state, uscc(1), wanted, OBLIGATORY, cases.BY):
        state = organisation.fold(state, event, AT)
    return state


def test_settings_are_replaced_as_a_whole() -> None:
    wanted = Settings(channels=("sms",), language="en", opt_outs=("intake.application.checked",))
    assert changed(Organisation(), wanted).settings == wanted


def test_settings_that_are_the_same_change_nothing() -> None:
    assert organisation.change(Organisation(), uscc(1), Settings(), OBLIGATORY, cases.BY) == []
    (event,) = organisation.change(Organisation(), uscc(1), Settings(language="en"), OBLIGATORY, cases.BY)
    assert isinstance(event, SettingsChanged)


@pytest.mark.parametrize(("name", "code"), [("intake.application.submitted", "obligatory"), ("nothing", "unknown")])
def test_what_is_obligatory_or_does_not_exist_cannot_be_opted_out_of(name: str, code: str) -> None:
    wanted = ("intake.application.checked", name)
    entry = Recipient(id=ONE.id, entry=ENTRY.model_copy(update={"opt_outs": wanted}))
    for rule in (
        lambda: organisation.change(Organisation(), uscc(1), Settings(opt_outs=wanted), OBLIGATORY, cases.BY),
        lambda: office.register(("county", "130102"), entry, OBLIGATORY, cases.CITY),
        lambda: office.edit(Office(recipients=(ONE,)), entry, OBLIGATORY, cases.CITY),
    ):
        assert [(fault.code, fault.pointer) for fault in refused(rule).faults] == [(code, "/opt_outs/1")]


def test_who_is_deactivated_is_neither_told_nor_found() -> None:
    state = Office(recipients=(ONE,))
    for event in office.deactivate(state, ONE.id, cases.CITY):
        state = office.fold(state, event, AT)
    assert state == Office()
    assert refused(lambda: state.find(ONE.id)).slug == "not-found"
    assert office.edit(Office(recipients=(ONE,)), ONE, OBLIGATORY, cases.CITY) == []
