"""The words of a step: each is carried out with some steps. With another it would do nothing, and is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from contracts.programme.consistency.finding import Finding, Path
from contracts.programme.programme import Programme
from contracts.programme.track import Track
from contracts.programme.workflow import Step, StepName
from contracts.programme.workflow import StepName as S
from contracts.roles import Role

_APPLICANTS = frozenset({Role.ENTERPRISE, Role.PROVIDER})

CARRIED: Mapping[str, frozenset[StepName]] = {
    "level": frozenset({S.SUBMISSION, S.WITHDRAWAL, S.RETURN, S.REJECTION, S.RECOMMENDATION, S.FILING, S.ACCEPTANCE, S.RESULT}),
    "when": frozenset({S.RETURN, S.REJECTION, S.RECOMMENDATION, S.RECEIPT, S.ACCEPTANCE, S.RESULT}),
    "from": frozenset({S.CORRECTION, S.RECEIPT}),
    "confirmed_by": frozenset({S.RECOMMENDATION, S.DECISION}),
    "until": frozenset({S.WITHDRAWAL}),
    "within": frozenset({S.CORRECTION, S.FILING}),
    "deadline": frozenset({S.SUBMISSION, S.FILING}),
    "reasons": frozenset({S.RETURN, S.REJECTION}),
    "makes": frozenset({S.FILING}),
}
"""With which steps each word is carried out; ``by`` and ``after`` are words of all."""

_ENDS = frozenset({S.RECOMMENDATION, S.FILING, S.ACCEPTANCE, S.DECISION})
"""What may end the time in which one can withdraw."""

_TAKEN_BY: Mapping[StepName, frozenset[Role]] = {
    S.REVIEW: frozenset({Role.AGENCY}),
    S.RANKING: frozenset({Role.AGENCY}),
    S.AUDIT: frozenset({Role.AUDIT_FIRM}),
    S.PAYMENT: frozenset({Role.FINANCE}),
}
"""Steps that nobody else takes, whatever the programme."""

_ALWAYS: Mapping[StepName, tuple[StepName, ...]] = {
    S.WITHDRAWAL: (S.SUBMISSION,),
    S.RETURN: (S.SUBMISSION,),
    S.CORRECTION: (S.RETURN,),
    S.REJECTION: (S.SUBMISSION,),
    S.RECOMMENDATION: (S.SUBMISSION,),
    S.FILING: (S.RECOMMENDATION,),
    S.RECEIPT: (S.RECOMMENDATION,),
    S.RESULT: (S.FILING,),
    S.ACCEPTANCE: (S.FILING,),
    S.REVIEW: (S.ACCEPTANCE,),
    S.RANKING: (S.REVIEW,),
    S.AUDIT: (S.RANKING,),
    S.DECISION: (S.RANKING,),
    S.NOTICE: (S.DECISION,),
    S.AWARD: (S.AUDIT, S.DECISION, S.NOTICE),
    S.PAYMENT: (S.AWARD,),
    S.EVALUATION: (S.PAYMENT,),
    S.ARCHIVE: (S.PAYMENT,),
}
"""What is done before each step in any case."""

_ASKED: Mapping[StepName, tuple[StepName, ...]] = {
    S.RECEIPT: (S.FILING,),
    S.RESULT: (S.RECEIPT,),
    S.ACCEPTANCE: (S.RECEIPT,),
    S.ARCHIVE: (S.EVALUATION,),
}
"""And what where the step says ``after``."""


def check(programme: Programme, code: str) -> Iterator[Finding]:
    track, path = programme.tracks[code], ("tracks", code)
    for index, step in enumerate(track.workflow):
        here = (*path, "workflow", index)
        yield from _misplaced(here, step)
        yield from _after(here, step)
        yield from _roles(here, step, track)
    yield from _agreeing(path, track)
    if S.FILING in track.steps and not any(each.tables for each in programme.tracks.values()):
        yield Finding((*path, "workflow"), "nobody files a list: no track of the programme has a summary_table or own_table")


def words(step: Step) -> Iterator[str]:
    """What a step says, by the words of the file."""
    return (info.alias or name for name, info in Step.model_fields.items() if name in step.model_fields_set)


def _misplaced(here: Path, step: Step) -> Iterator[Finding]:
    for word in words(step):
        if word in CARRIED and step.step not in CARRIED[word]:
            yield Finding((*here, word), f"{word} is not carried out with {step.step}; it is a word of: {_named(CARRIED[word])}")
    if step.until and step.until not in _ENDS:
        yield Finding((*here, "until"), f"a withdrawal cannot end with {step.until}; allowed: {_named(_ENDS)}")
    if step.deadline == "review" and step.step is S.SUBMISSION:
        yield Finding((*here, "deadline"), "a submission comes within the round's window; allowed: round")
    if step.step in CARRIED["reasons"] and not step.reasons:
        yield Finding(here, f"a {step.step} always has its reasons: say reasons: true")
    if step.level and step.step is not S.FILING and _APPLICANTS & set(step.by):
        yield Finding((*here, "level"), f"level is of a bureau's step; this is taken by {', '.join(step.by)}")


def _named(steps: Collection[StepName]) -> str:
    return ", ".join(step for step in StepName if step in steps)


def _after(here: Path, step: Step) -> Iterator[Finding]:
    done = before(step.step)
    for each in step.after:
        if each not in done:
            yield Finding((*here, "after"), f"{step.step} does not wait for {each}; allowed: {_named(done) or 'none'}")


def before(step: StepName) -> set[StepName]:
    """What ``after`` of a step may name: what is done before it in any case, and what it waits for where it says so."""
    found, waiting = set(_ASKED.get(step, ())), list(_ALWAYS.get(step, ()))
    while waiting:
        found.add(each := waiting.pop())
        waiting += _ALWAYS.get(each, ())
    return found


def _roles(here: Path, step: Step, track: Track) -> Iterator[Finding]:
    """Who takes a step, hands over, confirms: the same as elsewhere in the track, where that is what is carried out."""
    only = _TAKEN_BY.get(step.step)
    if only and not set(step.by) <= only:
        yield Finding((*here, "by"), f"{step.step} is taken by {', '.join(only)}")
    if step.step is S.RECOMMENDATION and step.confirmed_by is None:
        yield Finding(here, "confirmed_by is missing: a recommendation is confirmed by another person")
    submission = track.steps.get(S.SUBMISSION)
    if step.step is S.CORRECTION and submission and set(step.by) != set(submission.by):
        yield Finding((*here, "by"), f"who has filed corrects: {', '.join(submission.by)}")
    giver = {S.CORRECTION: S.RETURN, S.RECEIPT: S.FILING}.get(step.step)
    given = set(track.steps[giver].by) if giver in track.steps else set()
    if giver in track.steps and step.sender and not set(step.sender) <= given:
        yield Finding((*here, "from"), f"it comes from who takes {giver}: {', '.join(sorted(given))}")


def _agreeing(path: Path, track: Track) -> Iterator[Finding]:
    """What a section says as well as a step is the same in both."""
    filing, receipt, decision = (track.steps.get(name) for name in (S.FILING, S.RECEIPT, S.DECISION))
    filers = {role for table in track.tables for role in table.filed_by}
    if filing and filers and set(filing.by) != filers:
        yield Finding(_at(path, track, filing, "by"), f"who files is said by the tables' filed_by: {', '.join(sorted(filers))}")
    takers = {role for table in track.tables for role in table.to}
    if receipt and takers and set(receipt.by) != takers:
        yield Finding(_at(path, track, receipt, "by"), f"who receives is said by the tables' to: {', '.join(sorted(takers))}")
    if decision and track.decision:
        for word, said, wanted in (
            ("by", decision.by, track.decision.proposed_by),
            ("confirmed_by", decision.confirmed_by or (), track.decision.approved_by),
        ):
            if set(said) != set(wanted):
                yield Finding(_at(path, track, decision, word), f"the decision's section says: {', '.join(wanted)}")
    evaluation = track.steps.get(S.EVALUATION)
    if evaluation and track.evaluation and set(evaluation.by) != set(track.evaluation.by):
        yield Finding((*path, "evaluation", "by"), f"the step evaluation is taken by {', '.join(evaluation.by)}")


def _at(path: Path, track: Track, step: Step, word: str) -> Path:
    return (*path, "workflow", track.workflow.index(step), word)
