"""From a review and its cases to the ranking's inputs, and from the ranking to the event that publishes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.events.parties import Officer
from contracts.events.scoring.ranking import Place, RankingPublished, Tie
from contracts.programme.review import Review as Programme
from services.scoring.domain.case import Case, Seat
from services.scoring.domain.case import known as held
from services.scoring.domain.ranking import Ranking
from services.scoring.domain.ranking_file import Inputs, inputs_digest
from services.scoring.domain.ranking_inputs import Case as CaseInputs
from services.scoring.domain.ranking_inputs import Excluded, RankingInputs, Rules
from services.scoring.domain.ranking_public import public
from services.scoring.domain.review import Review, known
from services.scoring.domain.sheet import option_of


def inputs(state: Review, programme: Programme, cases: Iterable[Case]) -> RankingInputs:
    """What the ranking follows from, under the experts' pseudonyms. The lot is drawn from the seed of the draw."""
    call = known(state.call)
    return RankingInputs(
        programme=call.programme,
        version=call.version,
        round=call.round,
        track=call.track,
        rules=Rules.of(programme),
        seed=known(state.seed),
        cases=tuple(_case(state, programme, case) for case in cases),
    )


def _case(state: Review, programme: Programme, case: Case) -> CaseInputs:
    file = held(case.file)
    return CaseInputs(
        case=case.id,
        option=option_of(file, programme.rubric),
        submitted_at=file.submitted_at,
        sheets={state.pool[expert].pseudonym: sheet.scores for expert, sheet in case.sheets.items()},
        excluded=tuple(_excluded(state, case)),
        joint={mark.criterion: mark.score for mark in case.joint.marks} if case.joint else None,
    )


def _excluded(state: Review, case: Case) -> Iterator[Excluded]:
    """Versions that were given back, and all sheets of experts who lost their place."""
    for seat in case.seats:
        yield from _versions(state, seat, "reopened", skip_last=seat.sheet is not None)
    for left in case.left:
        yield from _versions(state, left.seat, left.why)


def _versions(state: Review, seat: Seat, reason: str, *, skip_last: bool = False) -> Iterator[Excluded]:
    for sheet in seat.sheets[: -1 if skip_last else None]:
        yield Excluded(expert=state.pool[seat.expert].pseudonym, reason=reason, scores=sheet.scores)


def for_everybody(whole: RankingInputs, ranking: Ranking, programme: Programme) -> Inputs:
    """What is published of the inputs: all of them where the programme shows scores by criterion, else the sheets' totals."""
    return whole if programme.blindness.scores == "by-criterion" else public(whole, ranking, inputs_digest(whole))


@dataclass(frozen=True, slots=True)
class Published:
    """A ranking as it goes out: the inputs of the file for everybody, the SHA-256 of this and of the whole one, the salt that is opened
    with it, a note of the agency's."""

    inputs: Inputs
    ranking: Ranking
    file: str
    whole: str
    salt: bytes
    note: str | None

    def event(self, state: Review, by: Officer) -> RankingPublished:
        ranking, alpha = self.ranking, self.ranking.agreement.alpha
        return RankingPublished(
            review=known(state.call),
            region=state.region,
            places=tuple(self._places(state)),
            ties=tuple(Tie(total=f"{tie.total:f}", cases=tie.cases, broken_by=tie.broken_by) for tie in ranking.ties),
            passing=str(self.inputs.rules.passing),
            passed=sum(place.passed for place in ranking.ranked),
            alpha=None if alpha is None else f"{alpha:f}",
            inputs=inputs_digest(self.inputs),
            file=self.file,
            whole=self.whole,
            salt=self.salt.hex(),
            by=by,
            note=self.note,
        )

    def _places(self, state: Review) -> Iterator[Place]:
        for place in self.ranking.ranked:
            yield Place(
                rank=place.rank,
                application=place.case,
                uscc=state.cases[place.case].applicant,
                total=f"{place.total:f}",
                adjusted=None if place.adjusted is None else f"{place.adjusted:f}",
                passed=place.passed,
            )
