"""What the tables are made of: a ranking with its inputs, and what people call the cases and the experts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from contracts.programme import Programme
from contracts.programme.published import templates_of
from contracts.programme.review import Review
from services.chassis.tables import Row, Shown, Table
from services.chassis.templates import table_template
from services.scoring.domain.ranking import Ranked, Ranking
from services.scoring.domain.ranking_inputs import Case, RankingInputs
from services.scoring.domain.rounding import half_up

RULES = {"trimmed-mean": "去掉最高、最低后平均", "mean": "平均", "median": "中位数", "joint-opinion": "合议"}
"""How a case's total was made of its sheets."""


@dataclass(frozen=True, slots=True)
class CaseName:
    """What a case is called: its title, whose it is, in which county."""

    applicant: str
    title: str
    region: str


@dataclass(frozen=True, slots=True)
class Results:
    """``experts`` are names by pseudonym: who is not in it stays a pseudonym, as long as the programme's blindness asks for it.

    ``opinions`` are the panel's, of the cases on which it met; ``at`` is the instant of the ranking.
    """

    programme: Programme
    inputs: RankingInputs
    ranking: Ranking
    cases: Mapping[str, CaseName]
    experts: Mapping[str, str]
    opinions: Mapping[str, str]
    at: datetime

    @property
    def ranked(self) -> Iterator[tuple[Ranked, Case]]:
        """Each case in the order of the ranking, with what it follows from."""
        given = {case.case: case for case in self.inputs.ordered.cases}
        return ((place, given[place.case]) for place in self.ranking.ranked)

    def expert(self, pseudonym: str) -> str:
        return self.experts.get(pseudonym, pseudonym)

    def rounded(self, exact: str) -> Decimal:
        """A criterion's exact mean (82.5, 251/3) as it is shown."""
        return half_up(Fraction(exact), self.inputs.rules.aggregate.decimals)

    @property
    def review(self) -> Review:
        """LookupError where the track is not reviewed."""
        review = self.programme.tracks[self.inputs.track].review
        if review is None:
            raise LookupError("the track has no review")
        return review

    @property
    def ranked_by(self) -> str:
        return "原始分" if self.ranking.by == "raw" else "校正分"

    def mode(self, case: Case) -> str | None:
        """The option that the rubric varies by, in words."""
        field = self.programme.tracks[self.inputs.track].form.single_choice(self.review.rubric.varies_by or "")
        options = self.programme.choices[field.of].options if field else {}
        return options[case.option].title.zh if case.option in options else case.option

    def named(self, case: str) -> Row:
        name = self.cases[case]
        return {"case": case, "applicant": name.applicant, "title": name.title, "region": name.region}

    def criteria(self) -> tuple[Shown, ...]:
        """A column for each criterion of the rubric, in its order."""
        return tuple(Shown(f"criterion:{code}", criterion.title.zh, 12) for code, criterion in self.review.rubric.criteria.items())

    def table(self, name: str, head: tuple[tuple[str, str], ...], columns: tuple[Shown, ...], rows: Iterator[Row]) -> Table:
        part, template = self.inputs.round, table_template(templates_of(self.programme.programme), LAYOUTS.get(name, "table"))
        return Table(name, self.programme.title.zh, part, f"{part}批次{name}", head, columns, tuple(rows), self.at, template)


LAYOUTS = {"评审汇总表": "scoring-summary", "评审排序表": "ranking"}
"""By which name the templates of tables are known; of all others: that of all tables."""

CASE = (
    Shown("applicant", "申报单位", 26, centred=False),
    Shown("title", "案例名称", 28, centred=False),
)
