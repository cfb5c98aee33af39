"""Role × region × ownership, as plain functions: the filter of a list and the right to one thing agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contracts.programme import published
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Refusal
from services.chassis.identity import ANONYMOUS, Principal
from services.intake import access
from services.intake.domain.application import Application
from services.intake.domain.organisation import Registration
from services.intake.views import APPLICATIONS, ORGANISATIONS
from tests.unit.contracts.complete import uscc
from tests.unit.intake import cases
from tests.unit.intake.cases import BY, PROGRAMME, TRACK, enterprise

OWN = uscc(1)


def person(role: str, *regions: str, organisation: str | None = None) -> Principal:
    return Principal("somebody", "某人", frozenset({role}), regions, organisation)


def system(*scopes: str, regions: tuple[str, ...] = ("1301",), subject: str = "key:city") -> Principal:
    return Principal(subject, "city", frozenset({"city-system"}), regions, None, frozenset(scopes), "system")


APPLICANT = person("enterprise", organisation=OWN)
CALLERS: dict[str, Principal] = {
    "own": APPLICANT,
    "another enterprise": person("enterprise", organisation=uscc(2)),
    "an enterprise without a code": person("enterprise"),
    "a provider of that code": person("provider", organisation=OWN),
    "a county officer of that code": person("county", "130104", organisation=OWN),
    "county": person("county", "130102"),
    "another county": person("county", "130104"),
    "city": person("city", "1301"),
    "another city": person("city", "1302"),
    "province": person("province", "13"),
    "ministry": person("ministry", "13"),
    "approver": person("approver", "1301"),
    "overseer": person("overseer", "1301"),
    "expert": person("expert", "1301"),
    "agency": person("agency", "1301"),
    "audit firm": person("audit-firm", "1301"),
    "finance": person("finance", "1301"),
    "system that filed": system(access.READ, access.WRITE, subject=BY.subject),
    "another system": system(access.READ, access.WRITE),
    "nobody": ANONYMOUS,
}
OWNERS = {"own", "a provider of that code", "system that filed"}
READERS = {"county", "city", "province", "ministry", "approver", "overseer"}
STATES: dict[str, Callable[[], Application]] = {
    "draft": cases.drafted,
    "submitted": cases.submitted,
    "returned": cases.returned,
    "recommended": cases.recommended,
    "accepted": cases.accepted,
    "rejected": cases.rejected,
    "withdrawn": cases.withdrawn,
}


def row(state: Application) -> dict[str, Any]:
    return {"_id": state.id, **APPLICATIONS.row(state.id, state)}


def matches(query: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a row is found by a filter, as the store would say."""
    return all(any(matches(one, row) for one in wanted) if name == "$or" else _holds(row[name], wanted) for name, wanted in query.items())


def _holds(value: Any, wanted: Any) -> bool:
    options = wanted["$in"] if isinstance(wanted, dict) else [wanted]
    return any(value == option or (isinstance(value, list) and option in value) for option in options)


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("who", CALLERS)
def test_who_sees_an_application_finds_it_in_the_list_and_nobody_else(who: str, status: str) -> None:
    state, caller = STATES[status](), CALLERS[who]
    expected = who in OWNERS or (who in READERS and status != "draft")
    assert access.sees(caller, state) == expected
    assert matches(access.visible(caller), row(state)) == expected


def test_what_has_no_code_belongs_to_nobody_who_has_none() -> None:
    """A region or a park applies without a USCC."""
    assert not access.owns(person("enterprise"), None, "somebody else")


def test_an_officer_who_is_also_of_an_enterprise_takes_no_step_for_another() -> None:
    both = Principal("somebody", "某人", frozenset({"county", "enterprise"}), ("130102",), uscc(2))
    refusal = said(lambda: access.require_step(both, cases.submitted(), TRACK, StepName.WITHDRAWAL))
    assert refusal is not None and refusal.slug == "forbidden"


@pytest.mark.parametrize("who", CALLERS)
def test_a_draft_is_its_owners(who: str) -> None:
    draft = {"_id": "x", "uscc": OWN, "filer": BY.subject}
    assert matches(access.owned(CALLERS[who]), draft) == (who in OWNERS)


@pytest.mark.parametrize("who", CALLERS)
def test_an_application_that_is_not_there_cannot_be_told_from_one_that_is_not_seen(who: str) -> None:
    missing = said(lambda: access.require_seen(CALLERS[who], Application()))
    if who not in OWNERS | READERS:
        assert str(missing) == str(said(lambda: access.require_seen(CALLERS[who], cases.submitted())))
        assert missing is not None and missing.slug == "not-found"


def said(ask: Callable[[], object]) -> Refusal | None:
    try:
        ask()
    except Refusal as refusal:
        return refusal
    return None


STEPS: dict[StepName, set[str]] = {
    StepName.SUBMISSION: {"own", "system that filed"},
    StepName.WITHDRAWAL: {"own", "system that filed"},
    StepName.RETURN: {"county", "city"},
    StepName.REJECTION: {"county"},
    StepName.RECOMMENDATION: {"county"},
    StepName.RECEIPT: {"city"},
    StepName.ACCEPTANCE: {"city"},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", CALLERS)
def test_a_step_is_for_whom_the_programme_names_and_a_refusal_quotes_it(who: str, step: StepName) -> None:
    refusal = said(lambda: access.require_step(CALLERS[who], cases.submitted(), TRACK, step))
    if who in STEPS[step]:
        assert refusal is None
    else:
        assert refusal is not None
        assert refusal.slug == ("forbidden" if who in OWNERS | READERS else "not-found")
        assert refusal.slug != "forbidden" or refusal.source


def test_a_step_that_the_programme_does_not_have_is_nobodys() -> None:
    short = TRACK.model_copy(update={"workflow": tuple(step for step in TRACK.workflow if step.step is not StepName.REJECTION)})
    short.__dict__.pop("steps", None)
    refusal = said(lambda: access.require_step(CALLERS["county"], cases.submitted(), short, StepName.REJECTION))
    assert refusal is not None and refusal.slug == "wrong-status"
    assert said(lambda: access.require_step(CALLERS["county"], cases.submitted(), TRACK, StepName.REJECTION, confirming=True)) is not None


def test_a_key_without_the_scope_to_write_takes_no_step() -> None:
    reader = system(access.READ, subject=BY.subject)
    refusal = said(lambda: access.require_step(reader, cases.submitted(), TRACK, StepName.WITHDRAWAL))
    assert refusal is not None and refusal.slug == "forbidden"


def test_a_key_without_the_scope_to_read_reads_nothing_and_people_need_none() -> None:
    assert said(lambda: access.require_reading(system(access.WRITE))) is not None
    assert said(lambda: access.require_reading(system(access.READ))) is None
    assert said(lambda: access.require_reading(APPLICANT)) is None


@pytest.mark.parametrize("who", CALLERS)
def test_an_application_is_begun_by_the_enterprise_or_by_a_system_for_it(who: str) -> None:
    refusal = said(lambda: access.require_applicant(CALLERS[who], OWN, TRACK))
    assert (refusal is None) == (who in {"own", "system that filed", "another system"})


def test_a_system_files_for_the_enterprises_of_its_regions() -> None:
    assert said(lambda: access.require_registrar(system(access.WRITE), enterprise())) is None
    assert said(lambda: access.require_registrar(system(access.WRITE, regions=("1302",)), enterprise())) is not None
    assert said(lambda: access.require_registrar(system(access.READ), enterprise())) is not None
    assert said(lambda: access.require_within(system(access.WRITE, regions=()), "130102")) is not None
    assert said(lambda: access.require_within(person("enterprise"), "650102")) is None


@pytest.mark.parametrize("who", CALLERS)
def test_a_round_is_run_by_the_authority_of_the_programme(who: str) -> None:
    assert (said(lambda: access.require_operator(CALLERS[who], PROGRAMME)) is None) == (who == "city")


@pytest.mark.parametrize("who", CALLERS)
def test_a_registration_is_seen_by_its_own_and_the_bureaus_above_and_amended_by_its_own(who: str) -> None:
    state, caller = Registration(organisation=enterprise(), filer=BY), CALLERS[who]
    assert access.sees_organisation(caller, state, OWN) == (who in OWNERS | READERS)
    assert not access.sees_organisation(caller, Registration(), OWN)
    row = {"_id": OWN, **ORGANISATIONS.row(OWN, state)}
    assert matches(access.visible_organisations(caller), row) == (who in OWNERS | READERS)
    assert not matches(access.visible_organisations(caller), row | {"_id": uscc(7), "filer": "another", "within": ["65", "6501"]})
    refusal = said(lambda: access.require_registration(caller, state, OWN))
    assert (None if refusal is None else refusal.slug) == (None if who in OWNERS else "forbidden" if who in READERS else "not-found")


@pytest.mark.parametrize("who", CALLERS)
def test_a_list_is_seen_by_its_county_and_those_above(who: str) -> None:
    listed = {"_id": "sjz-2024-chain/2024-08/130102", "within": ["13", "1301", "130102"], "region": "130102"}
    assert matches(access.visible_lists(CALLERS[who]), listed) == (who in READERS)


CALL: Track = published()["miit-2021-255", 2].tracks["local-mode"]
"""A track whose subjects have no USCC: a reporting authority files for them."""


@pytest.mark.parametrize(
    ("regions", "place", "files"),
    [
        (("13",), "130102", True),
        (("13",), "13", True),
        (("1301",), "130102", False),
        (("21",), "210202", False),
        (("2102",), "210202", True),
        (("6590",), "659001", True),
        (("14",), "130102", False),
        (("00",), "130102", False),
    ],
)
def test_a_system_files_for_subjects_as_the_bureau_whose_region_its_key_has(regions: tuple[str, ...], place: str, files: bool) -> None:
    assert (said(lambda: access.require_filing(system(access.WRITE, regions=regions), CALL, place)) is None) == files
    assert said(lambda: access.require_filing(system(access.READ, regions=regions), CALL, place)) is not None
    assert said(lambda: access.require_importing(system(access.WRITE, regions=regions), [CALL])) is None
    assert said(lambda: access.require_importing(system(access.READ, regions=regions), [CALL])) is not None


@pytest.mark.parametrize(
    ("step", "taken"),
    [(StepName.SUBMISSION, True), (StepName.WITHDRAWAL, True), (StepName.RECOMMENDATION, False), (StepName.FILING, False)],
)
def test_of_what_it_filed_for_a_subject_a_system_submits_and_withdraws_and_officers_do_the_rest(step: StepName, taken: bool) -> None:
    mine = system(access.WRITE, regions=("13",), subject=BY.subject)
    state = cases.submitted().model_copy(update={"uscc": None})
    refusal = said(lambda: access.require_step(mine, state, CALL, step))
    assert (refusal is None) == taken
    other = said(lambda: access.require_step(system(access.WRITE, regions=("13",)), state, CALL, step))
    assert other is not None and other.slug == "not-found"
