"""From review to payment: each step has its section, each section its step, and a sum of money has a fund."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.programme.consistency.finding import Finding, Path
from contracts.programme.consistency.form import check_fields
from contracts.programme.fields import Meaning
from contracts.programme.oversight import SHOWABLE
from contracts.programme.programme import Programme
from contracts.programme.track import Track
from contracts.programme.workflow import StepName

_SECTIONS = {
    StepName.REVIEW: "review",
    StepName.AUDIT: "audit",
    StepName.DECISION: "decision",
    StepName.NOTICE: "notice",
    StepName.PAYMENT: "payment",
    StepName.EVALUATION: "evaluation",
}
_ACCOUNT = (Meaning.ACCOUNT_HOLDER, Meaning.ACCOUNT_BANK, Meaning.ACCOUNT_NUMBER)


def check(programme: Programme, code: str) -> Iterator[Finding]:
    track, path = programme.tracks[code], ("tracks", code)
    for step, section in _SECTIONS.items():
        if (step in track.steps) is (getattr(track, section) is None):
            reason = "stands in the workflow, but its section is missing" if step in track.steps else "has a section, but is no step"
            yield Finding((*path, section) if step not in track.steps else (*path, "workflow"), f"{step} {reason}")
    yield from _money(path, track)
    yield from _meanings(path, track)
    if track.evaluation:
        yield from check_fields((*path, "evaluation", "form"), track.evaluation.form, track.form, programme.choices)


def _money(path: Path, track: Track) -> Iterator[Finding]:
    paid = track.award.kind != "none"
    for section in ("fund", "payment"):
        if paid is (getattr(track, section) is None):
            yield Finding((*path, "award"), f"award {track.award.kind} {'needs' if paid else 'has no'} {section}")
    if track.payment and track.payment.repayable:
        yield Finding((*path, "payment", "repayable"), "no service asks a paid award back that was only lent; allowed: false")
    if track.fund and not track.applicant.has_uscc:
        yield Finding((*path, "fund"), "a region, a cluster and a park have no USCC, by which a fund knows whom it has awarded")
    for meaning in _ACCOUNT if paid else ():
        if meaning not in track.form.meanings:
            yield Finding((*path, "form"), f"a paid award needs a field with “is: {meaning}”")


def _meanings(path: Path, track: Track) -> Iterator[Finding]:
    named = [((*path, "notice", "shows", index), meaning) for index, meaning in enumerate(track.notice.shows if track.notice else ())]
    for place, meaning in named:
        if meaning not in SHOWABLE:
            yield Finding(place, f"{meaning} is not for the public")
    if track.audit and track.audit.not_by:
        named.append(((*path, "audit", "not_by"), track.audit.not_by))
    for place, meaning in named:
        if meaning not in track.form.meanings:
            yield Finding(place, f"no field of the form is {meaning}")
