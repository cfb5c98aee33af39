"""What an enterprise writes in the form: composed from the texts of its industry and its mode, close to the limits (附件1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from contracts.regions import find_region
from contracts.text import length
from demo.data.chance import chance
from demo.data.company import Company
from demo.data.texts import Filler, sections

TITLE, BRIEF, SUMMARY, MEASURES, RESULTS, PROBLEMS = 50, 250, 300, 1800, 1000, 400
"""字, by 附件1 一 to 四."""
_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
_TRIES = 60  # orders tried for one field; the fullest that fits is taken


@dataclass(frozen=True, slots=True)
class Writing:
    """The body of the form."""

    title: str
    brief: str
    measures: str
    results: str
    problems: str


def write(company: Company) -> Writing:
    """The body of a company's form, every field within its limit."""
    draw = chance(company.key, "writing")
    names = {**company.model_dump(), "n": company.smes, "county": _county(company)}
    filler = Filler(names, draw)
    title = _title(company, filler, draw)
    return Writing(
        title=title,
        brief=_brief(company, filler, draw, min(BRIEF, SUMMARY - length(title))),
        measures=_points(_measures(company, draw), filler, MEASURES, draw),
        results=_points(_pool(company, "成效", draw), filler, RESULTS, draw),
        problems=_points(_pool(company, "问题", draw), filler, PROBLEMS, draw),
    )


def _county(company: Company) -> str:
    region = find_region(company.county)
    return region.name if region else company.county


def _title(company: Company, filler: Filler, draw: Random) -> str:
    """围绕具体推动中小企业“链式”数字化转型提炼成一句话: the longest ending that fits."""
    start = filler.fill(draw.choice(sections("titles")[company.mode]))
    endings = (start + ending for ending in sections("titles")["成效"])
    return next(title for title in endings if length(title) <= TITLE)


def _brief(company: Company, filler: Filler, draw: Random, limit: int) -> str:
    start = filler.fill(draw.choice(sections(company.mode)["简述"]))
    pool = [filler.fill(text) for text in (*sections(company.written_as)["简述"], *sections("general")["简述"])]
    return start + _fullest(pool, limit - length(start), draw, "；") + "。"


def _fullest(pool: Sequence[str], limit: int, draw: Random, joint: str) -> str:
    """The pieces, each with a mark behind it, that come closest to the limit in 字."""
    chosen = _choose([length(text) + 1 for text in pool], limit, draw)
    return joint.join(pool[index] for index in chosen)


def _choose(lengths: Sequence[int], limit: int, draw: Random, first: int = 0) -> list[int]:
    """The positions of pieces whose lengths come closest to the limit, in their order; the ``first`` ones always."""
    best: list[int] = []
    for _ in range(_TRIES):
        order = [*range(first), *draw.sample(range(first, len(lengths)), len(lengths) - first)]
        taken, room = [], limit
        for index in order:
            if lengths[index] <= room:
                taken.append(index)
                room -= lengths[index]
        if sum(lengths[index] for index in taken) > sum(lengths[index] for index in best):
            best = taken
    return sorted(best)


def _measures(company: Company, draw: Random) -> list[str]:
    """First the situation, then what the mode means, then the industry's means."""
    return [draw.choice(sections(company.written_as)["现状"]), *_pool(company, "举措", draw)]


def _pool(company: Company, section: str, draw: Random) -> list[str]:
    """All paragraphs of a section that the company could use, those of its mode and industry in an order of its own."""
    ours = [*sections(company.mode)[section]]
    theirs = [*sections(company.written_as)[section]]
    draw.shuffle(ours)
    draw.shuffle(theirs)
    return [*ours, *theirs, *sections("general")[section]]


def _points(pool: Sequence[str], filler: Filler, limit: int, draw: Random) -> str:
    """分条提炼: numbered points, the first two of the pool always among them."""
    points = [filler.fill(text).replace("|", "。") for text in pool]
    marks = 4  # （十一）: no number is longer
    chosen = _choose([length(point) + marks for point in points], limit, draw, first=2)
    return "\n".join(f"（{number}）{points[index]}" for number, index in zip(_NUMBERS, chosen, strict=False))
