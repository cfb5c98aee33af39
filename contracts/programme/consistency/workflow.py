"""The workflow: steps stand in order, and what refers to a step refers to one that the track has."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.programme.consistency import quotas
from contracts.programme.consistency.finding import Finding, Path, unknown
from contracts.programme.consistency.form import option_codes
from contracts.programme.programme import Programme
from contracts.programme.summary_table import SummaryTable
from contracts.programme.track import Track
from contracts.programme.when import When
from contracts.programme.workflow import ENTRY_WORDS, StepName

_COUNTED = (StepName.SUBMISSION, StepName.RECOMMENDATION)
"""The steps at which a list is entered, which holds the quotas."""
_FREEING = (StepName.WITHDRAWAL, StepName.RETURN, StepName.REJECTION)


def check(programme: Programme, code: str) -> Iterator[Finding]:
    track, path = programme.tracks[code], ("tracks", code)
    yield from _order((*path, "workflow"), track)
    yield from _references(path, track)
    yield from quotas.check(path, track)
    yield from _unique(path, track)
    yield from _summary_table(path, track)
    yield from _second_times(path, track)
    yield from _result(path, track)
    for place, when in _whens(path, track):
        for field, codes in when.items():
            yield from option_codes(programme, code, ((*place, "when", field), field, codes))


def _whens(path: Path, track: Track) -> Iterator[tuple[Path, When]]:
    """Everything of the track that applies to some applications only."""
    yield from (((*path, "checks", name), check.when) for name, check in track.checks.items())
    yield from (((*path, "workflow", index), step.when) for index, step in enumerate(track.workflow))
    yield from (((*path, "quotas", index), quota.when) for index, quota in enumerate(track.quotas))


def _unique(path: Path, track: Track) -> Iterator[Finding]:
    for index, rule in enumerate(track.unique):
        here = (*path, "unique", index, "per")
        for name in rule.fields:
            field = track.form.fields.get(name)
            if field is None or field.kind in ("table", "computed"):
                allowed = (*ENTRY_WORDS, *(one for one, each in track.form.fields.items() if each.kind not in ("table", "computed")))
                yield unknown(here, "field", name, allowed)
        if not track.applicant.has_uscc and "applicant" in rule.per:
            yield Finding(here, "a region, a cluster and a park have no USCC to be known by: name the fields that must be unique")


def _order(path: Path, track: Track) -> Iterator[Finding]:
    done: list[StepName] = []
    for index, step in enumerate(track.workflow):
        if step.step in done:
            yield Finding((*path, index, "step"), f"{step.step} stands twice in the workflow")
        for before in step.after:
            if before not in done:
                yield Finding(
                    (*path, index, "after"), f"{before} is no step before {step.step}; before it stand: {', '.join(done) or 'none'}"
                )
        if step.until is not None and step.until not in track.steps:
            yield unknown((*path, index, "until"), "step", step.until, track.steps)
        done.append(step.step)
    if not done or done[0] is not StepName.SUBMISSION:
        yield Finding((*path, 0, "step"), "a workflow begins with submission")


def _references(path: Path, track: Track) -> Iterator[Finding]:
    for name, entry in track.checks.items():
        if entry.step is not StepName.RECOMMENDATION or entry.step not in track.steps:
            found = [StepName.RECOMMENDATION] if StepName.RECOMMENDATION in track.steps else []
            yield unknown((*path, "checks", name, "step"), "step at which clauses are confirmed,", entry.step.value, found)
    for index, quota in enumerate(track.quotas):
        if quota.step not in _COUNTED or quota.step not in track.steps:
            found = [one for one in _COUNTED if one in track.steps]
            yield unknown((*path, "quotas", index, "step"), "step that is counted,", quota.step.value, found)
    for index, unique in enumerate(track.unique):
        for step in unique.freed_by:
            if step not in _FREEING or step not in track.steps:
                found = [one for one in _FREEING if one in track.steps]
                yield unknown((*path, "unique", index, "freed_by"), "step that gives a place back,", step.value, found)


def _result(path: Path, track: Track) -> Iterator[Finding]:
    """A result is recorded of what was filed on a list and is not accepted: what is accepted goes on to a review of its own."""
    step = track.steps.get(StepName.RESULT)
    if step is None:
        return
    here = (*path, "workflow", list(track.workflow).index(step), "step")
    if StepName.FILING not in track.steps:
        yield Finding(here, "a result is recorded of what was filed: the workflow has no step filing")
    if StepName.ACCEPTANCE in track.steps:
        yield Finding(here, "what is accepted goes on to the review: a workflow has acceptance or result")


def _summary_table(path: Path, track: Track) -> Iterator[Finding]:
    yield from _own_table(path, track)
    table = track.summary_table
    makers = [index for index, step in enumerate(track.workflow) if step.makes == "summary-table"]
    if makers and table is None:
        yield Finding((*path, "workflow", makers[0], "makes"), "the track has no summary_table")
    if table is None:
        return
    if not makers:
        yield Finding((*path, "summary_table"), "no step makes it (makes: summary-table)")
    yield from _columns((*path, "summary_table"), table, track)
    for number, (name, field) in enumerate(table.fields.items()):
        if number or field.kind != "text":
            yield Finding(
                (*path, "summary_table", "fields", name), "a bureau writes one text for each row; allowed: one field of kind text"
            )


def _columns(path: Path, table: SummaryTable, track: Track) -> Iterator[Finding]:
    shown = {"sequence", *track.form.fields, *table.fields}
    for name in table.fields:
        if name in track.form.fields:
            yield Finding((*path, "fields", name), f"{name} is a field of the form already")
    for index, column in enumerate(table.columns):
        if column.shows not in shown:
            yield unknown((*path, "columns", index, "shows"), "field", column.shows, shown)


def _own_table(path: Path, track: Track) -> Iterator[Finding]:
    """What is filed without a bureau."""
    step = track.steps.get(StepName.RECOMMENDATION)
    if track.own_table is None:
        if step and step.when:
            here = list(track.workflow).index(step)
            yield Finding((*path, "workflow", here, "when"), "what nobody recommends is filed by its filer: own_table is missing")
        return
    yield from _columns((*path, "own_table"), track.own_table, track)
    if track.own_table.fields:
        yield Finding((*path, "own_table", "fields"), "who files directly has written all that the table shows into the form")
    if track.own_table.order == "priority":
        yield Finding((*path, "own_table", "order"), "a filer's own list stands as it was filed; allowed: recommendation")
    if not track.applicant.has_uscc:
        yield Finding((*path, "own_table"), "a filer's own list goes by its USCC, which a region, a cluster and a park do not have")
    if step and not step.when:
        yield Finding((*path, "own_table"), "every application is recommended: recommendation needs a when")


def _second_times(path: Path, track: Track) -> Iterator[Finding]:
    """What may be returned has a period for its second time, so that no service has to invent one."""
    steps = list(track.workflow)
    if StepName.RETURN in track.steps:
        if StepName.CORRECTION not in track.steps:
            here = steps.index(track.steps[StepName.RETURN])
            yield Finding((*path, "workflow", here, "step"), "what is returned is corrected: the workflow has no step correction")
        elif track.steps[StepName.CORRECTION].within is None:
            here = steps.index(track.steps[StepName.CORRECTION])
            yield Finding((*path, "workflow", here, "step"), "within is missing: how long a correction may take")
    for here, step in enumerate(steps):
        if step.makes == "summary-table" and step.within is None:
            yield Finding((*path, "workflow", here, "makes"), "within is missing: how long the replacement of a returned table may take")
