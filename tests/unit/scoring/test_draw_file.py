"""A draw's file: whoever has it draws the same again, and sees whatever was changed in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.canonical import canonical
from services.scoring.domain.differences import Difference
from services.scoring.domain.draw import Drawn, draw
from services.scoring.domain.draw_again import Redraw, redraw
from services.scoring.domain.draw_file import MOST_DIFFERENCES, draw_file, made, read, verify
from services.scoring.domain.draw_pool import Pool
from services.scoring.domain.draw_standing import Ask, Joined, Standing
from tests.unit.scoring.pools import SEED, case, expert, pool, pools, rules, town


def file(of: Pool, *asked: dict[str, Any]) -> bytes:
    """As published, with these places drawn after the draw."""
    drawn = draw(of, SEED)
    assert isinstance(drawn, Drawn)
    now, redraws = Standing.drawn(of, drawn.panels), list[Redraw]()
    for number, each in enumerate(asked, start=1):
        redraws.append(redraw(SEED, now, Ask.model_validate({"number": number} | each)))
        now = now.filled(redraws[-1].ask, redraws[-1].choice)
    return draw_file(of, SEED, drawn, redraws)


def review() -> bytes:
    """A draw with a relaxed rule of each kind, and with redraws of each kind."""
    there = [*(expert(number, "130102") for number in range(3)), *(expert(number) for number in range(3, 9))]
    of = pool(there, [case(0, "food", range(2, 9)), case(1), case(2, excluded=[8])])
    newcomer = Joined(expert=expert(20, None, "food"), excluded=("C02",))
    return file(
        of,
        {"case": "C01", "barred": ("E05",)},
        {"case": "C00", "replaced": "E00"},
        {"case": "C00", "gone": ("C02",), "joined": (newcomer,)},
    )


REVIEW = review()


def changes(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where something can be changed: every place of a document but its outermost."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from changes(inner, (*path, key))


def changed(value: Any) -> Any:
    """Another value of the same kind, or one entry less."""
    match value:
        case bool() | None:
            return "E07"
        case int():
            return value + 1
        case str():
            return value[:-1] + ("0" if value[-1:] != "0" else "1")
        case dict():
            return dict(list(value.items())[1:]) if value else {"E01": 1}
        case _:
            return value[1:] if value else ["E01"]


def test_a_file_as_published_holds() -> None:
    assert verify(REVIEW) == ()
    said = json.loads(REVIEW)
    assert (said["result"]["county_most"], said["result"]["industry_missing"]) == ({"C00": 2}, {"C00": 1})
    assert [each["choice"] for each in said["redraws"]][1:] == [None, "E20"]
    assert made(read(REVIEW)) == REVIEW


@pytest.mark.parametrize("path", list(changes(json.loads(REVIEW))), ids=lambda path: "/".join(map(str, path)))
@pytest.mark.parametrize("taken_out", [False, True], ids=["changed", "taken out"])
def test_whatever_is_changed_anywhere_shows(path: tuple[str | int, ...], taken_out: bool) -> None:
    said = json.loads(REVIEW)
    parent = said
    for key in path[:-1]:
        parent = parent[key]
    if taken_out:
        del parent[path[-1]]
    else:
        parent[path[-1]] = changed(parent[path[-1]])
    assert said != json.loads(REVIEW)
    assert verify(canonical(said)) != ()


@settings(max_examples=100, deadline=None)
@given(pools(), st.data())
def test_two_experts_who_are_exchanged_in_a_published_result_are_named(of: Pool, data: st.DataObject) -> None:
    drawn = draw(of, SEED)
    if not isinstance(drawn, Drawn):
        return
    key = data.draw(st.sampled_from(sorted(drawn.panels)))
    others = [each.key for each in of.experts if each.key not in drawn.panels[key]]
    assert verify(draw_file(of, SEED, drawn)) == ()
    if others:
        forged = tuple(sorted([*drawn.panels[key][1:], others[0]]))
        found = verify(draw_file(of, SEED, Drawn({**drawn.panels, key: forged}, drawn.county_most, drawn.industry_missing)))
        assert found and all(each.pointer.startswith(f"/result/panels/{key}/") for each in found)


def test_a_difference_says_where_and_what() -> None:
    said = json.loads(REVIEW)
    said["redraws"][2]["choice"] = "E05"
    said["commitment"] = "0" * 64
    right = json.loads(REVIEW)
    assert verify(canonical(said)) == (
        Difference("/commitment", f'is "{"0" * 64}", should be "{right["commitment"]}"'),
        Difference("/redraws/2/choice", 'is "E05", should be "E20"'),
    )


def test_another_seed_shows_in_all_that_hangs_on_it() -> None:
    said = json.loads(file(town(cases=10)))
    said["inputs"]["seed"] = "0" * 64
    found = {each.pointer.split("/")[1] for each in verify(canonical(said))}
    assert found == {"commitment", "inputs_digest", "result"}


def test_of_a_file_that_is_wrong_throughout_no_more_is_told_than_can_be_read() -> None:
    said = json.loads(file(town()))
    said["inputs"]["seed"] = "0" * 64
    assert len(verify(canonical(said))) == MOST_DIFFERENCES


def test_nothing_says_why_somebody_is_excluded() -> None:
    said = json.loads(REVIEW)
    assert set(said["inputs"]["pool"]["cases"][0]) == {"key", "county", "industry", "excluded"}
    assert set(said["inputs"]["pool"]["experts"][0]) == {"key", "county", "industries"}


def test_inputs_that_allow_no_draw_are_said_to() -> None:
    said = json.loads(REVIEW)
    said["inputs"]["pool"]["rules"]["experts"] = 3
    assert verify(canonical(said)) == (Difference("", "cannot be drawn again: 1 places of 1 cases cannot be filled"),)


def test_an_ask_that_cannot_be_is_said_to() -> None:
    said = json.loads(REVIEW)
    said["inputs"]["asks"][1]["replaced"] = "E07"
    assert verify(canonical(said)) == (Difference("", "cannot be drawn again: expert E07 is not on case C00"),)


def test_the_same_words_in_other_bytes_are_no_published_file() -> None:
    assert "canonical form" in verify(REVIEW + b"\n")[0].what


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"null", b"{}", b'{"inputs":{"seed":1.5}}', b"[" * 100_000])
def test_what_is_no_draw_is_refused_and_never_fails(content: bytes) -> None:
    assert verify(content) != ()


def test_a_pool_in_another_order_gives_the_same_file() -> None:
    of = town(cases=12)
    other = Pool(review=of.review, rules=rules(5), experts=of.experts[::-1], cases=of.cases[::-1])
    assert file(other) == file(of)
