"""A recipient is never told more than they may see: no scores of single experts, no other applicants, no region but theirs."""

from __future__ import annotations

import random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.notify.notification import NotificationDue
from contracts.roles import Role
from tests.unit.notify import upstream
from tests.unit.notify.upstream import AGENCY, FIRM, FIRST, SECOND
from tests.unit.notify.world import World

SCORES = ("91.20", "7.5", "22.5")
EXPERT = (upstream.EXPERT_CONTACT.name, upstream.EXPERT_CONTACT.phone, "qian@example.cn", upstream.EXPERT)
OBJECTOR = (upstream.OBJECTOR.name, "13612340000", "sun@example.cn")


def secrets_of(key: str) -> tuple[str, ...]:
    """By what an applicant and its case can be known."""
    contact = upstream.CONTACTS[key]
    return (upstream.NAMES[key], upstream.USCCS[key], upstream.TITLES[key], key, contact.name, contact.phone, str(contact.email))


def everything_told(seed: int) -> list[NotificationDue]:
    """All events about both applicants, mixed; those of one stream keep their order."""
    world, chance = World(), random.Random(seed)  # noqa: S311  # no secret
    world.hear(upstream.expert_registered())
    left = {key: upstream.everything(key) for key in (FIRST, SECOND)}
    while any(left.values()):
        key = chance.choice([key for key, events in left.items() if events])
        world.hear(left[key].pop(0))
    world.broadcast()
    return world.sent


def content(one: NotificationDue) -> str:
    """All that reaches the recipient."""
    return f"{one.title}\n{one.body}\n{orjson.dumps(one.payload).decode()}\n{one.to.model_dump_json()}"


@pytest.fixture(scope="module")
def told() -> list[NotificationDue]:
    return everything_told(1)


def test_the_events_reach_every_kind_of_recipient(told: list[NotificationDue]) -> None:
    roles = {Role(one.role) for one in told}
    assert roles == {
        Role.ENTERPRISE, Role.COUNTY, Role.CITY, Role.AGENCY, Role.EXPERT, Role.AUDIT_FIRM, Role.FINANCE, Role.APPROVER, Role.CITY_SYSTEM
    }  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_an_applicant_is_told_nothing_of_another_of_experts_or_of_who_objects(seed: int) -> None:
    for one in everything_told(seed):
        if one.role == Role.ENTERPRISE:
            other = SECOND if upstream.USCCS[FIRST] in one.recipient else FIRST
            said = content(one)
            assert not [secret for secret in (*secrets_of(other), *EXPERT, *OBJECTOR) if secret in said], (one.event.type, said)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_a_county_is_told_nothing_of_the_applicants_of_another_of_experts_or_of_scores(seed: int) -> None:
    for one in everything_told(seed):
        if one.role == Role.COUNTY:
            here = one.recipient.rpartition("/")[2]
            others = [key for key in (FIRST, SECOND) if upstream.COUNTIES[key].code != here]
            said = content(one)
            hidden = [secret for key in others for secret in secrets_of(key)] + [*EXPERT, *SCORES, *OBJECTOR]
            assert not [secret for secret in hidden if secret in said], (one.event.type, said)


def test_an_expert_is_told_nothing_of_applicants_or_scores_but_the_number_of_a_case(told: list[NotificationDue]) -> None:
    for one in told:
        if one.role == Role.EXPERT:
            hidden = [secret for key in (FIRST, SECOND) for secret in secrets_of(key) if secret != key] + [*SCORES, *OBJECTOR]
            assert not [secret for secret in hidden if secret in content(one)], one.event.type


def test_agency_and_audit_firm_are_told_only_what_is_theirs(told: list[NotificationDue]) -> None:
    for one in told:
        if one.role in {Role.AGENCY, Role.AUDIT_FIRM}:
            assert one.recipient in {f"office/agency/{AGENCY.uscc}", f"office/audit-firm/{FIRM.uscc}"}
            assert not [secret for secret in (*OBJECTOR, "91.20", "7.5") if secret in content(one)]


def test_systems_are_told_no_persons_no_reasons_and_no_scores(told: list[NotificationDue]) -> None:
    people = [value for key in (FIRST, SECOND) for value in (upstream.CONTACTS[key].name, upstream.CONTACTS[key].phone)]
    reasons = ["弄虚作假", "账实不符", "绩效不合格", "未达合格线", "查无实据", "虚报"]
    machine = [one for one in told if one.role == Role.CITY_SYSTEM]
    for one in machine:
        said = orjson.dumps(one.payload).decode()
        hidden = [*people, *reasons, *EXPERT, *OBJECTOR, *SCORES, "6222020402022222222"]
        assert not [secret for secret in hidden if secret in said], (one.event.type, said)
    assert len({one.event.type for one in machine}) > 20


def test_what_a_region_is_told_is_told_to_no_other(told: list[NotificationDue]) -> None:
    for one in told:
        if one.recipient.startswith(("office/county/", "office/city/", "system/")):
            place = one.recipient.rpartition("/")[2]
            assert place.startswith(one.region) or one.region.startswith(place), (one.recipient, one.region)
