"""What everybody gets where a programme shows totals only: enough to rank again, and no score by criterion that the order does not need."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.canonical import canonical
from services.scoring.domain.outcome import for_everybody
from services.scoring.domain.ranking import Ranking, rank
from services.scoring.domain.ranking_file import inputs_digest, ranking_file, read, read_whole, verify
from services.scoring.domain.ranking_inputs import RankingInputs
from services.scoring.domain.ranking_public import PublicInputs, public
from tests.unit.contracts import complete
from tests.unit.scoring.rankings import WEIGHTS, case, inputs, sheet
from tests.unit.scoring.test_ranking_file import changed, places, small

REVIEW = complete.programme().tracks["chain-case"].review
assert REVIEW is not None


def shown(whole: RankingInputs) -> PublicInputs:
    return public(whole, rank(whole), inputs_digest(whole))


PUBLIC = ranking_file(shown(small()))


def without_criteria(ranking: Ranking) -> dict[str, Any]:
    """All that a ranking says, but for the means by criterion."""
    return ranking.model_dump(mode="json", exclude={"ranked": {"__all__": {"criteria"}}})


def test_totals_give_the_same_ranking_as_every_score() -> None:
    assert without_criteria(rank(shown(small()))) == without_criteria(rank(small()))
    assert verify(PUBLIC) == ()
    assert json.loads(PUBLIC)["inputs"]["whole"] == inputs_digest(small())


def test_no_score_by_criterion_is_in_it_but_the_means_that_part_equal_totals() -> None:
    said = json.loads(PUBLIC)["inputs"]["cases"]
    assert [each["case"] for each in said if each["criteria"]] == ["tie-a", "tie-b", "tie-c"]
    assert said[2]["criteria"] == {"reach": "75", "depth": "75"}  # in the order of the rules, and not the one that breaks no tie
    assert said[0]["sheets"] == {"a": "70.00", "b": "80.00", "c": "60.00", "d": "95.00", "e": "85.00"}
    assert said[0]["excluded"] == [
        {"expert": "f", "reason": "reopened", "total": None},
        {"expert": "g", "reason": "conflict", "total": "1.00"},
    ]
    assert (said[1]["joint"], said[0]["joint"]) == ("77.60", None)  # an option with weights of its own


def test_a_change_of_any_single_value_is_found() -> None:
    def tampered(path: tuple[str | int, ...]) -> bytes:
        said = json.loads(PUBLIC)
        inner = said
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = changed(inner[path[-1]])
        return canonical(said)

    every = list(places(json.loads(PUBLIC)))
    assert len(every) > 150
    assert [path for path in every if not verify(tampered(path))] == []


def test_a_tie_whose_criteria_are_kept_back_cannot_be_verified() -> None:
    said = json.loads(PUBLIC)
    said["inputs"]["cases"][2]["criteria"] = {}
    assert "its mean of reach is not said" in str(verify(canonical(said))[0])


@pytest.mark.parametrize("total", ["101.00", "100.01", "-1.00", "1E+1", "7.5", "07.50", "NaN", 75, 75.5])
def test_a_total_that_no_sheet_can_have_is_refused(total: object) -> None:
    said = json.loads(PUBLIC)["inputs"]
    said["cases"][0]["sheets"]["a"] = total
    with pytest.raises(ValidationError):
        PublicInputs.model_validate(said)


@pytest.mark.parametrize("mean", ["1/0", "x", "1.", "-3", "0x10"])
def test_a_mean_that_is_no_number_is_refused(mean: str) -> None:
    said = json.loads(PUBLIC)["inputs"]
    said["cases"][2]["criteria"]["reach"] = mean
    with pytest.raises(ValidationError):
        PublicInputs.model_validate(said)


def test_cases_without_a_total_or_twice_are_refused() -> None:
    said = json.loads(PUBLIC)["inputs"]
    for cases in ([*said["cases"], said["cases"][0]], [said["cases"][0] | {"sheets": {}}]):
        with pytest.raises(ValidationError):
            PublicInputs.model_validate(said | {"cases": cases})


def test_the_two_files_are_told_apart() -> None:
    assert isinstance(read(PUBLIC), PublicInputs)
    assert read_whole(ranking_file(small())) == small().ordered
    with pytest.raises(ValueError, match="totals only"):
        read_whole(PUBLIC)


def test_everybody_gets_as_much_as_the_programme_shows() -> None:
    assert REVIEW is not None
    ranking = rank(small())
    by_criterion = REVIEW.blindness.model_copy(update={"scores": "by-criterion"})
    assert for_everybody(small(), ranking, REVIEW.model_copy(update={"blindness": by_criterion})) == small()
    assert for_everybody(small(), ranking, REVIEW) == shown(small())


SCORES = st.fixed_dictionaries(dict.fromkeys(WEIGHTS, st.integers(7, 9).map(lambda tens: 10 * tens)))
PANELS = st.dictionaries(st.sampled_from("abcdef"), SCORES, min_size=1, max_size=6)


@given(st.lists(st.tuples(PANELS, st.none() | SCORES, st.sampled_from([None, "green"])), min_size=1, max_size=6))
def test_whatever_the_sheets_totals_are_enough(
    rounds: list[tuple[Mapping[str, dict[str, int]], dict[str, int] | None, str | None]],
) -> None:
    """Few scores, so that ties are many."""
    whole = inputs(*(case(f"c{n}", panel, joint=joint, option=option) for n, (panel, joint, option) in enumerate(rounds)))
    assert without_criteria(rank(shown(whole))) == without_criteria(rank(whole))
    assert verify(ranking_file(shown(whole))) == ()


def test_adjusted_totals_that_tie_are_parted_as_well() -> None:
    source = random.Random(3)  # noqa: S311  # no secret: a fixed round
    many = [case(f"c{n:02}", {e: sheet(10 * source.randint(6, 8)) for e in source.sample("abcdef", 3)}) for n in range(20)]
    whole = inputs(*many, ranking_by="adjusted", aggregate={"rule": "mean", "trims_from": 5, "decimals": 0, "rounding": "half-up"})
    assert len(rank(whole).ties) > 2
    assert without_criteria(rank(shown(whole))) == without_criteria(rank(whole))


def test_the_raw_severity_is_the_own_mean_less_the_mean_of_all_sheets() -> None:
    found = {each.expert: each for each in rank(inputs(case("x", {"a": sheet(60), "b": sheet(90)}), case("y", {"a": sheet(70)}))).experts}
    assert {name: str(each.raw) for name, each in found.items()} == {"a": "-8.33", "b": "16.67"}
    assert Fraction(str(found["a"].mean)) == 65
