from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.form import check_form
from contracts.identifiers import parse_uscc
from contracts.programme.programmes import Programmes
from contracts.reporting import reporting_authority
from contracts.text import length
from demo.cases.call import LOCAL_MODE, PROGRAMME, SME_CASE, SOLUTION
from demo.cases.filers import Enterprise, Solution, Subject, filers, offices
from demo.cases.writing import local_mode, sme_case, solution_case

LIMITS = {
    LOCAL_MODE: {"measures": 1800, "results": 1000, "brief": 150},
    SME_CASE: {"plan": 400, "measures": 1500, "results": 1000, "problems": 400, "brief": 150},
    SOLUTION: {"profile": 300, "brief": 150, "background": 300, "measures": 600, "results": 600},
}
NEAR = 0.88  # of the limit


def _forms() -> Iterator[tuple[str, str, dict[str, Any]]]:
    every = filers()
    yield from ((LOCAL_MODE, one.key, local_mode(one)) for one in every.subjects)
    yield from ((SME_CASE, one.key, sme_case(one)) for one in every.enterprises)
    yield from ((SOLUTION, one.key, solution_case(one, every.provider_of(one))) for one in every.solutions)


@pytest.mark.parametrize(("track", "key", "content"), list(_forms()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_form_has_no_fault_and_every_text_comes_near_its_limit(track: str, key: str, content: dict[str, Any]) -> None:
    assert check_form(Programmes.all_published().newest(PROGRAMME).offers[track], content) == [], key
    for field, limit in LIMITS[track].items():
        assert NEAR * limit <= length(content[field]) <= limit, field


def test_who_files_lies_where_its_office_files_for() -> None:
    codes = {office.code for office in offices()}
    rows: list[Subject | Enterprise] = [*filers().subjects, *filers().enterprises]
    for one in rows:
        authority = reporting_authority(one.region)
        assert authority is not None
        assert authority.code == one.office in codes, one.key


def test_the_quotas_are_reached_and_one_more_stands_ready() -> None:
    giants = [one for one in filers().enterprises if (one.office, one.size) == ("13", "giant")]
    assert Counter(one.ends for one in giants) == {"recommended": 5, "rejected": 1}
    assert Counter(one.ends for one in filers().subjects if one.office == "13") == {"recommended": 3, "withdrawn": 1}
    assert Counter(one.ended for one in filers().solutions if one.office == "13") == {"recommended": 2, "rejected": 1}
    assert max(Counter(one.provider for one in filers().solutions if one.way == "direct").values()) == 3


def test_every_code_is_a_right_one_and_nobody_s_else() -> None:
    codes = [one.uscc for one in (*filers().enterprises, *filers().providers)]
    assert [parse_uscc(code) for code in codes] == codes
    assert len(set(codes)) == len(codes)


def test_a_solution_names_its_own_provider() -> None:
    solution: Solution = filers().solutions[0]
    assert filers().provider_of(solution).short in solution_case(solution, filers().provider_of(solution))["profile"]
