"""Who sees what of funding, and who may do it: role × region × assignment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.events.funding.award import Firm
from contracts.roles import Role
from services.chassis.identity import Principal
from services.funding import access
from services.funding.domain.award import Audit, Award, Status
from tests.unit.contracts import complete
from tests.unit.funding.awards import candidate, ordered
from tests.unit.intake.cases import CALL, TRACK, refused

CASE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
OWN, FIRM, OTHER = complete.uscc(1), complete.uscc(2), complete.uscc(3)
AWARD = Award(
    id=CASE,
    status=Status.PROPOSED,
    call=CALL,
    candidate=candidate(uscc=OWN),
    filer="key:tangshan",
    audit=Audit(firm=Firm(name="某所", uscc=FIRM), due=datetime(2024, 9, 1, tzinfo=UTC)),
)


def caller(*roles: str, regions: tuple[str, ...] = (), organisation: str | None = None) -> Principal:
    return Principal("somebody", "某人", frozenset(roles), regions, organisation)


def system(client: str, *scopes: str, regions: tuple[str, ...] = ("1301",)) -> Principal:
    return Principal(f"key:{client}", client, frozenset(), regions, None, frozenset(scopes), "system")


SEES_AWARD = [
    (system("tangshan"), True),
    (system("baoding"), False),
    (caller("enterprise", organisation=OWN), True),
    (caller("enterprise", organisation=OTHER), False),
    (caller("county", regions=("130102",)), True),
    (caller("county", regions=("130104",)), False),
    (caller("city", regions=("1301",)), True),
    (caller("city", regions=("3301",)), False),
    (caller("finance", regions=("1301",)), True),
    (caller("overseer", regions=("13",)), True),
    (caller("approver", regions=("1301",)), True),
    (caller("audit-firm", organisation=FIRM), False),
    (caller("expert", organisation=OWN), False),
    (caller("agency", regions=("1301",)), False),
    (caller("public"), False),
    (caller("enterprise"), False),
]


@pytest.mark.parametrize(("who", "seen"), SEES_AWARD)
def test_an_award_is_seen_by_its_enterprise_and_the_offices_of_its_region(who: Principal, seen: bool) -> None:
    assert access.sees(who, AWARD) is seen
    if not seen:
        refused("not-found", lambda: access.require_seen(who, AWARD))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (caller("audit-firm", organisation=FIRM), True),
        (caller("audit-firm", organisation=OTHER), False),
        (caller("enterprise", organisation=OWN), False),
        (caller("city", regions=("1301",)), True),
        (caller("city", organisation=FIRM), False),
    ],
)
def test_a_special_audit_is_seen_by_its_firm_and_the_offices_and_not_by_the_enterprise(who: Principal, seen: bool) -> None:
    assert access.sees_audit(who, AWARD) is seen


def test_the_filters_of_lists_say_the_same_as_the_rules() -> None:
    """Each caller's filter, applied by hand to the row of the award."""
    row: dict[str, Any] = {"_id": CASE, "uscc": OWN, "filer": "key:tangshan", "firm": FIRM, "within": ["13", "1301", "130102"]}
    for who, seen in SEES_AWARD:
        assert matches(access.visible(who), row) is seen, who
    assert matches(access.visible_audits(caller("audit-firm", organisation=FIRM)), row)
    assert not matches(access.visible_audits(caller("audit-firm", organisation=OTHER)), row)
    assert not matches(access.visible_audits(caller("city", regions=("1301",))), row | {"firm": None})


def matches(filter_: dict[str, Any], row: dict[str, Any]) -> bool:
    """As MongoDB reads it, as far as these filters go."""
    if "$or" in filter_:
        return any(matches(one, row) for one in filter_["$or"])
    return all(_field(row.get(name), wanted) for name, wanted in filter_.items())


def _field(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict) and "$in" in wanted:
        return bool(set(wanted["$in"]) & set(value))
    if isinstance(wanted, dict) and wanted.get("$type") == "string":
        return isinstance(value, str)
    return bool(value == wanted)


def test_commands_are_for_the_issuing_authority_itself_and_one_above_it_only_watches() -> None:
    above = caller("city", "province", "approver", "finance", regions=("13",))
    assert access.sees(above, AWARD) and access.oversees(above, "1301") and access.watches(above, "1301")
    refused("forbidden", lambda: access.require_authority(above, AWARD, "1301"))
    refused("forbidden", lambda: access.require_region(above, "1301", {Role.APPROVER}, access.NO_PROPOSAL))
    refused("forbidden", lambda: access.require_city(above, "1301"))


def test_a_payment_is_reported_by_the_very_office_or_system_that_it_goes_through() -> None:
    award = AWARD.model_copy(update={"payments": ordered().payments})
    access.require_finance(caller("finance", regions=("1301",)), award)
    access.require_paying_system(system("bank", "funding:write"), award)
    refused("forbidden", lambda: access.require_finance(caller("finance", regions=("13",)), award))
    refused("forbidden", lambda: access.require_paying_system(system("bank", "funding:write", regions=("13",)), award))


def test_commands_of_the_authority_are_not_for_an_officer_of_one_county() -> None:
    access.require_authority(caller("city", regions=("1301",)), AWARD, "1301")
    refused("forbidden", lambda: access.require_authority(caller("city", regions=("130102",)), AWARD, "1301"))
    refused("forbidden", lambda: access.require_authority(caller("finance", regions=("1301",)), AWARD, "1301"))
    refused("not-found", lambda: access.require_authority(caller("city", regions=("3301",)), AWARD, "1301"))


def test_an_applicant_withdraws_its_own_and_an_auditor_reports_its_own() -> None:
    access.require_owner(caller("enterprise", organisation=OWN), AWARD, TRACK)
    refused("forbidden", lambda: access.require_owner(caller("city", regions=("1301",)), AWARD, TRACK))
    refused("not-found", lambda: access.require_owner(caller("enterprise", organisation=OTHER), AWARD, TRACK))
    access.require_auditor(caller("audit-firm", organisation=FIRM), AWARD)
    refused("forbidden", lambda: access.require_auditor(caller("city", regions=("1301",)), AWARD))
    refused("not-found", lambda: access.require_auditor(caller("audit-firm", organisation=OTHER), AWARD))


def test_the_system_that_filed_acts_for_the_applicant_as_far_as_its_key_says() -> None:
    writer, reader, stranger = (
        system(*who) for who in (("tangshan", "funding:write"), ("tangshan", "funding:read"), ("baoding", "funding:write"))
    )
    access.require_owner(writer, AWARD, TRACK)
    access.require_applicant(writer, AWARD)
    refused("forbidden", lambda: access.require_owner(reader, AWARD, TRACK))
    refused("forbidden", lambda: access.require_applicant(reader, AWARD))
    refused("not-found", lambda: access.require_owner(stranger, AWARD, TRACK))
    refused("not-found", lambda: access.require_applicant(stranger, AWARD))


def test_who_confirms_is_the_programmes_to_say() -> None:
    assert access.awarding(TRACK) == {Role.CITY}
