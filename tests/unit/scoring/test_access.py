"""Who keeps a list of experts."""

from __future__ import annotations

import pytest

from services.chassis.identity import Principal
from services.scoring import access

ISSUERS = frozenset({"1301", "440105"})


@pytest.mark.parametrize(
    ("role", "own", "region", "keeps"),
    [
        ("city", "1301", "1301", True),
        ("province", "13", "1301", True),
        ("county", "130102", "130102", False),
        ("county", "440105", "440105", True),
        ("county", "440104", "440105", False),
        ("approver", "1301", "1301", False),
    ],
)
def test_a_bureau_keeps_the_list_of_its_region_and_a_county_only_where_it_has_issued_a_programme(
    role: str, own: str, region: str, keeps: bool
) -> None:
    """Whoever is on a county's list may be drawn for its city."""
    assert access.keeps_for_city(Principal("li", "李四", frozenset({role}), (own,)), region, ISSUERS) is keeps
