"""The review: weights add up, anchors rise from 0 to 100, ties end with a lot."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from contracts.programme.choices import ChoiceSet
from contracts.programme.consistency.finding import Finding, Path, unknown
from contracts.programme.programme import Programme
from contracts.programme.review import Review
from contracts.programme.rubric import Anchors, Rubric

_BESIDE_CRITERIA = ("submission", "lot")


def check(programme: Programme, code: str) -> Iterator[Finding]:
    track = programme.tracks[code]
    if track.review is None:
        return
    path = ("tracks", code, "review")
    if not track.review.undertaking:
        yield Finding((*path, "undertaking"), "every expert signs before the first case opens; allowed: true")
    rubric = track.review.rubric
    field = track.form.single_choice(rubric.varies_by) if rubric.varies_by else None
    if rubric.varies_by and field is None:
        names = [name for name in track.form.fields if track.form.single_choice(name)]
        yield unknown((*path, "rubric", "varies_by"), "field with a choice of one", rubric.varies_by, names)
    choices = programme.choices.get(field.of) if field else None
    if choices or not field:
        yield from _weights((*path, "rubric", "criteria"), rubric, choices)
        yield from _criteria((*path, "rubric"), rubric, choices)
    yield from _ties((*path, "ties"), track.review)


def _weights(path: Path, rubric: Rubric, choices: ChoiceSet | None) -> Iterator[Finding]:
    for option in (None, *(choices.options if choices else ())):
        total = sum(criterion.weight for criterion in rubric.for_option(option))
        if total != 100:
            yield Finding(path, f"the weights{f' for {option}' if option else ''} add up to {total}, not to 100")


def _criteria(path: Path, rubric: Rubric, choices: ChoiceSet | None) -> Iterator[Finding]:
    if rubric.passing > 100:
        yield Finding((*path, "passing"), f"{rubric.passing} is above 100")
    if rubric.reasons.below > rubric.reasons.above or rubric.reasons.above > 100:
        yield Finding((*path, "reasons"), "below must not exceed above, nor above 100")
    for code, criterion in rubric.criteria.items():
        here = (*path, "criteria", code)
        yield from _anchors((*here, "levels"), criterion.levels, rubric.step)
        for option, variant in criterion.variants.items():
            if choices is None or option not in choices.options:
                yield unknown((*here, "variants", option), "option of varies_by", option, choices.options if choices else ())
            yield from _anchors((*here, "variants", option, "levels"), variant.levels or (), rubric.step)


def _anchors(path: Path, levels: Anchors, step: int) -> Iterator[Finding]:
    if levels and (levels[0].at, levels[-1].at) != (0, 100):
        yield Finding(path, "levels go from 0 to 100")
    for index, (lower, higher) in enumerate(pairwise(levels), start=1):
        if higher.at <= lower.at:
            yield Finding((*path, index, "at"), f"levels rise: {higher.at} stands after {lower.at}")
    for index, level in enumerate(levels):
        if level.at % step:
            yield Finding((*path, index, "at"), f"{level.at} is no multiple of the rubric's step {step}")


def _ties(path: Path, review: Review) -> Iterator[Finding]:
    allowed = (*review.rubric.criteria, *_BESIDE_CRITERIA)
    for index, rule in enumerate(review.ties):
        if rule not in allowed:
            yield unknown((*path, index), "criterion or tie rule", rule, allowed)
        if rule in review.ties[:index]:
            yield Finding((*path, index), f"{rule} stands twice")
    if review.ties[-1] != "lot":
        yield Finding(path, "the last tie rule is lot, so that every tie is broken")
