"""What an enterprise writes in the form: composed from the texts of its industry and its mode, close to the limits (附件1)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from contracts.regions import find_region
from contracts.text import length
from demo.chain.data.company import Company
from demo.chain.data.texts import sections
from demo.data.chance import chance
from demo.data.composing import fullest, points
from demo.data.texts import Filler

TITLE, BRIEF, SUMMARY, MEASURES, RESULTS, PROBLEMS = 50, 250, 300, 1800, 1000, 400
"""字, by 附件1 一 to 四."""


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
        measures=points(_measures(company, draw), filler, MEASURES, draw),
        results=points(_pool(company, "成效", draw), filler, RESULTS, draw),
        problems=points(_pool(company, "问题", draw), filler, PROBLEMS, draw),
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
    return start + fullest(pool, limit - length(start), draw, "；") + "。"


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
