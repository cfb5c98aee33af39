"""What experts and applicants may know of a case, for each way in which a programme can be blind."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.programme.track import Track
from services.scoring import showing
from services.scoring.domain.blindness import for_experts
from services.scoring.domain.case import Case, Status
from services.scoring.looking import Look, Sight
from tests.unit.intake.cases import TRACK
from tests.unit.scoring.reviewing import EXPERTS, RULES, drawn, file, submitted

FIVE = dict(zip(EXPERTS, (70, 75, 80, 85, 90), strict=False))


def track(**blindness: str) -> Track:
    """The track, blind in another way."""
    rules = RULES.model_copy(update={"blindness": RULES.blindness.model_copy(update=blindness)})
    return Track.model_construct(**{**dict(TRACK), "review": rules})


def seen_by(sight: Sight, state: Case, *, ranked: bool = False, **blindness: Any) -> Look:
    seat = state.seat(EXPERTS[0]) if sight is Sight.EXPERT else None
    return Look(state, sight, track(**blindness), ranked, seat)


def test_a_shown_applicant_is_shown() -> None:
    assert for_experts(file(), TRACK) == file()


def test_a_hidden_applicant_is_nowhere_to_be_read() -> None:
    hidden = for_experts(file(), track(applicant="hidden"))
    said = hidden.model_dump_json()
    form: dict[str, Any] = file().form
    for secret in (form["name"], form["uscc"], form["address"]["detail"]):
        assert secret not in said
    sealed = {kind for kind, material in TRACK.materials.items() if material.sealed}
    assert sealed
    assert not sealed & {each.kind for each in hidden.materials}
    assert {"tax", "financial-report"} <= {each.kind for each in hidden.materials}


@pytest.mark.parametrize(
    ("sight", "scores", "blindness", "informed"),
    [
        (Sight.OFFICE, 0, {}, True),
        (Sight.PARTY, 5, {}, False),
        (Sight.EXPERT, 0, {}, False),
        (Sight.EXPERT, 1, {}, True),
        (Sight.EXPERT, 5, {"other_sheets": "never"}, False),
    ],
)
def test_who_may_know_what_other_sheets_say(sight: Sight, scores: int, blindness: dict[str, Any], informed: bool) -> None:
    state = submitted(drawn(), dict(list(FIVE.items())[:scores]))
    assert seen_by(sight, state, **blindness).informed is informed


@pytest.mark.parametrize(
    ("sight", "ranked", "blindness", "named"),
    [
        (Sight.OFFICE, False, {}, True),
        (Sight.EXPERT, False, {}, False),
        (Sight.EXPERT, True, {}, True),
        (Sight.EXPERT, False, {"experts": "named"}, True),
    ],
)
def test_experts_are_called_by_name_when_the_programme_says(sight: Sight, ranked: bool, blindness: dict[str, Any], named: bool) -> None:
    assert seen_by(sight, submitted(drawn(), FIVE), ranked=ranked, **blindness).named is named


def test_that_a_case_is_scored_is_told_to_its_applicant_after_the_ranking() -> None:
    state = submitted(drawn(), FIVE)
    before = showing.case_shown(seen_by(Sight.PARTY, state))
    assert (before.status, before.total, before.score, before.file, before.rubric) == (Status.REVIEWING, None, None, None, None)
    after = showing.case_shown(seen_by(Sight.PARTY, state, ranked=True))
    assert (after.status, after.total) == (Status.SCORED, "80.00")
    assert after.score is not None
    assert (after.score.criteria, after.score.spread) == (None, None)


def test_an_applicant_sees_means_by_criterion_where_the_programme_shows_them() -> None:
    after = showing.case_shown(seen_by(Sight.PARTY, submitted(drawn(), FIVE), ranked=True, scores="by-criterion"))
    assert after.score is not None
    assert after.score.criteria == dict.fromkeys(RULES.rubric.criteria, "80.00")


def test_others_sheets_that_are_never_shown_are_not_told_by_the_total_either() -> None:
    shown = showing.case_shown(seen_by(Sight.EXPERT, submitted(drawn(), FIVE), other_sheets="never"))
    assert (shown.status, shown.total) == (Status.REVIEWING, None)
