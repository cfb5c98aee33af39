from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from contracts.form import check_form, form_warnings
from contracts.identifiers import parse_uscc
from contracts.programme import Offer
from contracts.programme.programmes import Programmes
from contracts.text import length
from demo.chain.data.company import Company, companies
from demo.chain.data.content import form_content
from demo.chain.data.partner import partners
from demo.chain.data.writing import write


@pytest.fixture(scope="module")
def offer() -> Offer:
    return Programmes.all_published().newest("sjz-2024-chain").offers["chain-case"]


def _key(company: Company) -> str:
    return company.key


@pytest.mark.parametrize("company", companies(), ids=_key)
def test_a_form_of_the_demo_has_no_fault(company: Company, offer: Offer) -> None:
    assert check_form(offer, form_content(company)) == []


@pytest.mark.parametrize("company", companies(), ids=_key)
def test_every_text_comes_near_its_limit_and_stays_within(company: Company) -> None:
    writing = write(company)
    assert 44 <= length(writing.title) <= 50
    assert 240 <= length(writing.brief) <= 250
    assert length(writing.title) + length(writing.brief) <= 300
    assert 1750 <= length(writing.measures) <= 1800
    assert 890 <= length(writing.results) <= 1000
    assert 370 <= length(writing.problems) <= 400


def test_only_the_firm_that_moved_here_from_another_county_is_warned_of(offer: Offer) -> None:
    warned = {one.key: form_warnings(offer, form_content(one)) for one in companies()}
    assert [key for key, faults in warned.items() if faults] == ["chengyuan"]


def test_all_industries_modes_and_scopes_are_there() -> None:
    assert {str(one.industry) for one in companies()} == {
        "biomedicine",
        "electronics",
        "equipment",
        "food",
        "{'other': '皮革及制品制造业'}",
    }
    assert {one.mode for one in companies()} == {"technology", "supply-chain", "platform", "ecosystem", "green"}
    assert {one.scope for one in companies()} == {"leading", "core", "brain"}


def test_the_companies_come_from_ten_counties_and_no_two_have_a_name_or_code_in_common() -> None:
    assert len({one.county for one in companies()}) >= 10
    assert len({one.name for one in companies()}) == len({one.uscc for one in companies()}) == len(companies())


def test_two_smes_are_claimed_twice_and_no_company_names_one_twice_or_itself() -> None:
    claims = Counter(partner.uscc for one in companies() for partner in partners(one))
    assert sorted(claims.values(), reverse=True)[:3] == [2, 2, 1]
    assert not claims.keys() & {one.uscc for one in companies()}
    assert all(len({partner.uscc for partner in partners(one)}) == one.smes for one in companies())


def test_every_code_is_a_right_one() -> None:
    for one in companies():
        assert [parse_uscc(partner.uscc) for partner in partners(one)] == [partner.uscc for partner in partners(one)]


def test_no_two_companies_write_the_same() -> None:
    points = [_points(one) for one in companies()]
    assert max(len(one & other) / len(one) for one, other in combinations(points, 2)) < 0.25


def _points(company: Company) -> set[str]:
    """The points of all texts, without their numbers."""
    writing = write(company)
    return {line.partition("）")[2] for text in (writing.measures, writing.results, writing.problems) for line in text.splitlines()}


def test_the_same_company_writes_the_same_again() -> None:
    first = companies()[0]
    assert form_content(first) == form_content(first.model_copy())
