"""The pool that a draw is made from: its seed committed, its experts fixed under pseudonyms, and what the draw needs of them."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.events.scoring.draw import PoolClosed, Pooled, PoolExtended, SeedCommitted
from contracts.events.scoring.expert import Expert
from contracts.events.scoring.review import CaseFacts
from contracts.programme.review import Review as Programme
from contracts.refusal import Fault, Refusal, Text
from contracts.regions import shortest
from services.scoring.domain.conflicts import CaseParties, Exclusions, ExpertTies, conflicts, exclusions
from services.scoring.domain.draw_pool import Pool, PoolCase, PoolExpert, Rules
from services.scoring.domain.expert import Registration, entry_of
from services.scoring.domain.review import Review, known, require

_LETTERS = 16
_STATUS = {"suspended": Text("已暂停", "suspended"), "expired": Text("聘期已过", "expired")}


def pseudonym(salt: bytes, expert: str) -> str:
    """What the published files call an expert: nobody can tell who it is until the salt is opened with the ranking."""
    return hmac.digest(salt, expert.encode(), "sha256").hex()[:_LETTERS]


def commit_seed(state: Review, commitment: str, by: Officer) -> list[Event]:
    """Publish the SHA-256 of a seed that nobody knows."""
    require(state, "opened")
    return [SeedCommitted(review=known(state.call), commitment=commitment, by=by)]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who is to join a pool, by id; the salt of their pseudonyms; the day in Shanghai on which they have to be active."""

    experts: Mapping[str, Registration]
    salt: bytes
    on: date

    def pooled(self) -> tuple[Pooled, ...]:
        """By id. A refusal names those who may not be drawn."""
        self._require_active()
        entries = {expert: entry_of(state) for expert, state in sorted(self.experts.items())}
        return tuple(Pooled(expert=expert, pseudonym=pseudonym(self.salt, expert), entry=entry) for expert, entry in entries.items())

    def _require_active(self) -> None:
        if not self.experts:
            raise Refusal("invalid-content", Text("专家库不能为空", "A pool needs experts"))
        states = {expert: state.status(self.on) for expert, state in sorted(self.experts.items()) if state.entry}
        faults = tuple(_inactive(expert, _STATUS[status]) for expert, status in states.items() if status != "active")
        if faults:
            raise Refusal("invalid-content", Text("专家库中有不能抽取的专家", "Some of these experts cannot be drawn"), faults)


def _inactive(expert: str, status: Text) -> Fault:
    return Fault("not-active", f"/experts/{expert}", Text(f"该专家{status.zh}", f"This expert is {status.en}"), actual=status.en)


def close_pool(state: Review, candidates: Candidates, by: Officer) -> list[Event]:
    """These experts and no others: after the seed is committed, so that nobody could choose the one to fit the other."""
    require(state, "committed")
    return [PoolClosed(review=known(state.call), pool=candidates.pooled(), by=by)]


def extend_pool(state: Review, candidates: Candidates, by: Officer) -> list[Event]:
    """More experts: for a draw that cannot be made with too few, and after it for places that nobody could take."""
    require(state, "pooled", "drawn")
    there = candidates.experts.keys() & (state.pool.keys() - set(state.absent))
    if there:
        text = Text("已在专家库中", "In the pool already")
        faults = tuple(Fault("in-pool", f"/experts/{expert}", text) for expert in sorted(there))
        raise Refusal("conflict", Text("部分专家已在专家库中", "Some of these experts are in the pool already"), faults)
    return [PoolExtended(review=known(state.call), pool=candidates.pooled(), by=by)]


@dataclass(frozen=True, slots=True)
class Terms:
    """How the programme draws, and the options of its industries: a case of another industry has no experts of its own."""

    rules: Rules
    industries: frozenset[str]

    @classmethod
    def of(cls, programme: Programme, industries: Iterable[str]) -> Terms:
        draw = programme.draw
        rules = Rules(experts=programme.experts, county_most=draw.county_most, industry_least=draw.industry_least)
        return cls(rules, frozenset(industries))

    def expert(self, pooled: Pooled) -> PoolExpert:
        """Under the pseudonym. Who is known by city or province only shares no county with anybody."""
        home = shortest(pooled.entry.regions[0]) if pooled.entry.regions else ""
        county = home if len(home) == 6 else f"{home}/{pooled.pseudonym}"
        return PoolExpert(key=pooled.pseudonym, county=county, industries=pooled.entry.industries)

    def case(self, facts: CaseFacts, excluded: Iterable[str] = ()) -> PoolCase:
        """``excluded`` by pseudonym."""
        industry = facts.industry if facts.industry in self.industries else None
        return PoolCase(key=facts.application, county=facts.region, industry=industry, excluded=tuple(excluded))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a draw is made from: the pool under pseudonyms, who of it is ``absent`` (by id), the conflicts by case and pseudonym."""

    pool: Pool
    absent: tuple[str, ...]
    conflicts: Exclusions


def prepare(state: Review, terms: Terms, present: Mapping[str, Registration], on: date) -> Prepared:
    """The draw of a closed pool. ``present``: its experts as they stand now, by id: a conflict counts when it was known then or is now."""
    require(state, "pooled")
    active = {expert for expert, registration in present.items() if registration.status(on) == "active"}
    pooled = [each for expert, each in sorted(state.pool.items()) if expert in active]
    parties = [parties_of(state.cases[case]) for case in state.reviewed]
    then = exclusions({each.pseudonym: ties_of(each.entry) for each in pooled}, parties)
    now = exclusions({each.pseudonym: ties_of(entry_of(present[each.expert])) for each in pooled}, parties)
    both = {case: now[case] | then[case] for case in state.reviewed}
    cases = tuple(terms.case(state.cases[case], both[case]) for case in state.reviewed)
    pool = Pool(review=name_of(known(state.call)), rules=terms.rules, experts=tuple(terms.expert(each) for each in pooled), cases=cases)
    return Prepared(pool, tuple(sorted(state.pool.keys() - active)), both)


def name_of(call: Call) -> str:
    return f"{call.programme}/{call.round}/{call.track}"


def ties_of(entry: Expert) -> ExpertTies:
    return ExpertTies(
        employer=entry.employer.uscc,
        group=frozenset(entry.employer.group),
        regions=entry.regions,
        declared=frozenset(entry.declared),
    )


def parties_of(facts: CaseFacts) -> CaseParties:
    return CaseParties(
        key=facts.application,
        region=facts.region,
        applicant=facts.applicant or "",
        smes=frozenset(facts.smes),
        platform_builder=facts.builder,
    )


def in_conflict(entry: Expert, cases: Iterable[CaseFacts]) -> tuple[str, ...]:
    """The cases that an expert may not review, by id."""
    ties = ties_of(entry)
    return tuple(sorted(facts.application for facts in cases if conflicts(ties, parties_of(facts))))


def known_as(state: Review, experts: Collection[str]) -> tuple[str, ...]:
    """The pseudonyms of experts of the pool."""
    return tuple(sorted(state.pool[expert].pseudonym for expert in experts))
