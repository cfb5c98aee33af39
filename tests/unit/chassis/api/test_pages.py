"""A list that is in memory comes in pages like any other: each row once, and its cursors are for it alone."""

from __future__ import annotations

import pytest

from contracts.refusal import Refusal
from services.chassis.api.pages import Cursors, Listing, PageReader

CURSORS = Cursors("the secret of this test")
ROWS = {code: code.upper() for code in ("c", "a", "e", "b", "d")}


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 200])
def test_each_row_comes_once_in_the_order_of_its_key(limit: int) -> None:
    page = PageReader(CURSORS, limit, None).of("letters", ROWS)
    found = [page.items]
    while page.next:
        page = PageReader(CURSORS, limit, page.next).of("letters", ROWS)
        found.append(page.items)
    assert [row for items in found for row in items] == ["A", "B", "C", "D", "E"]
    assert all(len(items) == limit for items in found[:-1])


def test_a_cursor_of_another_list_is_refused() -> None:
    for other in (Listing({"list": "digits"}), Listing({})):
        with pytest.raises(Refusal) as refused:
            PageReader(CURSORS, 2, CURSORS.seal(other, {"_id": "a"})).of("letters", ROWS)
        assert refused.value.slug == "invalid-cursor"
