"""The draw's continuation: one place at a time, from what the review knows, so that the published file can be drawn again to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.events.scoring.draw import DrawContinued, Joined, Why
from services.scoring.domain import draw_standing as standing
from services.scoring.domain.draw_again import Redraw, redraw
from services.scoring.domain.draw_standing import Ask, Standing
from services.scoring.domain.pool import Terms, in_conflict, known_as
from services.scoring.domain.review import Review, known


@dataclass(frozen=True, slots=True)
class Place:
    """A place to be drawn: ``left`` gives it up (None: an extra expert, or a vacant place); ``barred`` may not come to it."""

    application: str
    why: Why
    left: str | None
    barred: tuple[str, ...] = ()


def continued(state: Review, terms: Terms, place: Place) -> DrawContinued:
    """The place, drawn from the seed's next continuation."""
    cases = [state.cases[case] for case in sorted(state.panels)]
    joined = tuple(Joined(expert=expert, excluded=in_conflict(state.pool[expert].entry, cases)) for expert in state.joined)
    event = DrawContinued(
        review=known(state.call),
        n=len(state.continued) + 1,
        application=place.application,
        why=place.why,
        left=place.left,
        chosen=None,
        barred=tuple(sorted(place.barred)),
        gone=state.gone,
        joined=joined,
        relaxed=(),
    )
    drawn = redraw(bytes.fromhex(known(state.seed)), _standing(state, terms), ask(state, terms, event))
    return event.model_copy(update={"chosen": _expert(state, drawn), "relaxed": drawn.relaxed})


def _expert(state: Review, drawn: Redraw) -> str | None:
    by_name = {each.pseudonym: expert for expert, each in state.pool.items()}
    return by_name[drawn.choice] if drawn.choice is not None else None


def ask(state: Review, terms: Terms, event: DrawContinued) -> Ask:
    """What was asked, under pseudonyms, as the file of the draw has it."""
    pool = state.pool
    joined = (standing.Joined(expert=terms.expert(pool[each.expert]), excluded=each.excluded) for each in event.joined)
    return Ask(
        number=event.n,
        case=event.application,
        replaced=pool[event.left].pseudonym if event.left else None,
        barred=known_as(state, event.barred),
        gone=event.gone,
        joined=tuple(joined),
    )


def asks(state: Review, terms: Terms) -> tuple[Ask, ...]:
    """All that was asked since the draw."""
    return tuple(ask(state, terms, event) for event in state.continued)


def _standing(state: Review, terms: Terms) -> Standing:
    """Before the next place is drawn. What is new since the last one is not in it: the ask brings it."""
    away = {*state.absent, *state.joined}
    gone = {case for case in state.panels if state.progress.get(case) == "withdrawn"} - set(state.gone)
    experts = [terms.expert(each) for expert, each in sorted(state.pool.items()) if expert not in away]
    cases = [terms.case(state.cases[case]) for case in sorted(state.panels)]
    return Standing(
        number=len(state.continued),
        rules=terms.rules,
        experts={each.key: each for each in experts},
        cases={each.key: each for each in cases},
        panels={case: frozenset(known_as(state, panel)) for case, panel in state.panels.items() if case not in gone},
        barred={case: frozenset(known_as(state, set(barred))) for case, barred in _barred(state)},
    )


def _barred(state: Review) -> Iterator[tuple[str, list[str]]]:
    """For each case who can never come to it: in conflict, or on it once."""
    left: dict[str, list[str]] = {}
    for event in state.continued:
        left.setdefault(event.application, []).extend(expert for expert in (event.left,) if expert)
        for each in event.joined:
            for case in each.excluded:
                left.setdefault(case, []).append(each.expert)
    for case, panel in state.panels.items():
        yield case, [*panel, *state.excluded[case], *left.get(case, ())]
