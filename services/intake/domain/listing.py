"""How an application stands on a list: whose list it is, and what the row says."""

from __future__ import annotations

from typing import Any

from contracts.events.intake.content import Content
from contracts.events.intake.list import Entry
from contracts.events.parties import Division
from contracts.programme.fields import Meaning
from contracts.programme.track import Track
from contracts.programme.workflow import Step
from contracts.regions import find_region
from contracts.reporting import reporting_authority
from services.intake.domain.application import Application, known

SAID = frozenset(
    {
        Meaning.APPLICANT_NAME,
        Meaning.APPLICANT_USCC,
        Meaning.MODE,
        Meaning.CASE_TITLE,
        Meaning.CONTACT_NAME,
        Meaning.CONTACT_PHONE,
        Meaning.CONTACT_EMAIL,
    }
)
"""What a row says by its own words, whatever a programme calls it."""


def bureau_region(step: Step, region: Division) -> Division:
    """The region of the bureau on whose list this step puts what lies in ``region``."""
    code = step.region_of(region.code)
    if step.level == "reporting-authority" and (authority := reporting_authority(code)):
        return Division(code=code, name=authority.name)
    found = find_region(code)
    return region if code == region.code else Division(code=code, name=found.full_name if found else code)


def entry_of(state: Application, content: Content, track: Track, position: int) -> Entry:
    """The row of an application with this content."""
    brief = state.brief or brief_of(content, track)
    return Entry(
        position=position,
        application=state.id,
        track=known(state.call).track,
        applicant=content.applicant.name,
        uscc=content.applicant.uscc,
        mode=content.mode,
        title=content.title,
        brief=brief,
        contact=content.applicant.contact,
        fields=_fields(content, track),
    )


def brief_of(content: Content, track: Track) -> str:
    """Where the bureau writes none for its table: the form's own, else the title."""
    name = track.form.field_for(Meaning.CASE_BRIEF)
    return str(content.form.get(name) or content.title) if name else content.title


def _fields(content: Content, track: Track) -> dict[str, Any]:
    """What the tables show of the form beside what every row says, and what quotas and ways go by."""
    shown = {column.shows for table in track.tables for column in table.columns}
    named = {name for quota in track.quotas for name in quota.when} | {name for step in track.workflow for name in step.when}
    said = {name for meaning, name in track.form.meanings.items() if meaning in SAID}
    wanted = (shown - said) | named
    return {name: content.form[name] for name in track.form.fields if name in wanted and name in content.form}
