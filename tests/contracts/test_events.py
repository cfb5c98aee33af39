"""Event payloads: strict, frozen, without floating-point numbers; people's data marked; readable for ever."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from contracts.canonical import canonical
from contracts.envelope import decode, typed
from contracts.events import funding, intake, notify, scoring
from contracts.events.catalogue import EVENTS, CatalogueError, catalogue, owner_of
from contracts.events.event import Event
from contracts.events.parties import BankAccount, Contact
from contracts.events.values import ApplicationId, Json
from contracts.personal import PersonalKind, personal_fields
from deploy.generate.golden import FOLDER, read
from deploy.generate.schemas import schemas

TYPES = sorted(EVENTS)


class Formed(Event):
    type = "lianzhu.intake.form.filled.v1"
    form: dict[str, Json]


def golden(event_type: str) -> dict[str, Any]:
    event = typed(decode(*read(FOLDER / f"{event_type}.json")))
    return event.data.data()


def nodes(value: Any) -> list[dict[str, Any]]:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [*([value] if isinstance(value, dict) else []), *(node for child in children for node in nodes(child))]


@pytest.mark.parametrize("event_type", TYPES)
def test_no_field_of_an_event_is_a_floating_point_number(event_type: str) -> None:
    assert all(node.get("type") != "number" for node in nodes(schemas()[event_type]))


@pytest.mark.parametrize("event_type", TYPES)
def test_an_event_refuses_a_field_that_it_does_not_know_and_misses_each_that_is_absent(event_type: str) -> None:
    data = golden(event_type)
    with pytest.raises(ValidationError, match="unknown_field"):
        EVENTS[event_type].model_validate({**data, "unknown_field": 1})
    for name, field in EVENTS[event_type].model_fields.items():
        if field.is_required():
            with pytest.raises(ValidationError, match=name):
                EVENTS[event_type].model_validate({key: value for key, value in data.items() if key != name})


def test_a_field_has_a_default_only_where_it_came_after_the_first_form_of_its_event() -> None:
    later = {
        (event_type, name) for event_type in TYPES for name, field in EVENTS[event_type].model_fields.items() if not field.is_required()
    }
    assert later == {
        ("lianzhu.funding.audit.cancelled.v1", "reason"),
        ("lianzhu.funding.award.revoked.v1", "stops"),
        ("lianzhu.funding.candidate.received.v1", "filer"),
        ("lianzhu.funding.evaluation.due.v1", "remind"),
        ("lianzhu.funding.notice.published.v1", "paper"),
        ("lianzhu.funding.notice.published.v1", "record"),
        ("lianzhu.funding.objection.lodged.v1", "received_on"),
        ("lianzhu.intake.application.accepted.v1", "filer"),
        ("lianzhu.intake.import.accepted.v1", "tracks"),
        ("lianzhu.intake.import.reverted.v1", "retained"),
        ("lianzhu.notify.expert.known.v1", "contact"),
        ("lianzhu.scoring.sheet.submitted.v1", "late"),
        ("lianzhu.notify.notification.redelivered.v1", "to"),
        ("lianzhu.notify.subject.known.v1", "direct"),
    }


@pytest.mark.parametrize("event_type", TYPES)
def test_an_event_cannot_be_changed(event_type: str) -> None:
    event = EVENTS[event_type].model_validate(golden(event_type))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(event, next(iter(EVENTS[event_type].model_fields)), None)


@pytest.mark.parametrize("event_type", TYPES)
def test_an_event_has_canonical_bytes_and_survives_them(event_type: str) -> None:
    event = EVENTS[event_type].model_validate(golden(event_type))
    assert EVENTS[event_type].model_validate_json(canonical(event.data()), strict=True) == event


@pytest.mark.parametrize("form", [{"a": 1.0}, {"a": {"b": [1, "x", 0.1]}}, {"a": float("nan")}])
def test_a_form_with_a_floating_point_number_is_refused(form: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="floating-point"):
        Formed(form=form)
    assert Formed(form={"a": [1, "0.1", None, True, {"b": {}}]}).data() == {"form": {"a": [1, "0.1", None, True, {"b": {}}]}}


def test_the_names_phones_and_addresses_of_people_are_marked_by_type() -> None:
    assert set(personal_fields(Contact)) == {
        (("name",), PersonalKind.NAME),
        (("phone",), PersonalKind.PHONE),
        (("email",), PersonalKind.EMAIL),
    }
    assert list(personal_fields(BankAccount)) == []


@pytest.mark.parametrize("event_type", TYPES)
def test_every_mark_stands_in_the_schema_too(event_type: str) -> None:
    marked = {node["x-personal"] for node in nodes(schemas()[event_type]) if "x-personal" in node}
    assert marked == {str(kind) for _, kind in personal_fields(EVENTS[event_type])}


def test_an_organisation_has_one_spelling_in_events() -> None:
    data = golden("lianzhu.intake.application.drafted.v1")
    model = EVENTS["lianzhu.intake.application.drafted.v1"]
    for wrong in (
        data["uscc"].lower(),
        " " + data["uscc"],
        data["uscc"][:17] + "_",
        data["uscc"][:17] + ("0" if data["uscc"][17] != "0" else "1"),
    ):
        with pytest.raises(ValidationError, match="uscc"):
            model.model_validate({**data, "uscc": wrong})


def test_an_application_is_named_by_a_ulid() -> None:
    class Named(BaseModel):
        id: ApplicationId

    assert Named(id="01J0Q7F3ZK8M2V4T6W9X1Y3B5C").id
    for wrong in ("01J0Q7F3ZK8M2V4T6W9X1Y3B5", "81J0Q7F3ZK8M2V4T6W9X1Y3B5C", "01J0Q7F3ZK8M2V4T6W9X1Y3B5U", "01J0Q7F3ZK8M2V4T6W9X1Y3B5C\n"):
        with pytest.raises(ValidationError):
            Named(id=wrong)


def test_every_type_is_named_after_the_service_that_publishes_it() -> None:
    owners = {"intake": intake.EVENTS, "scoring": scoring.EVENTS, "funding": funding.EVENTS, "notify": notify.EVENTS}
    assert {event_type: owner_of(event_type) for event_type in EVENTS} == {
        event.type: owner for owner, events in owners.items() for event in events
    }


@pytest.mark.parametrize(
    "name", ["intake.round.opened.v1", "lianzhu.intake.round.opened", "lianzhu.intake.round.opened.v0", "lianzhu.intake.round.Opened.v1"]
)
def test_a_type_that_is_named_otherwise_is_refused(name: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(name)):
        catalogue([type("Odd", (Formed,), {"type": name})])


def test_two_events_of_one_name_are_refused() -> None:
    with pytest.raises(CatalogueError, match="is both Formed and Again"):
        catalogue([Formed, type("Again", (Formed,), {})])
