"""Who may not review a case, and why.

An expert's employer is compared with the case's parties: the applicant, the small and medium enterprises that it brings along, and the
builder of its platform. So are the other enterprises of the employer's group and those that the expert has declared. An expert who lives
or works in the case's county is in conflict too: every region of the expert counts here (for the limit of experts of one county only the
first does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.refusal import Text
from contracts.regions import shortest

Exclusions = dict[str, dict[str, tuple["Reason", ...]]]
"""Case → the experts who may not review it → why."""


class Reason(StrEnum):
    APPLICANT = "employed-by-applicant"
    SME = "employed-by-sme"
    PLATFORM = "employed-by-platform-builder"
    GROUP = "same-group"
    DECLARED = "declared"
    COUNTY = "same-county"

    @property
    def text(self) -> Text:
        return _TEXTS[self]


_TEXTS = {
    Reason.APPLICANT: Text("任职单位为申报企业", "employed by the applicant"),
    Reason.SME: Text("任职单位为被带动的中小企业", "employed by one of the enterprises that the applicant brings along"),
    Reason.PLATFORM: Text("任职单位为平台建设单位", "employed by the builder of the platform"),
    Reason.GROUP: Text("任职单位与申报各方属同一集团", "the employer belongs to the group of one of the parties"),
    Reason.DECLARED: Text("专家本人申明回避", "declared by the expert"),
    Reason.COUNTY: Text("与申报企业在同一县（市、区）", "of the case's county"),
}


@dataclass(frozen=True, slots=True)
class ExpertTies:
    """Whom an expert is tied to, by USCC: employer, its group, and whom they declared; ``regions``: where they live and work."""

    employer: str
    group: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    declared: frozenset[str] = frozenset()
    declared_cases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseParties:
    """Who has a part in a case, by USCC, and the county (division code) that it comes from."""

    key: str
    region: str
    applicant: str
    smes: frozenset[str] = frozenset()
    platform_builder: str | None = None

    @property
    def all(self) -> frozenset[str]:
        return self.smes | {self.applicant} | ({self.platform_builder} if self.platform_builder else set())


def conflicts(expert: ExpertTies, case: CaseParties) -> tuple[Reason, ...]:
    """Every reason why the expert may not review the case, in the order of Reason; empty: there is none."""
    return tuple(_reasons(expert, case))


def _reasons(expert: ExpertTies, case: CaseParties) -> Iterator[Reason]:
    if expert.employer == case.applicant:
        yield Reason.APPLICANT
    if expert.employer in case.smes:
        yield Reason.SME
    if expert.employer == case.platform_builder:
        yield Reason.PLATFORM
    if not case.all.isdisjoint(expert.group - {expert.employer}):
        yield Reason.GROUP
    if case.key in expert.declared_cases or not case.all.isdisjoint(expert.declared):
        yield Reason.DECLARED
    if any(same_county(region, case.region) for region in expert.regions):
        yield Reason.COUNTY


def same_county(one: str, other: str) -> bool:
    """Whether both codes name one county (6 digits). Who is known by city or province only shares no county with anybody."""
    return shortest(one) == shortest(other) and len(shortest(one)) == 6


def exclusions(experts: Mapping[str, ExpertTies], cases: Iterable[CaseParties]) -> Exclusions:
    """The conflicts of all experts (by key) with all cases; found by what they share, not by trying each pair."""
    tied = _by_tie(experts)
    found: Exclusions = {}
    for case in cases:
        near = set().union(*(tied.get(tie, ()) for tie in (*case.all, case.key, shortest(case.region))))
        found[case.key] = {key: reasons for key in sorted(near) if (reasons := conflicts(experts[key], case))}
    return found


def _by_tie(experts: Mapping[str, ExpertTies]) -> Mapping[str, set[str]]:
    tied: defaultdict[str, set[str]] = defaultdict(set)
    for key, expert in experts.items():
        ties = {expert.employer} | expert.group | expert.declared | expert.declared_cases
        for tie in ties | {shortest(region) for region in expert.regions}:
            tied[tie].add(key)
    return tied
