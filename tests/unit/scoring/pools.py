"""Pools for tests of the draw, and what may be drawn from a small one, found by trying everything."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from hypothesis import strategies as st

from services.scoring.domain.draw_pool import Pool, PoolCase, PoolExpert, Rules

SEED = bytes(range(32))
COUNTIES = ("130102", "130104", "130105", "1302")
INDUSTRIES = ("food", "electronics")
Panels = Mapping[str, tuple[str, ...]]


def rules(experts: int = 2, county_most: int = 1, industry_least: int = 1) -> Rules:
    return Rules(experts=experts, county_most=county_most, industry_least=industry_least)


def expert(number: int, county: str | None = None, *industries: str) -> PoolExpert:
    """``E07``; without a county, of one that nobody else is of."""
    return PoolExpert(key=f"E{number:02}", county=county or f"county of {number}", industries=industries)


def case(number: int, industry: str | None = None, excluded: Iterable[int] = ()) -> PoolCase:
    """``C07``; excluded experts by number."""
    return PoolCase(key=f"C{number:02}", county="130102", industry=industry, excluded=tuple(f"E{each:02}" for each in excluded))


def pool(experts: Iterable[PoolExpert], cases: Iterable[PoolCase], by: Rules | None = None) -> Pool:
    return Pool(review="sjz-2024-chain/2024-08/chain-case", rules=by or rules(), experts=tuple(experts), cases=tuple(cases))


def town(cases: int = 60, experts: int = 30, places: int = 5, seed: int = 1) -> Pool:
    """As large as a city's review, with conflicts."""
    lot = random.Random(seed)  # noqa: S311  # no secret
    there = [
        expert(number, f"1301{lot.randrange(2, 14):02}", *[name for name in INDUSTRIES if lot.random() < 0.3]) for number in range(experts)
    ]
    excluded = [[number for number in range(experts) if lot.random() < 0.1] for _ in range(cases)]
    return pool(there, [case(number, lot.choice(INDUSTRIES), each) for number, each in enumerate(excluded)], rules(places))


@st.composite
def pools(draw: st.DrawFn, most_cases: int = 3, most_experts: int = 6, most_places: int = 4) -> Pool:
    """Small enough to try everything; some cannot be drawn."""
    places = draw(st.integers(1, most_places))
    by = rules(places, draw(st.integers(1, 2)), draw(st.sampled_from([1, 1, 0, min(2, places)])))
    counties, industries = st.sampled_from(COUNTIES), st.sets(st.sampled_from(INDUSTRIES))
    experts = [expert(number, draw(counties), *draw(industries)) for number in range(draw(st.integers(max(1, places - 1), most_experts)))]
    numbers = st.sets(st.integers(0, len(experts) - 1), max_size=max(0, len(experts) - places + draw(st.integers(0, 1))))
    industry = st.none() | st.sampled_from(INDUSTRIES)
    cases = [case(number, draw(industry), draw(numbers)) for number in range(draw(st.sampled_from(range(most_cases, 0, -1))))]
    return pool(experts, cases, by)


def loads(of: Pool, panels: Panels) -> list[int]:
    """The cases of every expert of the pool, the most first."""
    counts = Counter(expert for panel in panels.values() for expert in panel)
    return sorted((counts[expert.key] for expert in of.experts), reverse=True)


def missing(of: Pool, panels: Panels) -> int:
    """How many experts of their industries all cases lack."""
    own = {expert.key: expert.industries for expert in of.experts}
    return sum(
        max(0, of.rules.industry_least - sum(case.industry in own[key] for key in panels[case.key]))
        for case in of.cases
        if case.industry is not None
    )


def per_county(of: Pool, panel: Iterable[str]) -> list[int]:
    """How many experts of each county are on a panel, the most first."""
    home = {expert.key: expert.county for expert in of.experts}
    return sorted(Counter(home[key] for key in panel).values(), reverse=True)


def right_panels(of: Pool, case: PoolCase) -> list[tuple[str, ...]]:
    """All panels of a case that keep the rule on counties; where none does, those that are spread most evenly."""
    free = [expert.key for expert in of.experts if expert.key not in case.excluded]
    every = list(combinations(free, of.rules.experts))
    keeping = [panel for panel in every if per_county(of, panel)[0] <= of.rules.county_most]
    evenest = min((per_county(of, panel) for panel in every), default=[])
    return keeping or [panel for panel in every if per_county(of, panel) == evenest]


def every_draw(of: Pool) -> Iterator[dict[str, tuple[str, ...]]]:
    """Every draw whose panels are all right."""
    for panels in product(*(right_panels(of, case) for case in of.cases)):
        yield {case.key: panel for case, panel in zip(of.cases, panels, strict=True)}
