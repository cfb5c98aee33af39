"""What scoring keeps of intake's events: an accepted application as reviewers may see it, and the set of a closed round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.events.intake.content import Call
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.intake.round import RoundClosed
from contracts.events.scoring.case import CaseFile
from contracts.events.scoring.review import CaseFacts, ReviewConvened
from contracts.programme.fields import Meaning
from contracts.programme.programme import Programme
from contracts.programme.track import Track

_ACCOUNT = frozenset({Meaning.ACCOUNT_HOLDER, Meaning.ACCOUNT_BANK, Meaning.ACCOUNT_NUMBER, Meaning.ACCOUNT_ROUTING})
_CONTACT = frozenset({Meaning.CONTACT_NAME, Meaning.CONTACT_PHONE, Meaning.CONTACT_EMAIL})


def case_file(accepted: ApplicationAccepted, track: Track) -> CaseFile:
    """Without the bank account, and without contacts unless the programme shows them to reviewers."""
    content = accepted.content
    return CaseFile(
        title=content.title,
        applicant=content.applicant.name,
        uscc=content.applicant.uscc,
        region=content.applicant.region,
        mode=content.mode,
        industry=content.industry,
        scope=content.scope,
        place=content.place,
        platform=content.platform,
        smes=content.smes,
        form=_shown(content.form, track),
        materials=content.materials,
        brief=accepted.recommendation.brief if accepted.recommendation else None,
        submitted_at=accepted.submitted_at,
        digest=content.digest,
    )


def _shown(form: dict[str, Any], track: Track) -> dict[str, Any]:
    contacts = track.review is not None and track.review.blindness.contacts == "shown"
    kept_back = _ACCOUNT if contacts else _ACCOUNT | _CONTACT
    hidden = {name for meaning, name in track.form.meanings.items() if meaning in kept_back}
    return {name: value for name, value in form.items() if name not in hidden}


def case_facts(accepted: ApplicationAccepted) -> CaseFacts:
    """What draw and ranking need."""
    content = accepted.content
    return CaseFacts(
        application=accepted.application,
        region=content.applicant.region.code,
        mode=content.mode,
        industry=content.industry,
        applicant=content.applicant.uscc,
        smes=tuple(sme.uscc for sme in content.smes),
        builder=content.platform.builder_uscc if content.platform else None,
        submitted_at=accepted.submitted_at,
    )


def convened(closed: RoundClosed, programme: Programme) -> Iterator[ReviewConvened]:
    """A review for each track of the round that has one, by the version that the round was opened with."""
    for code, track in programme.tracks.items():
        if track.review is not None:
            call = Call(programme=closed.programme, version=closed.version, round=closed.round, track=code)
            cases = tuple(case.application for case in closed.cases if case.track == code)
            yield ReviewConvened(review=call, region=programme.authority.region, cases=cases)
