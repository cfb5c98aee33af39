"""The pool: closed after the seed is committed, without suspended and expired experts; and the draw's continuation from the review."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.scoring.draw import DrawPublished, Panel, PoolExtended
from services.scoring.domain import pool as rules
from services.scoring.domain.continuation import Place, asks
from services.scoring.domain.continuation import continued as continue_
from services.scoring.domain.draw import Drawn, draw
from services.scoring.domain.draw_file import draw_file, verify
from services.scoring.domain.draw_seed import commitment
from services.scoring.domain.draw_shortage import Infeasible
from services.scoring.domain.pool import Candidates, Terms, prepare
from services.scoring.domain.review import Review, known
from services.scoring.publishing import continued_file
from tests.support.scoring import BY
from tests.unit.intake.cases import CALL, TRACK
from tests.unit.scoring.pooling import EXPERTS, registration
from tests.unit.scoring.reviewing import AGENCY, refused
from tests.unit.scoring.test_review import CASES, opened, progressed, then

SALT, SEED = b"s" * 32, b"5" * 32
ON = date(2024, 8, 1)
assert TRACK.review is not None
TERMS = Terms.of(TRACK.review, ("biomedicine", "electronics", "equipment", "food"))


def committed(number: int = 2) -> Review:
    state = opened(number)
    return then(state, *rules.commit_seed(state, commitment(SEED), BY))


def pooled(number: int = 2, experts: int = 8) -> Review:
    state = committed(number)
    return then(state, *rules.close_pool(state, candidates(experts), BY))


def candidates(experts: int, first: int = 0) -> Candidates:
    return Candidates({EXPERTS[n]: registration(n) for n in range(first, first + experts)}, SALT, ON)


def drawn(number: int = 2, experts: int = 8) -> tuple[Review, bytes]:
    """The review after its draw, and the file that was published."""
    state = pooled(number, experts)
    ready = prepare(state, TERMS, {EXPERTS[n]: registration(n) for n in range(experts)}, ON)
    found = draw(ready.pool, SEED)
    assert isinstance(found, Drawn)
    ids = {each.pseudonym: expert for expert, each in state.pool.items()}
    panels = tuple(
        Panel(
            application=case,
            experts=tuple(sorted(ids[name] for name in panel)),
            excluded=tuple(sorted(ids[name] for name in ready.conflicts[case])),
        )
        for case, panel in found.panels.items()
    )
    said = {"region": "1301", "agency": AGENCY, "seed": SEED.hex(), "commitment": commitment(SEED), "experts": experts, "file": "f" * 64}
    event = DrawPublished(review=CALL, panels=panels, absent=ready.absent, by=BY, **said)  # type: ignore[arg-type]
    return then(state, event), draw_file(ready.pool, SEED, found)


def test_the_seed_is_committed_before_the_pool_is_closed() -> None:
    refused("wrong-status", lambda: rules.close_pool(opened(), candidates(5), BY))
    assert pooled().status == "pooled"
    refused("wrong-status", lambda: rules.commit_seed(pooled(), commitment(SEED), BY))


def test_a_pseudonym_follows_from_the_salt_alone() -> None:
    expected = hmac.new(SALT, EXPERTS[0].encode(), hashlib.sha256).hexdigest()[:16]
    assert pooled().pool[EXPERTS[0]].pseudonym == expected
    assert rules.pseudonym(b"t" * 32, EXPERTS[0]) != expected


def test_suspended_and_expired_experts_are_not_pooled() -> None:
    for out in (registration(5, suspended="失联"), registration(5, expires=date(2024, 7, 31))):
        chosen = Candidates({**candidates(5).experts, EXPERTS[5]: out}, SALT, ON)
        refusal = refused("invalid-content", lambda chosen=chosen: rules.close_pool(committed(), chosen, BY))  # type: ignore[misc]
        assert [fault.pointer for fault in refusal.faults] == [f"/experts/{EXPERTS[5]}"]


def test_a_pool_without_experts_is_refused() -> None:
    refused("invalid-content", lambda: rules.close_pool(committed(), candidates(0), BY))


def test_who_was_suspended_since_the_pool_was_closed_is_not_drawn_from() -> None:
    present = {EXPERTS[n]: registration(n) for n in range(8)} | {EXPERTS[3]: registration(3, suspended="失联")}
    ready = prepare(pooled(), TERMS, present, ON)
    assert ready.absent == (EXPERTS[3],)
    assert len(ready.pool.experts) == 7


def test_a_conflict_counts_that_was_known_then_or_is_now() -> None:
    state = pooled()
    applicant = known(state.cases[CASES[0]].applicant)
    present = {EXPERTS[n]: registration(n) for n in range(8)} | {EXPERTS[3]: registration(3, declared=(applicant,))}
    ready = prepare(state, TERMS, present, ON)
    assert list(ready.conflicts[CASES[0]]) == [state.pool[EXPERTS[3]].pseudonym]
    assert ready.conflicts[CASES[1]] == {}


def test_who_is_known_by_the_city_only_shares_no_county_with_anybody() -> None:
    state = committed()
    chosen = Candidates({EXPERTS[n]: registration(n, regions=("1301",)) for n in range(6)}, SALT, ON)
    state = then(state, *rules.close_pool(state, chosen, BY))
    ready = prepare(state, TERMS, chosen.experts, ON)
    assert len({each.county for each in ready.pool.experts}) == 6


def test_an_industry_that_the_programme_does_not_list_has_no_experts_of_its_own() -> None:
    state = pooled()
    facts = state.cases[CASES[0]].model_copy(update={"industry": "智慧物流"})
    assert TERMS.case(facts).industry is None
    assert TERMS.case(state.cases[CASES[0]]).industry == "equipment"


def test_only_who_is_not_in_the_pool_may_join_it() -> None:
    state, _ = drawn()
    refused("conflict", lambda: rules.extend_pool(state, candidates(1), BY))
    assert isinstance(rules.extend_pool(state, candidates(1, first=8), BY)[0], PoolExtended)
    refused("wrong-status", lambda: rules.extend_pool(committed(), candidates(1, first=8), BY))


def test_who_joins_before_the_draw_is_drawn_like_everybody_else() -> None:
    state = pooled(experts=4)
    present = {EXPERTS[n]: registration(n) for n in range(6)}
    assert isinstance(draw(prepare(state, TERMS, present, ON).pool, SEED), Infeasible)
    state = then(state, *rules.extend_pool(state, candidates(2, first=4), BY))
    assert (state.status, state.joined) == ("pooled", ())
    assert isinstance(draw(prepare(state, TERMS, present, ON).pool, SEED), Drawn)


def test_a_place_is_drawn_from_who_is_not_in_conflict_and_never_was_on_the_case() -> None:
    state, _ = drawn()
    leaving = state.panels[CASES[0]][0]
    event = continue_(state, TERMS, Place(CASES[0], "declined", leaving))
    assert event.chosen in set(EXPERTS[:8]) - set(state.panels[CASES[0]])
    again = continue_(then(state, event), TERMS, Place(CASES[0], "declined", event.chosen))
    assert again.chosen not in {leaving, event.chosen, *state.panels[CASES[0]]}
    assert (event.n, again.n) == (1, 2)


def test_who_is_barred_does_not_come_and_nobody_comes_when_all_are() -> None:
    state, _ = drawn()
    place = Place(CASES[0], "declined", state.panels[CASES[0]][0])
    first = continue_(state, TERMS, place)
    assert continue_(state, TERMS, Place(CASES[0], "declined", place.left, (known(first.chosen),))).chosen != first.chosen
    assert continue_(state, TERMS, Place(CASES[0], "declined", place.left, EXPERTS[:8])).chosen is None


MOVES = st.lists(
    st.tuples(st.sampled_from(["leave", "extra", "bar", "withdraw", "join"]), st.integers(0, 3), st.integers(0, 4)), max_size=10
)


@settings(max_examples=40, deadline=None)
@given(MOVES)
def test_the_file_with_all_that_was_drawn_since_is_drawn_again_to_the_byte(moves: Sequence[tuple[str, int, int]]) -> None:
    """Whatever happens to a review after its draw, anybody can recompute it from the published file."""
    state, file = drawn(4, 9)
    joining = 9
    for kind, number, seat in moves:
        case = CASES[number]
        if state.progress.get(case) == "withdrawn":
            continue
        if kind == "withdraw":
            state = then(state, progressed(case, "withdrawn"))
        elif kind == "join" and joining < len(EXPERTS):
            state = then(state, *rules.extend_pool(state, candidates(1, first=joining), BY))
            joining += 1
        else:
            panel = state.panels[case]
            left = panel[seat % len(panel)] if kind != "extra" and panel else None
            barred = (EXPERTS[seat],) if kind == "bar" and EXPERTS[seat] != left else ()
            state = then(state, continue_(state, TERMS, Place(case, "declined" if left else "spread", left, barred)))
    since = asks(state, TERMS)
    made = continued_file(file, since)
    assert verify(made) == ()
    choices = [each["choice"] for each in json.loads(made)["redraws"]]
    names = [state.pool[event.chosen].pseudonym if event.chosen else None for event in state.continued]
    assert choices == names


def test_the_region_of_a_second_workplace_is_a_conflict_too() -> None:
    state = pooled()
    entry = registration(3, regions=("130121", state.cases[CASES[0]].region)).entry
    assert entry is not None
    assert rules.in_conflict(entry, state.cases.values()) == (CASES[0], CASES[1])
