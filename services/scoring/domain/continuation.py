"""The draw's continuation: one place at a time, from what the review knows, so that the published file can be drawn again to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.events.scoring.draw import DrawContinued, Joined, Why
from services.scoring.domain import draw_standing as standing
from services.scoring.domain.draw_again import Redraw, redraw
from services.scoring.domain.draw_standing import Ask, Standing, loads_of
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
    drawn = redraw(bytes.fromhex(known(state.seed)), _standing(state, terms, event), ask(state, terms, event))
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


def _standing(state: Review, terms: Terms, event: DrawContinued) -> Standing:
    """Before the place is drawn, with as much of the cases as it needs. What is new since the last place the ask brings."""
    away = {*state.absent, *state.joined}
    gone = {case for case in state.panels if state.progress.get(case) == "withdrawn"} - set(state.gone)
    experts = [terms.expert(each) for expert, each in sorted(state.pool.items()) if expert not in away]
    names = {expert: each.pseudonym for expert, each in state.pool.items()}
    asked = {event.application, *(case for each in event.joined for case in each.excluded)}
    panels = {case: frozenset(names[expert] for expert in panel) for case, panel in state.panels.items() if case not in gone}
    return Standing(
        number=len(state.continued),
        rules=terms.rules,
        experts={each.key: each for each in experts},
        cases={case: terms.case(state.cases[case]) for case in sorted(asked)},
        panels=panels,
        barred={case: frozenset(names[expert] for expert in _barred(state, case)) for case in sorted(asked)},
        loads=loads_of(panels),
    )


def _barred(state: Review, case: str) -> Iterator[str]:
    """Who can never come to a case: in conflict, or on it once."""
    yield from (*state.panels[case], *state.excluded[case])
    for event in state.continued:
        if event.application == case and event.left:
            yield event.left
        yield from (each.expert for each in event.joined if case in each.excluded)
