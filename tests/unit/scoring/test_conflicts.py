"""Who may not review a case, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.domain.conflicts import CaseParties, ExpertTies, Reason, conflicts, exclusions, same_county

APPLICANT, SME, OTHER_SME, BUILDER, STRANGER = "A" * 18, "B" * 18, "C" * 18, "D" * 18, "E" * 18
CASE = CaseParties("case-1", "130102", APPLICANT, frozenset({SME, OTHER_SME}), BUILDER)


def test_an_expert_who_has_to_do_with_none_of_the_parties_may_review() -> None:
    ties = ExpertTies(STRANGER, frozenset({STRANGER}), ("130104", "130105"), frozenset({"F" * 18}), frozenset({"case-2"}))
    assert conflicts(ties, CASE) == ()


@pytest.mark.parametrize(
    ("ties", "reason"),
    [
        (ExpertTies(APPLICANT), Reason.APPLICANT),
        (ExpertTies(OTHER_SME), Reason.SME),
        (ExpertTies(BUILDER), Reason.PLATFORM),
        (ExpertTies(STRANGER, group=frozenset({SME})), Reason.GROUP),
        (ExpertTies(STRANGER, declared=frozenset({BUILDER})), Reason.DECLARED),
        (ExpertTies(STRANGER, declared_cases=frozenset({"case-1"})), Reason.DECLARED),
        (ExpertTies(STRANGER, regions=("130104", "130102")), Reason.COUNTY),
    ],
)
def test_each_tie_is_a_conflict_of_its_own_kind(ties: ExpertTies, reason: Reason) -> None:
    assert conflicts(ties, CASE) == (reason,)


def test_every_reason_is_told_and_has_words() -> None:
    case = CaseParties("case-1", "130102", APPLICANT, frozenset({APPLICANT}), APPLICANT)
    ties = ExpertTies(APPLICANT, frozenset({APPLICANT}), ("130102",), frozenset({APPLICANT}))
    assert conflicts(ties, case) == tuple(reason for reason in Reason if reason is not Reason.GROUP)
    assert len({reason.text.zh for reason in Reason} | {reason.text.en for reason in Reason}) == 2 * len(Reason)


def test_the_employer_is_no_other_member_of_its_own_group() -> None:
    assert conflicts(ExpertTies(SME, group=frozenset({SME})), CASE) == (Reason.SME,)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("130102", "130102", True),
        ("130102", "130104", False),
        ("1301", "130102", False),  # of the city, who knows which county
        ("1301", "1301", False),
        ("130100", "1301", False),
        ("441900", "441900", True),  # a city without counties
    ],
)
def test_only_a_county_is_shared_and_not_a_city(one: str, other: str, same: bool) -> None:
    assert same_county(one, other) is same


ENTERPRISES = st.sampled_from([APPLICANT, SME, OTHER_SME, BUILDER, STRANGER])
SETS = st.frozensets(ENTERPRISES, max_size=2)
REGIONS = st.sampled_from(["130102", "130104", "1301", "130100"])
CASES = st.builds(CaseParties, st.sampled_from(["c1", "c2"]), REGIONS, ENTERPRISES, SETS, st.none() | ENTERPRISES)
TIES = st.builds(ExpertTies, ENTERPRISES, SETS, st.tuples(REGIONS), SETS, st.frozensets(st.sampled_from(["c1", "c2"]), max_size=1))


@given(st.dictionaries(st.sampled_from(["x", "y", "z"]), TIES), st.lists(CASES, unique_by=lambda case: case.key))
def test_all_exclusions_are_what_each_pair_says(experts: dict[str, ExpertTies], cases: list[CaseParties]) -> None:
    pairs = {case.key: {key: found for key, ties in experts.items() if (found := conflicts(ties, case))} for case in cases}
    assert exclusions(experts, cases) == pairs
